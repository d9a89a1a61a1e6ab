package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/web"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// The paths of the pages of dead letters.
const (
	lettersPath = "/admin/dode-brieven"
	letterPath  = lettersPath + "/brief"
	retryPath   = lettersPath + "/opnieuw"
	dropPath    = lettersPath + "/weggooien"
)

// lettersPage is how many dead letters of a service stand on a page.
const lettersPage = 50

// lettersView is the page of all dead letters.
type lettersView struct {
	Result   string // what became of what was asked before
	Services []servicesLetters
	Away     []string // the services whose dead letters are not known, with why
}

// servicesLetters are those of one service.
type servicesLetters struct {
	Name    string
	Count   int32
	Letters []letterRow
	Next    string // the address of the next page; empty where there is none
	Problem string // why they cannot be listed
}

// letterRow is a dead letter in the list.
type letterRow struct {
	ID       string // of the row in the page
	Value    string // what the form says for it
	Path     string
	Type     string
	Error    string
	SetAside string
	Attempts int32
	Asked    bool // it is to be handled again
}

func (s *site) letters(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	view := lettersView{Result: resultOf(query)}
	for _, p := range s.ask(r) {
		if p.err != nil {
			view.Away = append(view.Away, p.name+": "+whyAway(p.err))
			continue
		}
		for _, service := range p.status.GetServices() {
			name := service.GetName()
			switch only := query.Get("dienst"); {
			case only != "" && only != name:
			case !service.GetDatabaseReachable():
				view.Away = append(view.Away, name+": de database antwoordt niet")
			case service.GetDeadLetterCount() > 0:
				view.Services = append(view.Services, s.lettersOf(r, name, service.GetDeadLetterCount(), query.Get("vanaf")))
			}
		}
	}
	s.show(w, r, "letters", web.Page{
		Title: "Dode brieven", Description: "Gebeurtenissen die een dienst niet kon verwerken.", Content: view,
	})
}

// lettersOf answers a page of those of a service.
func (s *site) lettersOf(r *http.Request, service string, count int32, token string) servicesLetters {
	v := servicesLetters{Name: service, Count: count}
	ctx, cancel := calling(r)
	defer cancel()
	answer, err := s.processOf(service).ListDeadLetters(ctx, &operationsv1.ListDeadLettersRequest{
		Service: service, PageSize: lettersPage, PageToken: token,
	})
	if err != nil {
		v.Problem = "Deze lijst is er nu niet: " + whyAway(err) + "."
		return v
	}
	for i, l := range answer.GetDeadLetters() {
		v.Letters = append(v.Letters, letterRow{
			ID: fmt.Sprintf("%s-%d", service, i), Value: valueOf(l.GetKey()), Path: pathOf(letterPath, service, l.GetKey()),
			Type: typeOf(l), Error: l.GetError(),
			SetAside: s.moment(l.GetCreateTime().AsTime()), Attempts: l.GetAttemptCount(), Asked: l.GetRetryAskTime() != nil,
		})
	}
	if next := answer.GetNextPageToken(); next != "" {
		v.Next = lettersPath + "?" + url.Values{"dienst": {service}, "vanaf": {next}}.Encode()
	}
	return v
}

// typeOf answers what a dead letter is, without what all types begin and end with.
func typeOf(l *operationsv1.DeadLetter) string {
	if l.GetType() == "" {
		return "geen gebeurtenis"
	}
	return shortType(l.GetType())
}

func shortType(eventType string) string {
	return strings.TrimSuffix(strings.TrimPrefix(eventType, "nl.welzijn."), ".v1")
}

// valueOf writes a key as a form sends it, and keyOf reads it.
func valueOf(k *operationsv1.DeadLetterKey) string {
	return url.Values{"bron": {k.GetSource()}, "id": {k.GetId()}}.Encode()
}

