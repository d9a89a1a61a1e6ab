package page

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func withheldBy(d reportingv1.FigureDimension, keys ...string) (parts []*reportingv1.WithheldPart) {
	for _, key := range keys {
		parts = append(parts, &reportingv1.WithheldPart{Dimension: d, Key: key})
	}
	return parts
}

func TestWithheldPartIsAWordAndNeverANumber(t *testing.T) {
	a := sample()
	f := figureOf(t, a, "children-visits")
	f.Months = append(f.Months[:2:2], f.Months[3:]...)
	f.WithheldParts = append(withheldBy(reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH, "2022-03"),
		withheldBy(reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, "hout")...)
	d := account(t, a, Options{City: "Almere"})
	figure := d.With("id", "children-visits")
	require.Equal(t, []string{"Almere Haven 50.000", "Almere Hout afgeschermd", "Almere Stad 102.318"},
		rows(figure.With("class", "districts")))
	months := rows(under(t, figure, "Hoe is dit geteld?"))
	require.Len(t, months, 12)
	require.Equal(t, "maart"+"afgeschermd", strings.ReplaceAll(months[2], " ", ""), "in its place among the months")
	require.NotContains(t, figure.Text(), "jaarcijfer", "nobody can add up what is not there")

	svg := figure.With("role", "img")
	require.Len(t, svg.All("rect"), 11, "a bar would say how many")
	require.Len(t, svg.All("path"), 1)
	require.Equal(t, "maart: afgeschermd", svg.First("path").First("title").Text())
	require.Contains(t, svg.First("desc").Text(), "Van de maanden zijn er 1 afgeschermd.")
}

func TestPageSaysOnceWhySomethingIsWithheld(t *testing.T) {
	d := account(t, full(t), Options{})
	require.Contains(t, d.With("id", "afgeschermd").Text(), "Afgeschermd is dus geen nul. Een nul laten wij wel zien.")
	require.Equal(t, 1, strings.Count(d.Text(), "Waarom staat er soms"))
	require.Equal(t, "afgeschermd", d.With("id", "mediations").With("href", "#afgeschermd").Text())
	require.Empty(t, d.With("id", "debt-clients").With("href", "#afgeschermd").Text(), "nothing of it is")

	d = account(t, sample(), Options{})
	require.Empty(t, d.With("id", "afgeschermd").Text())
	require.NotContains(t, d.Text(), "afgeschermd")
}

func TestFigureThatIsWithheldIsInAQuietGroup(t *testing.T) {
	a := full(t)
	d := account(t, a, Options{})
	for _, id := range []string{"jpf-participants", "jpf-debt-free", "stage-interns"} {
		item := d.With("id", id)
		require.Equal(t, "li", item.Node.Data, id)
		require.NotContains(t, item.Text(), "Precieze waarde")
	}
	require.Contains(t, d.With("id", "thema-financieel_sociaal_zelfredzaam").Text(), "Afgeschermd, zodat niemand te herkennen is")
	require.Contains(t, d.With("id", "thema-financieel_sociaal_zelfredzaam").First("header").Text(), "8 van 8 cijfers geregistreerd",
		"for it was recorded")
}

func TestPairThatIsWithheldIsNoPart(t *testing.T) {
	f := &reportingv1.Figure{WithheldParts: []*reportingv1.WithheldPart{{
		Dimension: reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL, Key: "haven",
		OtherDimension: reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, OtherKey: "0_to_3",
	}}}
	require.Empty(t, withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_STADSDEEL))
	require.Empty(t, withheldKeys(f, reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND))
}

func TestMonthsOfWhichSomeAreWithheldAreACharted(t *testing.T) {
	months := reportingv1.FigureDimension_FIGURE_DIMENSION_MONTH
	same := recorded(40, &reportingv1.Figure{Months: monthsOf(20, 20), WithheldParts: withheldBy(months, "2022-03")})
	v := viewFigure(same, frame{year: 2022})
	require.NotNil(t, v.Chart, "a sentence would say it of all months")
	require.NotEmpty(t, v.Chart.Bars[2].Gap)
	require.False(t, v.Chart.Bars[2].Peak)
	require.True(t, v.Withheld)

	none := recorded(40, &reportingv1.Figure{WithheldParts: withheldBy(months, "2022-01", "2022-02")})
	v = viewFigure(none, frame{year: 2022})
	require.Nil(t, v.Chart)
	require.Equal(t, "Per maand: afgeschermd.", v.MonthsSummary)
}

func TestAgesAreInOrderWithThoseWithheldAmongThem(t *testing.T) {
	f := recorded(50, &reportingv1.Figure{
		AgeBands:      []*reportingv1.FigurePart{{Key: "4_to_12", Value: 20}, {Key: "75_and_older", Value: 30}},
		WithheldParts: withheldBy(reportingv1.FigureDimension_FIGURE_DIMENSION_AGE_BAND, "unknown", "13_to_17", "0_to_3"),
	})
	var ages []string
	for _, p := range agesOf(f) {
		ages = append(ages, p.Name+": "+p.Value)
	}
	require.Equal(t, []string{
		"0 tot en met 3 jaar: afgeschermd", "4 tot en met 12 jaar: 20", "13 tot en met 17 jaar: afgeschermd",
		"75 jaar en ouder: 30", "onbekend: afgeschermd",
	}, ages)
}
