package forms

import (
	"fmt"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

var about = About{
	Publisher: "De Schoor", City: "Almere", Notice: "De cijfers op deze pagina's zijn verzonnen.",
	Licence: "https://creativecommons.org/publicdomain/zero/1.0/",
}

// amsterdam is the zone of the times in a document. Where the machine does not know it the first test says so.
func amsterdam() *time.Location {
	zone, err := web.Zone()
	if err != nil {
		panic(err)
	}
	return zone
}

func documentOf(t *testing.T, a *reportingv1.Account) *Document {
	t.Helper()
	return NewDocument(a, about, amsterdam())
}

const fingerprint = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// sample is the second edition of a year, with something of everything that an account can have: numbers that are withheld at each
// level, and texts that a spreadsheet could take for a formula.
func sample() *reportingv1.Account {
	a := &reportingv1.Account{
		Year: 2022, Published: true, Edition: 2,
		PublishTime: timestamppb.New(time.Date(2023, 3, 1, 9, 0, 0, 0, time.UTC)),
		AsOf:        timestamppb.New(time.Date(2023, 5, 31, 22, 30, 0, 0, time.UTC)),
		Themes: []*reportingv1.AccountTheme{
			{Id: "kansrijk_opgroeien", DisplayName: "Kansrijk opgroeien"},
			{Id: "financieel", DisplayName: "Financieel/sociaal: zelfredzaam en [meer] dan 31 tekens"},
		},
		Editions: []*reportingv1.AccountEdition{
			{Year: 2022, Edition: 1, Fingerprint: "0000", PublishTime: timestamppb.New(time.Date(2023, 3, 1, 9, 0, 0, 0, time.UTC))},
			{
				Year: 2022, Edition: 2, Fingerprint: fingerprint, Reason: "=HYPERLINK(\"http://evil\") late tellingen",
				PublishTime: timestamppb.New(time.Date(2023, 6, 1, 9, 0, 0, 0, time.UTC)),
				Changes: []*reportingv1.FigureChange{{
					Indicator: "children-visits", ValueBefore: new(int32(151000)), Value: new(int32(152318)), WordingBefore: "ruim 150.000",
					Wording: "ruim 150.000", ChangedParts: 3,
				}},
			},
		},
		Areas: []*reportingv1.AccountArea{
			{Key: "2022:WK003401", DisplayName: "Centrum Almere Haven", Stadsdeel: "haven", Known: true},
			{Key: "2022:WK003411", DisplayName: "Centrum Almere Stad", Stadsdeel: "stad", Known: true},
			{Key: "2019:WK003401"},
		},
		Goals: []*reportingv1.AccountGoal{{
			Id: "jong", Theme: "kansrijk_opgroeien", Text: "Kinderen doen mee",
			Results: []*reportingv1.AccountResult{{Id: "jong-1", Text: "Meer dan 140.000 bezoeken", Indicators: []string{"children-visits"}}},
		}},
	}
	a.Figures = []*reportingv1.Figure{visits(), youth(), debtFree(), {
		Indicator: "seniors-fair", Theme: "financieel", Programme: "AlmerePlusBeurs", Label: "senioren", Unit: "visits", Service: "activities",
		Status: reportingv1.FigureStatus_FIGURE_STATUS_NO_DATA,
	}}
	return a
}

func part12(year int32, values ...int32) (parts []*reportingv1.FigurePart) {
	for i, v := range values {
		parts = append(parts, &reportingv1.FigurePart{Key: fmt.Sprintf("%d-%02d", year, i+1), Value: v})
	}
	return parts
}

// visits is a figure with everything and nothing withheld.
func visits() *reportingv1.Figure {
	return &reportingv1.Figure{
		Indicator: "children-visits", Theme: "kansrijk_opgroeien", Programme: "kinderwerk", Label: "bezoeken van kinderen",
		Definition: "Elk bezoek van een kind.\nWie vaker komt, telt vaker mee; \"ook\" in de vakantie.", Unit: "visits", Service: "activities",
		Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, Value: new(int32(152318)), Wording: "ruim 150.000",
		Qualifier:  reportingv1.Qualifier_QUALIFIER_RUIM,
		Months:     part12(2022, 10001, 10002, 20003, 10004, 10005, 10006, 12357, 10008, 20009, 10010, 10011, 19902),
		Stadsdelen: []*reportingv1.FigurePart{{Key: "haven", Value: 50017}, {Key: "stad", Value: 102301}},
		Wijken:     []*reportingv1.FigurePart{{Key: "2019:WK003401", Value: 0}, {Key: "2022:WK003401", Value: 50017}, {Key: "2022:WK003411", Value: 102301}},
		Quarters: []*reportingv1.FigurePart{
			{Key: "2022-Q1", Value: 40006}, {Key: "2022-Q2", Value: 70021}, {Key: "2022-Q3", Value: 112395}, {Key: "2022-Q4", Value: 152318},
		},
		Target: &reportingv1.FigureTarget{
			Value: 140000, Unit: "visits", Direction: reportingv1.TargetDirection_TARGET_DIRECTION_AT_LEAST,
			Signal: reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN, Source: "Subsidiebeschikking 2022",
			Quarters: []*reportingv1.FigureTargetQuarter{{Key: "2022-Q1", Expected: 35000, Signal: reportingv1.FigureSignal_FIGURE_SIGNAL_GREEN}},
		},
		EarlierFigures: []*reportingv1.EarlierFigure{{Year: 2021, Value: 98765, Wording: "bijna 100.000", SameDefinition: false}},
		Explanations: []*reportingv1.FigureExplanation{
			{Period: "2022-Q1", Text: "=1+1 en in het eerste kwartaal was de Speelhaven dicht."}, {Period: "2022", Text: "@SUM een goed jaar"},
		},
		Responsible: "Manager jeugd", SourceEvents: []string{"meedoen.activities.v1.HeadCountSaved"},
	}
}

// youth is a count of persons of which parts are withheld, by one dimension and by two.
func youth() *reportingv1.Figure {
	withheld := func(d reportingv1.FigureDimension, key string) *reportingv1.WithheldPart {
		return &reportingv1.WithheldPart{Dimension: d, Key: key}
	}
	return &reportingv1.Figure{
		Indicator: "youth-persons", Theme: "kansrijk_opgroeien", Programme: "jongerenwerk", Label: "jongeren", Definition: "Elke jongere één keer.",
		Unit: "unique_persons", Service: "activities", Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED, Value: new(int32(3601)),
		Wording: "3.601", Qualifier: reportingv1.Qualifier_QUALIFIER_NONE,
		Months:     part12(2022, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410)[2:],
		Stadsdelen: []*reportingv1.FigurePart{{Key: "buiten", Value: 0}, {Key: "haven", Value: 1203}},
		AgeBands:   []*reportingv1.FigurePart{{Key: "13_to_17", Value: 2001}, {Key: "18_to_26", Value: 1507}},
		Breakdowns: []*reportingv1.FigureBreakdown{{
			Dimension: reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, OtherDimension: reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND,
			Cells: []*reportingv1.FigureCell{{Key: "haven", OtherKey: "13_to_17", Value: 702}},
		}},
		WithheldParts: []*reportingv1.WithheldPart{
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH, "2022-01"),
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH, "2022-02"),
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, "stad"),
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, "4_to_12"),
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, "unknown"),
			withheld(reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK, "2022:WK003401"),
			{
				Dimension: reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, Key: "haven",
				OtherDimension: reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, OtherKey: "4_to_12",
			},
		},
	}
}

