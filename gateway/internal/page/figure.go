package page

import (
	"slices"
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
	Recounting bool   // it is counted anew; what is shown is what was counted before
	Quiet      string // why it has no value; empty where it has
	Live       bool   // it is of the account as it is now, so that its records can be looked up
	Withheld   bool   // a part of it that the page has is not shown

	Responsible string
	Events      []eventView
	Target      *targetView // nil where nothing was agreed, or where the visitor may not see it
	Explanation string      // of the year as a whole
	Course      *courseView // nil where there are no quarters
	Earlier     *earlierView
	Areas       []districtView
	AreasNote   string
	Ages        []part
	AgesNote    string

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

func viewFigure(f *reportingv1.Figure, fr frame) figureView {
	v := figureView{
		ID: f.GetIndicator(), Year: fr.year, Programme: web.UpperFirst(f.GetProgramme()), Label: f.GetLabel(),
		Definition: f.GetDefinition(), Unit: named(unitNames, f.GetUnit()),
		Source: web.UpperFirst(named(serviceNames, f.GetService())), Recounting: f.GetRecounting(),
		Quiet: whyQuiet(f), Live: fr.live, Responsible: f.GetResponsible(), Events: eventsOf(f.GetSourceEvents()),
		Explanation: yearExplanation(f, fr.year), Target: targetOf(f.GetTarget()), exact: f.GetValue(),
	}
	if v.Quiet != "" {
		v.Target = nil // beside a target, how it stood would tell of a number that is withheld
		return v
	}
	v.Exact = web.Number(f.GetValue())
	v.Qualifier, v.Number = splitWording(f.GetWording(), v.Exact)
	v.Relation = relations[f.GetQualifier()]
	v.Course, v.Earlier = courseOf(f, fr), earlierOf(f, fr.year)
	v.takeParts(f, fr)
	return v
}

// takeParts has v show what f is made of.
func (v *figureView) takeParts(f *reportingv1.Figure, fr frame) {
	v.Months = partsOf(f.GetMonths(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH), monthPart)
	v.Districts, v.Areas, v.Ages = stadsdelenOf(f, fr.city), districtsOf(f, fr), agesOf(f)
	shown := shownOf(v.Months)
	if differ(shown) || (len(shown) > 0 && len(shown) < len(v.Months)) {
		chart := drawMonths(v.Months)
		v.Chart = &chart
	}
	v.MonthsSummary, v.DistrictsSummary = summariseMonths(v.Months), summariseDistricts(v.Districts)
	v.MonthsNote = sumNote(v.Months, f.GetValue(), "maanden", "maand")
	v.DistrictsNote = sumNote(v.Districts, f.GetValue(), "stadsdelen", "stadsdeel")
	wijken := partsOf(f.GetWijken(), withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK), keyPart)
	v.AreasNote = sumNote(wijken, f.GetValue(), "wijken", "wijk")
	v.AgesNote = sumNote(v.Ages, f.GetValue(), "leeftijden", "leeftijd")
	v.Withheld = slices.ContainsFunc(slices.Concat(v.Months, v.Districts, wijken, v.Ages), isWithheld) || v.Course.withholds()
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

// worded answers the wording, or the exact value where there is none.
func worded(wording string, value int32) string {
	if wording == "" {
		return web.Number(value)
	}
	return wording
}

// Words are the number as a sentence has it: "ruim 150.000", or what stands in its place.
func (v figureView) Words() string {
	switch {
	case v.Quiet == keptBack:
		return hiddenWord
	case v.Quiet != "":
		return "nog geen cijfer"
	}
	return strings.TrimSpace(v.Qualifier + " " + v.Number)
}
