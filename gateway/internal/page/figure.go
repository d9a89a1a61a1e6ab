package page

import (
	"strings"
	"unicode"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// figureView is one figure as it is shown.
type figureView struct {
	ID         string
	Year       int32
	Programme  string
	Qualifier  string // "ruim"; empty where the number is exact
	Number     string // "150.000"
	Label      string
	Definition string
	Exact      string // "152.318"
	Relation   string // how the wording relates to the exact value; empty where they are the same
	Unit       string
	Source     string
	Recounting bool // it is counted anew; what is shown is what was counted before

	Months        []part
	Chart         *monthChart // nil where there are no months, or where none differs from another
	MonthsSummary string      // what the months show, in words
	MonthsNote    string

	Districts        []part
	DistrictsSummary string // the districts in words, where they do not differ and bars would say nothing
	DistrictsNote    string

	exact int32
}

var relations = map[reportingv1.Qualifier]string{
	reportingv1.Qualifier_QUALIFIER_RUIM:     "Het precieze getal is dit of iets meer.",
	reportingv1.Qualifier_QUALIFIER_BIJNA:    "Het precieze getal is iets minder.",
	reportingv1.Qualifier_QUALIFIER_MEER_DAN: "Het precieze getal is hoger.",
	reportingv1.Qualifier_QUALIFIER_CIRCA:    "Het precieze getal ligt hier dichtbij.",
}

func viewFigure(f *reportingv1.Figure, year int32, city string) figureView {
	v := figureView{
		ID: f.GetIndicator(), Year: year, Programme: web.UpperFirst(f.GetProgramme()), Label: f.GetLabel(),
		Definition: f.GetDefinition(), Unit: named(unitNames, f.GetUnit()),
		Source: web.UpperFirst(named(serviceNames, f.GetService())), Recounting: f.GetRecounting(),
		exact: f.GetValue(),
	}
	if f.Value == nil {
		return v
	}
	v.Exact = web.Number(f.GetValue())
	v.Qualifier, v.Number = splitWording(f.GetWording(), v.Exact)
	v.Relation = relations[f.GetQualifier()]
	v.Months = partsOf(f.GetMonths(), monthPart)
	v.Districts = partsOf(f.GetStadsdelen(), func(key string) part { return part{Name: districtName(city, key)} })
	if differ(v.Months) {
		chart := drawMonths(v.Months)
		v.Chart = &chart
	}
	v.MonthsSummary, v.DistrictsSummary = summariseMonths(v.Months), summariseDistricts(v.Districts)
	v.MonthsNote = sumNote(v.Months, f.GetValue(), "maanden", "maand")
	v.DistrictsNote = sumNote(v.Districts, f.GetValue(), "stadsdelen", "stadsdeel")
	return v
}

// splitWording parts "ruim 150.000" at its first digit, so that the page can set the number large. A wording without
// a number is shown as it is; without a wording the exact value stands for it.
func splitWording(wording, exact string) (qualifier, number string) {
	if wording == "" {
		return "", exact
	}
	digit := max(strings.IndexFunc(wording, unicode.IsDigit), 0)
	return strings.TrimSpace(wording[:digit]), wording[digit:]
}