// debtFree is withheld as a whole.
func debtFree() *reportingv1.Figure {
	return &reportingv1.Figure{
		Indicator: "jpf-debt-free", Theme: "financieel", Programme: "Jongeren Perspectief Fonds", Label: "jongeren schuldenvrij",
		Unit: "closed_with_outcome", Service: "debtcounselling", Status: reportingv1.FigureStatus_FIGURE_STATUS_WITHHELD,
	}
}

// large is an account of 37 figures with as many parts as there may be: some 28,000.
func large() *reportingv1.Account {
	a := sample()
	a.Themes, a.Figures, a.Goals = nil, nil, nil
	for i := range 6 {
		a.Themes = append(a.Themes, &reportingv1.AccountTheme{Id: fmt.Sprint("thema-", i), DisplayName: fmt.Sprint("Thema ", i)})
	}
	for i := range 37 {
		f := visits()
		f.Indicator, f.Theme = fmt.Sprint("indicator-", i), fmt.Sprint("thema-", i%6)
		if i%3 == 0 {
			f.Explanations, f.Target = nil, nil
		}
		f.Value, f.Wijken = new(int32(1000+i*377)), nil
		b := &reportingv1.FigureBreakdown{
			Dimension: reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH, OtherDimension: reportingv1.FigureDimension_FIGURE_DIMENSION_WIJK,
		}
		for w := range 30 {
			key := fmt.Sprintf("2022:WK0034%02d", w)
			f.Wijken = append(f.Wijken, &reportingv1.FigurePart{Key: key, Value: int32(w * 13)})
			for m := 1; m <= 12; m++ {
				b.Cells = append(b.Cells, &reportingv1.FigureCell{Key: fmt.Sprintf("2022-%02d", m), OtherKey: key, Value: int32(w * m)})
				b.Cells = append(b.Cells, &reportingv1.FigureCell{Key: fmt.Sprintf("2022-%02d", m), OtherKey: key + "x", Value: int32(w * m)})
			}
		}
		f.Breakdowns = []*reportingv1.FigureBreakdown{b}
		a.Figures = append(a.Figures, f)
	}
	return a
}
