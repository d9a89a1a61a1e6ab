package forms

import (
	"strings"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// figure is a figure with its parts in one list: that of the year first, then quarters, months, city districts, wijken, ages
// and pairs. What is withheld stands among them in its place.
type figure struct {
	*reportingv1.Figure
	parts []part
}

// The values of status, in files that programs read.
const (
	statusRecorded = "recorded"
	statusWithheld = "withheld"
	statusNoData   = "no_data"
)

func (d *Document) figure(f *reportingv1.Figure) figure {
	return figure{Figure: f, parts: d.partsOf(f)}
}

// status answers whether f could be computed, as a word for programs. What is said to be recorded and has no value is not.
func status(f *reportingv1.Figure) string {
	s := lower(f.GetStatus().String(), "FIGURE_STATUS_")
	if s == statusRecorded && f.Value == nil || s == "unspecified" {
		return "not_recorded"
	}
	return s
}

// lower answers the name of an enum value without what all of them begin with: QUALIFIER_MEER_DAN is "meer_dan".
func lower(name, prefix string) string { return strings.ToLower(strings.TrimPrefix(name, prefix)) }

// qualifier answers how the wording of f relates to its value; empty where it has none.
func qualifier(f *reportingv1.Figure) string {
	if f.Value == nil || f.GetQualifier() == reportingv1.Qualifier_QUALIFIER_UNSPECIFIED {
		return ""
	}
	return lower(f.GetQualifier().String(), "QUALIFIER_")
}

// wording answers f as it is published; the value itself where there are no words for it, empty where there is no value.
func wording(f *reportingv1.Figure) string {
	if f.Value == nil || f.GetWording() != "" {
		return f.GetWording()
	}
	return web.Number(f.GetValue())
}

// explanation answers what people say about f at the end of a period, such as "2022-Q1".
func (f figure) explanation(period string) string {
	for _, e := range f.GetExplanations() {
		if e.GetPeriod() == period {
			return e.GetText()
		}
	}
	return ""
}

// by answers the parts by one dimension.
func (f figure) by(dimension string) (some []part) {
	for _, p := range f.parts {
		if p.dimension == dimension {
			some = append(some, p)
		}
	}
	return some
}

// at answers the part of f by one dimension with a key, or nil.
func (f figure) at(dimension, key string) *part {
	for i, p := range f.parts {
		if p.dimension == dimension && p.key == key {
			return &f.parts[i]
		}
	}
	return nil
}
