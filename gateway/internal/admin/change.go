package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/deschoor/meedoen/gateway/internal/web"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// maxForm is the largest form that is read, in bytes: a page of dead letters stays far below.
const maxForm = 1 << 20

// chosen are dead letters of one service that somebody picked.
type chosen struct {
	Service string
	Keys    []*operationsv1.DeadLetterKey
	Values  []string
	process operationsv1.OperationServiceClient
}

// read answers what a form picked, or a message.
func (s *site) read(w http.ResponseWriter, r *http.Request) (c chosen, m web.Message) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return c, web.Message{
			Status: http.StatusBadRequest, Title: "Dit formulier is niet te lezen", Text: "Ga terug en probeer het opnieuw.",
		}
	}
	c.Service = r.Form.Get("dienst")
	if c.process = s.processOf(c.Service); c.process == nil {
		return c, web.Unknown()
	}
	for _, value := range r.Form["brief"] {
		if key := keyOf(value); key != nil {
			c.Keys, c.Values = append(c.Keys, key), append(c.Values, value)
		}
	}
	if len(c.Keys) == 0 {
		return c, web.Message{
			Status: http.StatusBadRequest, Title: "Er is niets gekozen", Text: "Kies ten minste één dode brief.",
			Action: web.Action{Label: "Naar de dode brieven", Path: lettersPath},
		}
	}
	return c, m
}

// retry has what was picked handled again. Who sends the form again asks for nothing more.
func (s *site) retry(w http.ResponseWriter, r *http.Request) {
	c, m := s.read(w, r)
	if m.Status != 0 {
		s.Message(w, r, m)
		return
	}
	ctx, cancel := calling(r)
	defer cancel()
	request := &operationsv1.CreateDeadLetterRetryRequest{Service: c.Service, Keys: c.Keys}
	answer, err := c.process.CreateDeadLetterRetry(ctx, request)
	if err != nil {
		s.Message(w, r, messageOf(err))
		return
	}
	redirect(w, r, "opnieuw", len(answer.GetKeys()), len(answer.GetMissingKeys()))
}

// dropView is the page that asks whether to drop.
type dropView struct {
	chosen
	Lost []lostView
	Gone int // how many are no dead letters any more
}

// lostView is what is lost with a dead letter.
type lostView struct{ Type, About, Made, Error string }

// mostAsked is how many of those to drop are told one by one.
const mostAsked = 20

// confirmDrop says what is lost, and asks to be sure.
func (s *site) confirmDrop(w http.ResponseWriter, r *http.Request) {
	c, m := s.read(w, r)
	if m.Status != 0 {
		s.Message(w, r, m)
		return
	}
	view := dropView{chosen: c}
	ctx, cancel := calling(r)
	defer cancel()
	for _, key := range c.Keys[:min(len(c.Keys), mostAsked)] {
		l, err := c.process.GetDeadLetter(ctx, &operationsv1.GetDeadLetterRequest{Service: c.Service, Key: key})
		if err != nil && messageOf(err).Status != http.StatusNotFound {
			s.Message(w, r, messageOf(err))
			return
		}
		if err != nil {
			view.Gone++
			continue
		}
		lost := lostView{Type: typeOf(l), About: l.GetAggregateId(), Error: l.GetError(), Made: s.moment(l.GetCreateTime().AsTime())}
		if at := l.GetEvent().GetTime(); at != nil {
			lost.Made = s.moment(at.AsTime())
		}
		view.Lost = append(view.Lost, lost)
	}
	if view.Gone == len(c.Keys) {
		redirect(w, r, "weg", 0, view.Gone)
		return
	}
	s.show(w, r, "drop", web.Page{Title: "Weggooien?", Description: "Wat er verloren gaat.", Content: view})
}

// More is how many are not told one by one.
func (v dropView) More() int { return max(0, len(v.Keys)-mostAsked) }

// drop deletes what was picked, for good.
func (s *site) drop(w http.ResponseWriter, r *http.Request) {
	c, m := s.read(w, r)
	if m.Status != 0 {
		s.Message(w, r, m)
		return
	}
	ctx, cancel := calling(r)
	defer cancel()
	answer, err := c.process.CreateDeadLetterDrop(ctx, &operationsv1.CreateDeadLetterDropRequest{Service: c.Service, Keys: c.Keys})
	if err != nil {
		s.Message(w, r, messageOf(err))
		return
	}
	redirect(w, r, "weg", len(answer.GetKeys()), len(answer.GetMissingKeys()))
}

// redirect leads to the list, which says what was done: reading it again does nothing again.
func redirect(w http.ResponseWriter, r *http.Request, what string, done, missing int) {
	result := url.Values{"gedaan": {what}, "aantal": {strconv.Itoa(done)}, "misten": {strconv.Itoa(missing)}}
	http.Redirect(w, r, lettersPath+"?"+result.Encode(), http.StatusSeeOther)
}

// resultOf says what was done before, by what redirect put into the address; empty where nothing was.
func resultOf(query url.Values) string {
	done, _ := strconv.Atoi(query.Get("aantal"))
	missing, _ := strconv.Atoi(query.Get("misten"))
	var text string
	switch query.Get("gedaan") {
	case "opnieuw":
		text = fmt.Sprintf("%s opnieuw geprobeerd: wat lukt, verdwijnt binnen een paar tellen uit deze lijst.",
			things(int64(done), "dode brief wordt", "dode brieven worden"))
	case "weg":
		text = fmt.Sprintf("%s weggegooid.", things(int64(done), "dode brief is", "dode brieven zijn"))
	default:
		return ""
	}
	if missing > 0 {
		text += " " + things(int64(missing), "was", "waren") + " er niet meer."
	}
	return text
}
