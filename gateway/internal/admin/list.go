package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web"
)

// pageSize is how many traces stand on a page.
const pageSize = 50

// listView is the page of the newest traces.
type listView struct {
	Search searchView
	State  traces.State
	Since  string // when the oldest step ended; empty where there is none
	Rows   []listRow
	Older  string // the address of the page with older traces; empty where there are none
}

// searchView is the form as it was filled in, with what is wrong with it.
type searchView struct {
	Service    string
	Name       string
	MinMillis  string
	Failed     bool
	ID         string
	MinProblem string
	IDProblem  string
}

// Asked says whether anything is asked for.
func (s searchView) Asked() bool { return s != searchView{} }

// listRow is a trace in the list.
type listRow struct {
	ID       string
	Time     string
	Name     string
	Whole    bool
	Services []chip
	Duration string
	Share    float64 // of the longest on the page, 0 to 100
	Spans    int
	Failed   int
}

// chip is a service with its colour.
type chip struct {
	Name   string
	Colour int
}

func (s *site) list(w http.ResponseWriter, r *http.Request) {
	search, query := readSearch(r.URL.Query())
	if id, err := trace.TraceIDFromHex(search.ID); err == nil {
		http.Redirect(w, r, "/admin/traces/"+id.String(), http.StatusSeeOther)
		return
	}
	state := s.store.State()
	view := listView{Search: search, State: state}
	if !state.Since.IsZero() {
		view.Since = s.moment(state.Since)
	}
	if search.MinProblem == "" && search.IDProblem == "" {
		found, more := s.store.Search(query)
		view.Rows = s.rows(found, colours(state.Services))
		if more {
			view.Older = older(r.URL.Query(), found[len(found)-1].Sequence)
		}
	}
	s.show(w, r, "traces", web.Page{
		Title: "Traces", Description: "Wat het systeem zojuist deed, verzoek voor verzoek.", Content: view,
	})
}

// readSearch reads the form. A value that cannot be read is told beside its field.
func readSearch(values url.Values) (searchView, traces.Query) {
	s := searchView{
		Service: values.Get("dienst"), Name: strings.TrimSpace(values.Get("naam")),
		MinMillis: strings.TrimSpace(values.Get("duur")), Failed: values.Get("fouten") != "",
		ID: strings.ToLower(strings.TrimSpace(values.Get("trace"))),
	}
	q := traces.Query{Service: s.Service, Name: s.Name, Failed: s.Failed, Limit: pageSize}
	if s.MinMillis != "" {
		millis, err := strconv.ParseFloat(strings.Replace(s.MinMillis, ",", ".", 1), 64)
		if err != nil || !(millis >= 0 && millis <= 1e9) {
			s.MinProblem = "Vul een aantal milliseconden in, zoals 250."
		}
		q.MinDuration = time.Duration(millis * float64(time.Millisecond))
	}
	if _, err := trace.TraceIDFromHex(s.ID); s.ID != "" && err != nil {
		s.IDProblem = "Een trace-id heeft 32 tekens: cijfers en de letters a tot en met f."
	}
	q.Before, _ = strconv.ParseUint(values.Get("voor"), 10, 64)
	return s, q
}

// older answers the address of the page after the trace with sequence.
func older(values url.Values, sequence uint64) string {
	values.Set("voor", strconv.FormatUint(sequence, 10))
	return "/admin/traces?" + values.Encode()
}

func (s *site) rows(found []traces.Summary, colour map[string]int) []listRow {
	longest := time.Duration(1)
	for _, f := range found {
		longest = max(longest, f.Duration)
	}
	var rows []listRow
	for _, f := range found {
		rows = append(rows, listRow{
			ID: f.ID.String(), Time: s.moment(f.Start), Name: f.Top.Name, Whole: f.Whole(), Services: chips(f.Services, colour),
			Duration: web.Duration(f.Duration), Share: tenths(float64(f.Duration) / float64(longest) * 100),
			Spans: f.Spans, Failed: f.Failed,
		})
	}
	return rows
}

// moment writes an instant as a line of the list has it: 3 jan, 14.05.09.
func (s *site) moment(t time.Time) string {
	local := t.In(s.zone)
	_, month := web.Month(local.Month())
	return fmt.Sprintf("%d %s, %s", local.Day(), month, local.Format("15.04.05"))
}

// colours answers the colour of each service, the same on every page as long as no service comes or goes.
func colours(services []string) map[string]int {
	colour := map[string]int{}
	for i, name := range services {
		colour[name] = i%web.Palette + 1
	}
	return colour
}

func chips(services []string, colour map[string]int) []chip {
	var list []chip
	for _, name := range services {
		list = append(list, chip{Name: name, Colour: max(1, colour[name])}) // one may have gone meanwhile
	}
	return slices.Clip(list)
}