func keyOf(value string) *operationsv1.DeadLetterKey {
	read, err := url.ParseQuery(value)
	if err != nil || read.Get("bron") == "" || read.Get("id") == "" {
		return nil
	}
	return &operationsv1.DeadLetterKey{Source: read.Get("bron"), Id: read.Get("id")}
}

// pathOf answers the address of a page about a dead letter.
func pathOf(path, service string, k *operationsv1.DeadLetterKey) string {
	return path + "?" + url.Values{"dienst": {service}, "brief": {valueOf(k)}}.Encode()
}

// letterView is the page of one dead letter.
type letterView struct {
	Service  string
	Value    string
	DropPath string
	Type     string
	Letter   *operationsv1.DeadLetter
	SetAside string
	Tried    string
	Asked    string // since when it is to be handled again; empty where nobody asked
	Made     string // when the event was registered; empty where that is not known
	Trace    string // the page of the trace that made it; empty where it is not held
	Hidden   string // why the data is not shown; empty where it is
}

func (s *site) letter(w http.ResponseWriter, r *http.Request) {
	service, key := r.URL.Query().Get("dienst"), keyOf(r.URL.Query().Get("brief"))
	process := s.processOf(service)
	if key == nil || process == nil {
		s.Message(w, r, web.Unknown())
		return
	}
	ctx, cancel := calling(r)
	defer cancel()
	l, err := process.GetDeadLetter(ctx, &operationsv1.GetDeadLetterRequest{Service: service, Key: key})
	if err != nil {
		s.Message(w, r, messageOf(err))
		return
	}
	view := letterView{
		Service: service, Value: valueOf(key), DropPath: pathOf(dropPath, service, key), Type: typeOf(l), Letter: l,
		SetAside: s.moment(l.GetCreateTime().AsTime()), Tried: s.moment(l.GetAttemptTime().AsTime()), Hidden: hidden(l.GetEvent()),
	}
	if at := l.GetRetryAskTime(); at != nil {
		view.Asked = s.moment(at.AsTime())
	}
	if at := l.GetEvent().GetTime(); at != nil {
		view.Made = s.moment(at.AsTime())
	}
	if id := l.GetEvent().GetTraceId(); id != "" {
		view.Trace = "/admin/traces/" + id
	}
	s.show(w, r, "letter", web.Page{Title: "Dode brief", Description: "Eén gebeurtenis die niet te verwerken was.", Content: view})
}

// hidden says why the data of an event is not shown.
func hidden(e *operationsv1.DeadLetterEvent) string {
	switch e.GetDataState() {
	case operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_SHOWN:
		return ""
	case operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_WITHHELD:
		return "Deze gebeurtenis kan over één persoon gaan, ook al staat er geen naam in. " +
			"Daarom staan hier alleen de velden, en niet wat erin staat."
	case operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNKNOWN:
		return "Deze versie kent dit soort gebeurtenis niet."
	case operationsv1.DeadLetterDataState_DEAD_LETTER_DATA_STATE_UNREADABLE:
		return "De inhoud is niet te lezen als wat zij zegt te zijn."
	}
	return "Dit bericht is geen gebeurtenis: de gegevens die daarbij horen ontbreken of zijn niet te lezen."
}

// messageOf answers the page for a call about a dead letter that failed.
func messageOf(err error) web.Message {
	if status.Code(err) == codes.NotFound {
		return web.Message{
			Status: http.StatusNotFound, Title: "Deze dode brief is er niet meer",
			Text:   "Misschien is de gebeurtenis intussen verwerkt, of heeft iemand haar weggegooid.",
			Action: web.Action{Label: "Naar de dode brieven", Path: lettersPath},
		}
	}
	if status.Code(err) == codes.InvalidArgument {
		return web.Unknown()
	}
	return web.Message{
		Status: http.StatusServiceUnavailable, Title: "Deze dienst is nu niet te bereiken", Cause: err,
		Text:   web.UpperFirst(whyAway(err)) + ". Probeer het over een ogenblik opnieuw.",
		Action: web.Action{Label: "Naar het overzicht", Path: "/admin"},
	}
}
