package page

import (
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// courseView is how a figure went in the year, by quarter (planning and control).
type courseView struct {
	Quarters  []quarterView
	HasTarget bool
	Summary   string // what opens it
}

// quarterView is a figure from the first of January up to the end of a quarter.
type quarterView struct {
	Name        string
	Value       string // empty where there is none
	Withheld    bool
	Expected    string // by then; empty where nothing was agreed
	Signal      *signalView
	Explanation string

	key string
}

// courseOf answers nil where there is nothing to tell by quarter. A quarter that begins after the newest event counted has
// nothing of its own yet, and would only repeat the one before.
func courseOf(f *reportingv1.Figure, fr frame) *courseView {
	v := &courseView{HasTarget: len(f.GetTarget().GetQuarters()) > 0}
	parts := partsOf(f.GetQuarters(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_QUARTER), quarterPart)
	for _, p := range parts {
		if begun(p.key, fr.asOf) {
			v.Quarters = append(v.Quarters, quarterView{Name: p.Name, Value: p.Value, Withheld: p.Withheld, key: p.key})
		}
	}
	for _, t := range f.GetTarget().GetQuarters() {
		q := v.quarter(t.GetKey())
		q.Expected = web.Number(t.GetExpected())
		if !q.Withheld { // beside what was expected, how it stood would tell of the number
			q.Signal = signalOf(t.GetSignal())
		}
	}
	explained := false
	for _, e := range f.GetExplanations() {
		if e.GetPeriod() != yearPeriod(fr.year) {
			v.quarter(e.GetPeriod()).Explanation = e.GetText()
			explained = true
		}
	}
	if len(v.Quarters) == 0 {
		return nil
	}
	slices.SortFunc(v.Quarters, func(a, b quarterView) int { return strings.Compare(a.key, b.key) })
	v.Summary = "Per kwartaal"
	if explained {
		v.Summary = "Per kwartaal, met toelichting"
	}
	return v
}

func (v *courseView) withholds() bool {
	return v != nil && slices.ContainsFunc(v.Quarters, func(q quarterView) bool { return q.Withheld })
}

// quarter answers the quarter of key, which it adds where it is not there.
func (v *courseView) quarter(key string) *quarterView {
	for i := range v.Quarters {
		if v.Quarters[i].key == key {
			return &v.Quarters[i]
		}
	}
	v.Quarters = append(v.Quarters, quarterView{Name: quarterName(key), key: key})
	return &v.Quarters[len(v.Quarters)-1]
}

func quarterPart(key string) part { return part{Name: quarterName(key), Short: key} }

func begun(key string, asOf time.Time) bool {
	year, quarter, ok := quarterOf(key)
	if !ok || asOf.IsZero() {
		return true
	}
	return !asOf.Before(time.Date(year, time.Month(3*quarter-2), 1, 0, 0, 0, 0, asOf.Location()))
}

// yearExplanation answers what people say about f in the year as a whole.
func yearExplanation(f *reportingv1.Figure, year int32) string {
	for _, e := range f.GetExplanations() {
		if e.GetPeriod() == yearPeriod(year) {
			return e.GetText()
		}
	}
	return ""
}
