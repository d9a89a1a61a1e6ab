package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestValueIsWordedByItsQualifier(t *testing.T) {
	tests := map[string]struct {
		qualifier   domain.Qualifier
		step, value int64
		text        string
	}{
		"exact":                              {domain.Exact, 0, 582484, "582.484"},
		"exact below a thousand":             {domain.Exact, 0, 958, "958"},
		"exact nothing":                      {domain.Exact, 0, 0, "0"},
		"exact millions":                     {domain.Exact, 0, 1234567, "1.234.567"},
		"ruim":                               {domain.Ruim, 10000, 152345, "ruim 150.000"},
		"ruim on the number":                 {domain.Ruim, 10000, 150000, "ruim 150.000"},
		"ruim just before the next":          {domain.Ruim, 10000, 159999, "ruim 150.000"},
		"ruim on the next":                   {domain.Ruim, 10000, 160000, "ruim 160.000"},
		"bijna":                              {domain.Bijna, 1000, 21987, "bijna 22.000"},
		"bijna just before the number":       {domain.Bijna, 1000, 21999, "bijna 22.000"},
		"bijna is strictly below":            {domain.Bijna, 1000, 22000, "bijna 23.000"},
		"bijna at its lowest":                {domain.Bijna, 1000, 21000, "bijna 22.000"},
		"meer dan":                           {domain.MeerDan, 1000, 31250, "meer dan 31.000"},
		"meer dan is strictly above":         {domain.MeerDan, 1000, 31001, "meer dan 31.000"},
		"meer dan on a multiple is exact":    {domain.MeerDan, 1000, 31000, "31.000"},
		"meer dan in fives":                  {domain.MeerDan, 5, 77, "meer dan 75"},
		"circa below":                        {domain.Circa, 1000, 23500, "circa 24.000"},
		"circa above":                        {domain.Circa, 1000, 24499, "circa 24.000"},
		"circa half-way takes the higher":    {domain.Circa, 1000, 24500, "circa 25.000"},
		"circa on the number":                {domain.Circa, 1000, 24000, "circa 24.000"},
		"circa with an odd step, below half": {domain.Circa, 5, 77, "circa 75"},
		"circa with an odd step, above half": {domain.Circa, 5, 78, "circa 80"},
		"ruim below a step is exact":         {domain.Ruim, 10000, 9999, "9.999"},
		"bijna below a step is exact":        {domain.Bijna, 1000, 3, "3"},
		"meer dan below a step is exact":     {domain.MeerDan, 1000, 999, "999"},
		"meer dan one step is exact":         {domain.MeerDan, 1000, 1000, "1.000"},
		"circa below a step is exact":        {domain.Circa, 1000, 600, "600"},
		"ruim one step":                      {domain.Ruim, 10000, 10000, "ruim 10.000"},
		"nothing is never qualified":         {domain.MeerDan, 5, 0, "0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			wording := domain.Rounding{Qualifier: test.qualifier, Step: test.step}.Word(test.value)
			require.Equal(t, test.text, wording.Text)
			require.True(t, domain.Holds(wording.Qualifier, test.step, wording.Published, test.value))
		})
	}
}

func TestPublishedNumberHolds(t *testing.T) {
	tests := map[string]struct {
		qualifier              domain.Qualifier
		step, published, value int64
		holds                  bool
	}{
		"exact":                       {domain.Exact, 0, 9, 9, true},
		"not exact":                   {domain.Exact, 0, 9, 10, false},
		"ruim at its lowest":          {domain.Ruim, 10000, 150000, 150000, true},
		"ruim at its highest":         {domain.Ruim, 10000, 150000, 159999, true},
		"ruim too low":                {domain.Ruim, 10000, 150000, 149999, false},
		"ruim too high":               {domain.Ruim, 10000, 150000, 160000, false},
		"bijna at its lowest":         {domain.Bijna, 1000, 22000, 21000, true},
		"bijna at its highest":        {domain.Bijna, 1000, 22000, 21999, true},
		"bijna too low":               {domain.Bijna, 1000, 22000, 20999, false},
		"bijna too high":              {domain.Bijna, 1000, 22000, 22000, false},
		"meer dan at its lowest":      {domain.MeerDan, 1000, 31000, 31001, true},
		"meer dan at its highest":     {domain.MeerDan, 1000, 31000, 31999, true},
		"meer dan too low":            {domain.MeerDan, 1000, 31000, 31000, false},
		"meer dan too high":           {domain.MeerDan, 1000, 31000, 32000, false},
		"circa at its lowest":         {domain.Circa, 1000, 24000, 23500, true},
		"circa at its highest":        {domain.Circa, 1000, 24000, 24500, true},
		"circa too low":               {domain.Circa, 1000, 24000, 23499, false},
		"circa too high":              {domain.Circa, 1000, 24000, 24501, false},
		"circa in an odd step":        {domain.Circa, 5, 75, 77, true},
		"circa too high, odd step":    {domain.Circa, 5, 75, 78, false},
		"a word that is no qualifier": {"zowat", 1000, 24000, 24000, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.holds, domain.Holds(test.qualifier, test.step, test.published, test.value))
		})
	}
}

func TestWordingAlwaysHoldsAndNeverQualifiesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rounding := domain.Rounding{
			Qualifier: rapid.SampledFrom([]domain.Qualifier{
				domain.Exact, domain.Ruim, domain.Bijna, domain.MeerDan, domain.Circa,
			}).Draw(t, "qualifier"),
			Step: rapid.OneOf(rapid.SampledFrom([]int64{1, 5, 1000, 10000}), rapid.Int64Range(1, 1e9)).Draw(t, "step"),
		}
		// A multiple of the step and its neighbours are where rules go wrong.
		near := rounding.Step*rapid.Int64Range(0, 1000).Draw(t, "multiple") + rapid.Int64Range(-2, 2).Draw(t, "off")
		value := rapid.OneOf(rapid.Just(max(0, near)), rapid.Int64Range(0, 1<<40)).Draw(t, "value")

		wording := rounding.Word(value)

		require.True(t, domain.Holds(wording.Qualifier, rounding.Step, wording.Published, value), "%d: %+v", value, wording)
		if wording.Qualifier != domain.Exact {
			require.Equal(t, rounding.Qualifier, wording.Qualifier)
			require.Positive(t, wording.Published)
			require.Zero(t, wording.Published%rounding.Step)
		}
	})
}
