package sample_test

import (
	"testing"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/stretchr/testify/require"
)

func TestPublishedPageHasAllItsFigures(t *testing.T) {
	figures := sample.Published()
	require.Len(t, figures, 37)
	seen := map[string]bool{}
	for _, f := range figures {
		require.False(t, seen[f.Indicator], "%s stands there twice", f.Indicator)
		seen[f.Indicator] = true
		require.Positive(t, f.Value)
		require.Contains(t, []string{"none", "ruim", "bijna", "meer_dan", "circa"}, f.Qualifier)
	}
	require.Equal(t, sample.PublishedFigure{
		Indicator: "centre-visits", Theme: "ontmoeting_verbinding",
		Programme: "buurtcentra en De Glasbak", Label: "visits",
		Value: 582_484, Qualifier: "none", Unit: "visits", Service: "activities",
	}, figures[20])
}

func TestValueAgreesWithAPublishedFigureByItsQualifier(t *testing.T) {
	for _, c := range []struct {
		qualifier   string
		published   int
		agree, veto []int
	}{
		{"none", 582_484, []int{582_484}, []int{582_483, 582_485}},
		{"ruim", 150_000, []int{150_000, 152_318, 159_999}, []int{149_999, 160_000}},
		{"bijna", 22_000, []int{21_000, 21_999}, []int{20_999, 22_000}},
		{"meer_dan", 31_000, []int{31_001, 31_999}, []int{31_000, 32_000}},
		{"meer_dan", 75, []int{76, 79}, []int{75, 80}},
		{"circa", 24_000, []int{23_500, 23_871, 24_500}, []int{23_499, 24_501}},
		{"none", 0, []int{0}, []int{1}},
	} {
		f := sample.PublishedFigure{Qualifier: c.qualifier, Value: c.published}
		for _, value := range c.agree {
			require.True(t, f.Agrees(value), "%d is %s %d", value, c.qualifier, c.published)
		}
		for _, value := range c.veto {
			require.False(t, f.Agrees(value), "%d is not %s %d", value, c.qualifier, c.published)
		}
	}
}
