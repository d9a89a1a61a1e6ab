package page

import (
	"strings"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func agesOf(f *reportingv1.Figure) []part {
	return partsOf(f.GetAgeBands(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND), agePart)
}

// agePart names the age of a key such as "13_to_17", "75_and_older" or "unknown"; a key of another form names itself.
func agePart(key string) part {
	if from, to, ok := strings.Cut(key, "_to_"); ok {
		return part{Name: from + " tot en met " + to + " jaar"}
	}
	if from, ok := strings.CutSuffix(key, "_and_older"); ok {
		return part{Name: from + " jaar en ouder"}
	}
	if key == "unknown" {
		return part{Name: "onbekend"}
	}
	return part{Name: key}
}
