package page

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/gateway/internal/web"
	"github.com/deschoor/meedoen/platform/fault"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// recordsPage is how many records stand on a page: as many as somebody reads.
const recordsPage = 50

// recordsView is the page that says how a figure was counted, with its records for who may see them.
type recordsView struct {
	Figure    figureView
	Reason    string // why there is no value; empty where there is one
	Records   []recordView
	NoRecords string // why no records are shown; empty where there are
	Login     string // where to log in, for who may see them then; empty where that does not help
	First     string // the first page; empty on it
	Next      string // the next page; empty on the last
}

// recordView is a record as it is shown.
type recordView struct{ Date, Kind, Programme, Where, Value, ID, Path string }

// records answers how a figure was counted.
func (s *site) records(w http.ResponseWriter, r *http.Request) {
	year, ok := parseYear(r.PathValue("year"))
	if !ok {
		s.Message(w, r, web.Unknown())
		return
	}
	account, err := s.read(r, year, 0)
	if err != nil {
		s.Message(w, r, s.offerLogin(r, messageOf(err, year)))
		return
	}
	figure := findFigure(account, r.PathValue("indicator"))
	if figure == nil {
		s.Message(w, r, web.Unknown())
		return
	}
	fr := frameOf(account, s.zone, s.options.City)
	view := explain(figure, fr)
	if err := s.addRecords(r, fr, &view); err != nil {
		s.Message(w, r, messageOfRecords(err, year))
		return
	}
	s.found(w, r, "records", web.Page{
		Title:       fmt.Sprintf("Hoe is dit geteld? %s, %s, %d", view.Figure.Programme, view.Figure.Label, year),
		Description: fmt.Sprintf("Hoe een cijfer van de verantwoording %d is geteld, en waaruit.", year),
		Content:     view,
	})
}

func findFigure(a *reportingv1.Account, indicator string) *reportingv1.Figure {
	for _, f := range a.GetFigures() {
		if f.GetIndicator() == indicator {
			return f
		}
	}
	return nil
}

// explain answers what everybody may read about a figure.
func explain(f *reportingv1.Figure, fr frame) recordsView {
	v := recordsView{Figure: viewFigure(f, fr)}
	switch {
	case f.GetStatus() == reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD:
		v.Reason = "Dit cijfer is zo klein dat het iets over iemand zou kunnen verraden, of een ander klein cijfer zou verklappen. " +
			"Daarom staat het er niet."
	case f.Value == nil:
		v.Reason = whyQuiet(f) + "."
	}
	return v
}

// addRecords adds a page of records where the caller may see them, and else says why there are none.
func (s *site) addRecords(r *http.Request, fr frame, v *recordsView) error {
	answer, err := s.listRecords(r, fr.year, v.Figure.ID)
	if err != nil {
		v.NoRecords = whyNoRecords(err)
		if v.NoRecords == notForYou && s.options.Login && r.Header.Get("Authorization") == "" {
			v.Login = "/login?return=" + url.QueryEscape(r.URL.Path)
		}
		if v.NoRecords != "" {
			return nil
		}
		return err
	}
	for _, one := range answer.GetRecords() {
		v.Records = append(v.Records, viewRecord(one, fr))
	}
	if len(v.Records) == 0 {
		v.NoRecords = "Er zijn geen registraties die meetellen."
	}
	if r.URL.Query().Get("pagina") != "" {
		v.First = r.URL.Path
	}
	if token := answer.GetNextPageToken(); token != "" {
		v.Next = r.URL.Path + "?pagina=" + url.QueryEscape(token)
	}
	return nil
}

// listRecords asks for a page of records as the caller. Nobody who did not log in may see any, so then nobody is asked.
func (s *site) listRecords(r *http.Request, year int32, indicator string) (*reportingv1.ListFigureRecordsResponse, error) {
	token := r.Header.Get("Authorization")
	if token == "" || s.options.Records == nil {
		return nil, fault.Status(fault.New(fault.PermissionDenied, "ROLE_MISSING", "Records are for the account manager."), "").Err()
	}
	ctx, cancel := context.WithTimeout(r.Context(), readTimeout)
	defer cancel()
	return s.options.Records.ListFigureRecords(metadata.AppendToOutgoingContext(ctx, "authorization", token),
		&reportingv1.ListFigureRecordsRequest{
			Year: year, Indicator: indicator, PageSize: recordsPage, PageToken: r.URL.Query().Get("pagina"),
		})
}

// notForYou says why somebody sees no records who may not.
const notForYou = "Welke registraties meetellen, is alleen te zien voor wie de verantwoording beheert."

// whyNoRecords says why a figure shows no records, and nothing where that is a fault.
func whyNoRecords(err error) string {
	s := status.Convert(err)
	reason := ""
	if f := fault.FromStatus(s); f != nil {
		reason = f.Reason
	}
	switch {
	case reason == "FIGURE_HAS_NO_RECORDS":
		return "Dit cijfer telt geen losse registraties: het volgt uit de lijst van locaties, of wordt nog niet geregistreerd."
	case reason == "FIGURES_BEING_COUNTED":
		return "Dit cijfer wordt opnieuw geteld. De registraties staan hier zodra dat klaar is."
	case s.Code() == codes.PermissionDenied || s.Code() == codes.Unauthenticated:
		return notForYou
	}
	return ""
}

func messageOfRecords(err error, year int32) web.Message {
	if status.Code(err) == codes.InvalidArgument {
		return web.Unknown()
	}
	return messageOf(err, year)
}

func viewRecord(m *reportingv1.FigureRecord, fr frame) recordView {
	v := recordView{
		Date: m.GetDate(), Kind: web.UpperFirst(named(recordNames, m.GetKind())), Programme: m.GetProgrammeCode(),
		Value: web.Number(m.GetValue()), ID: m.GetId(), Path: m.GetPath(),
	}
	if day, err := time.Parse(time.DateOnly, m.GetDate()); err == nil {
		v.Date = web.LongDate(day)
	}
	switch area := fr.areas[m.GetWijk()]; {
	case area.GetKnown():
		v.Where = area.GetDisplayName()
	case m.GetWijk() != "":
		v.Where = m.GetWijk() + ", geen code van dit jaar"
	case m.GetStadsdeel() != "":
		v.Where = districtName(fr.city, m.GetStadsdeel())
	}
	return v
}

// recordNames say in Dutch what a record is.
var recordNames = map[string]string{
	"head_count": "telling",
	"session":    "bijeenkomst",
	"attendance": "deelname",
	"contact":    "contact",
	"output":     "opbrengst",
	"assignment": "inzet in het jaar",
	"hours":      "uren",
	"trajectory": "traject in het jaar",
	"guidance":   "begeleiding in het jaar",
	"question":   "bewonersvraag",
	"mediation":  "bemiddeling",
}
