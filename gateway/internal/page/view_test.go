package page

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func TestWordingIsPartedAtItsNumber(t *testing.T) {
	for _, c := range []struct{ wording, qualifier, number string }{
		{"ruim 150.000", "ruim", "150.000"},
		{"meer dan 31.000", "meer dan", "31.000"},
		{"17", "", "17"},
		{"", "", "152.318"},
		{"geen", "", "geen"},
	} {
		qualifier, number := splitWording(c.wording, "152.318")
		require.Equal(t, c.qualifier, qualifier, c.wording)
		require.Equal(t, c.number, number, c.wording)
	}
}

func TestLargestFigureWithAChartLeadsItsTheme(t *testing.T) {
	a := sample()
	a.Figures = append(a.Figures, recorded(3, &reportingv1.Figure{
		Indicator: "smaller", Theme: "kansrijk_opgroeien", Months: monthsOf(1, 2),
	}), recorded(200000, &reportingv1.Figure{Indicator: "without-months", Theme: "kansrijk_opgroeien"}))
	v := viewAccount(a, time.UTC, "", false)
	require.Equal(t, "children-visits", v.Themes[0].Lead.ID)
	var others []string
	for _, f := range v.Themes[0].Figures {
		others = append(others, f.ID)
	}
	require.Equal(t, []string{"oki-locations", "smaller", "without-months"}, others)
	require.Equal(t, 4, v.Recorded)
	require.Equal(t, 6, v.Total)
	require.Nil(t, v.Themes[1].Lead)
	require.Nil(t, v.Themes[1].Headline())
}

func TestThemeWithoutALeadIsHeadedByItsFirstFigure(t *testing.T) {
	a := sample()
	a.Figures = a.Figures[:1]
	v := viewAccount(a, time.UTC, "", false)
	require.Nil(t, v.Themes[0].Lead)
	require.Equal(t, "oki-locations", v.Themes[0].Headline().ID)
}

func TestColoursStartAgainAfterTheLast(t *testing.T) {
	a := &reportingv1.Account{}
	for range web.Palette + 1 {
		a.Themes = append(a.Themes, &reportingv1.AccountTheme{Id: "x"})
	}
	v := viewAccount(a, time.UTC, "", false)
	require.Equal(t, web.Palette, v.Themes[web.Palette-1].Colour)
	require.Equal(t, 1, v.Themes[web.Palette].Colour)
	require.Equal(t, web.Palette+1, v.Themes[web.Palette].Number)
}

func TestRecordedFigureWithoutAValueIsNotShownAsZero(t *testing.T) {
	f := &reportingv1.Figure{Status: reportingv1.FigureStatus_FIGURE_STATUS_RECORDED}
	require.Equal(t, notRecorded, whyQuiet(f))
	require.Empty(t, viewFigure(f, frame{year: 2022}).Number)
	require.Empty(t, whyQuiet(recorded(0, f)))
	require.Equal(t, "0", viewFigure(f, frame{year: 2022}).Number)
}

func TestEveryQualifierIsExplained(t *testing.T) {
	for code := range reportingv1.Qualifier_name {
		q := reportingv1.Qualifier(code)
		view := viewFigure(recorded(24000, &reportingv1.Figure{Qualifier: q}), frame{year: 2022})
		exact := q <= reportingv1.Qualifier_QUALIFIER_NONE
		require.Equal(t, exact, view.Relation == "", q.String())
	}
}

func TestSumOfPartsIsExplainedWhereItDiffers(t *testing.T) {
	parts := []part{{value: 3}, {value: 4}}
	require.Empty(t, sumNote(parts, 7, "maanden", "maand"))
	require.Empty(t, sumNote(nil, 7, "maanden", "maand"))
	require.Contains(t, sumNote(parts, 5, "maanden", "maand"), "samen meer dan het jaarcijfer")
	require.Contains(t, sumNote(parts, 9, "stadsdelen", "stadsdeel"), "een deel hoort niet bij één stadsdeel")
}

func TestDistrictsThatDoNotDifferAreASentence(t *testing.T) {
	for _, c := range []struct {
		parts []part
		words string
	}{
		{nil, ""},
		{[]part{{Name: "Haven", value: 1}, {Name: "Stad", value: 2}}, ""},
		{[]part{{Name: "Stad", value: 700}}, "In Stad."},
		{[]part{{Name: "Buiten", value: 1}, {Name: "Stad", value: 1}}, "In Buiten en Stad."},
		{[]part{{Name: "Buiten", Value: "4", value: 4}, {Name: "Stad", Value: "4", value: 4}}, "In Buiten en Stad, elk 4."},
	} {
		require.Equal(t, c.words, summariseDistricts(c.parts))
	}
}

func TestMonthOfAnotherFormNamesItself(t *testing.T) {
	require.Equal(t, part{Name: "december", Short: "dec"}, monthPart("2022-12"))
	require.Equal(t, part{Name: "Q1", Short: "Q1"}, monthPart("Q1"))
}
