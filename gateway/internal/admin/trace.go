package admin

import (
	"math"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web"
)

const (
	// maxRows is how many steps of a trace are drawn; a page of more takes a browser seconds.
	maxRows = 1000
	// maxDepth is how deep the style sheet indents.
	maxDepth = 12
	// plotWidth is the width of a row's plot in the units of its view box, and thinnest that of the shortest bar.
	plotWidth = 1000
	thinnest  = 4
)

// traceView is the page of one trace.
type traceView struct {
	ID       string
	Name     string
	Start    string
	Duration string
	Services []chip
	Spans    int
	Failed   int
	Whole    bool
	Hidden   int     // steps that are not drawn
	Answered float64 // where the first step ended, if others went on after it; 0 otherwise
	Marks    []string
	Rows     []row
	Hops     []hop
	Log      []logLine
	Jaeger   string // the same trace where traces are kept longer; empty where there is no such place
}

// row is one step in the waterfall.
type row struct {
	ID       string
	Name     string
	Service  chip
	Depth    int
	X, Width float64
	After    string // from the start of the trace to that of the step
	Duration string
	Kind     string
	Failed   bool
	Status   string
	Late     bool // it is the first of its branch to begin after the first step of all had ended
	Skewed   bool // it began before the step it is a part of
	Orphan   bool // the step it is a part of is not held
	Scope    string

	Attributes []pair
	Events     []event
	Links      []link
}

type pair struct{ Key, Value string }

type event struct {
	After      string
	Name       string
	Attributes []pair
}

type link struct{ Trace, ID string }

// kinds say in Dutch what part a step has in the traffic between processes.
var kinds = map[trace.SpanKind]string{
	trace.SpanKindInternal: "intern", trace.SpanKindServer: "server: beantwoordt een verzoek",
	trace.SpanKindClient: "client: vraagt iets", trace.SpanKindProducer: "producent: verstuurt een bericht",
	trace.SpanKindConsumer: "consument: verwerkt een bericht",
}

func (s *site) trace(w http.ResponseWriter, r *http.Request) {
	id, err := trace.TraceIDFromHex(r.PathValue("id"))
	if err != nil {
		s.Message(w, r, web.Unknown())
		return
	}
	spans := s.store.Trace(id)
	if len(spans) == 0 {
		s.Message(w, r, web.Message{
			Status: http.StatusNotFound,
			Title:  "Deze trace is er niet",
			Text:   "Alleen de nieuwste stappen worden bewaard. Misschien is de trace al weg, of moet zij nog komen.",
		})
		return
	}
	view := viewTrace(spans, colours(s.store.State().Services))
	view.Start = s.moment(spans[0].Start)
	if s.options.Jaeger != "" {
		view.Jaeger = strings.TrimSuffix(s.options.Jaeger, "/") + "/trace/" + view.ID
	}
	s.show(w, r, "trace", web.Page{Title: "Trace: " + view.Name, Description: "Eén verzoek, stap voor stap.", Content: view})
}

// viewTrace answers the page of a trace of which spans, at least one, are held.
func viewTrace(spans []*traces.Span, colour map[string]int) traceView {
	sum := traces.Summarise(spans)
	v := traceView{
		ID: sum.ID.String(), Name: sum.Top.Name, Duration: web.Duration(sum.Duration), Services: chips(sum.Services, colour),
		Spans: sum.Spans, Failed: sum.Failed, Whole: sum.Whole(),
	}
	steps := treeOf(spans)
	if v.Hidden = max(0, len(steps)-maxRows); v.Hidden > 0 {
		steps = steps[:maxRows]
	}
	scale := scale{start: sum.Start, whole: max(sum.Duration, 1)}
	for quarter := range 4 {
		v.Marks = append(v.Marks, web.Duration(sum.Duration*time.Duration(quarter)/4))
	}
	late := func(s *traces.Span) bool { return s != nil && s != sum.Top && !s.Start.Before(sum.Top.End()) }
	for _, st := range steps {
		r := viewStep(st, scale, colour)
		if r.Late = late(st.Span) && !late(st.parent); r.Late {
			v.Answered = scale.at(sum.Top.End())
		}
		v.Rows = append(v.Rows, r)
	}
	v.Hops, v.Log = hopsOf(spans, colour), logOf(spans, colour)
	return v
}

// scale puts instants on a plot.
type scale struct {
	start time.Time
	whole time.Duration
}

func (s scale) at(t time.Time) float64 {
	return tenths(float64(t.Sub(s.start)) / float64(s.whole) * plotWidth)
}

func viewStep(st step, scale scale, colour map[string]int) row {
	r := row{
		ID: st.ID.String(), Name: st.Name, Service: chips([]string{st.Service}, colour)[0], Depth: min(st.depth, maxDepth),
		After: web.Duration(st.Start.Sub(scale.start)), Duration: web.Duration(st.Duration), Kind: kinds[st.Kind],
		Failed: st.Failed, Status: st.Status, Scope: st.Scope,
		Skewed:     st.parent != nil && st.Start.Before(st.parent.Start),
		Orphan:     st.parent == nil && st.Parent.IsValid(),
		Attributes: pairs(st.Attributes),
	}
	r.Width = max(thinnest, tenths(scale.at(st.End())-scale.at(st.Start)))
	r.X = tenths(min(scale.at(st.Start), plotWidth-r.Width))
	for _, e := range st.Events {
		r.Events = append(r.Events, event{
			After: web.Duration(e.Time.Sub(st.Start)), Name: e.Name, Attributes: pairs(e.Attributes),
		})
	}
	for _, l := range st.Links {
		r.Links = append(r.Links, link{Trace: l.Trace.String(), ID: l.ID.String()})
	}
	return r
}

func pairs(attributes []attribute.KeyValue) []pair {
	var list []pair
	for _, a := range attributes {
		list = append(list, pair{Key: string(a.Key), Value: a.Value.String()})
	}
	return list
}

func tenths(x float64) float64 { return math.Round(x*10) / 10 }
