package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// parseGoals reads a catalogue with goals, the first of which begins on line 7: indicator a, and b until 2023, are of meeting, and c
// is of health.
func parseGoals(goals string) (*domain.Catalogue, error) {
	const rest = "programme: P, label: l, definition: d, unit: visits, service: activities, responsible: R"
	return domain.ParseCatalogue([]byte("from_year: 2022\nthemes: [{id: meeting, name: M}, {id: health, name: H}]\nindicators:\n"+
		"  - {id: a, theme: meeting, "+rest+"}\n  - {id: b, theme: meeting, to_year: 2023, "+rest+"}\n"+
		"  - {id: c, theme: health, "+rest+"}\n"+goals), catalogue.Schema())
}

func TestGoalsAreRefusedWithEverythingThatIsWrong(t *testing.T) {
	tests := map[string]struct {
		goals    string
		problems []string
	}{
		"ids given twice": {
			"goals: [{id: g, theme: meeting, text: t, results: [{id: r, text: t, indicators: [a]}]},\n" +
				"  {id: g, theme: meeting, text: t, results: [{id: r, text: t, indicators: [b]}]}]",
			[]string{`line 8: goals[1].id: there is a goal "g" before`, `line 8: goals[1].results[0].id: there is a result "r" before`},
		},
		"a theme and indicators that there are not, and one of another theme": {
			"goals: [{id: g, theme: moon, text: t, results: [{id: r, text: t, indicators: [x]}]},\n" +
				"  {id: h, theme: meeting, text: t, results: [{id: s, text: t, indicators: [a, y, c, active-volunteers]}]}]",
			[]string{
				`line 7: goals[0].results[0].indicators[0]: there is no indicator "x" in the account`,
				`line 7: goals[0].theme: there is no theme "moon"`,
				`line 8: goals[1].results[0].indicators[1]: there is no indicator "y" in the account`,
				`line 8: goals[1].results[0].indicators[2]: "c" stands under health, and the goal under meeting`,
				`line 8: goals[1].results[0].indicators[3]: there is no indicator "active-volunteers" in the account`,
			},
		},
		"years that cannot be": {
			"goals: [{id: g, theme: meeting, text: t, from_year: 2021, to_year: 2020, results: [{id: r, text: t, indicators: [a]}]}]",
			[]string{
				"line 7: goals[0].from_year: is before 2022, the first year of the catalogue",
				"line 7: goals[0].to_year: is before 2022, its first year",
			},
		},
		"what is missing or strange": {
			"goals: [{id: G, results: []}, {id: h, theme: meeting, text: t, colour: red, results: [{id: r, indicators: [a, a]}]}]",
			[]string{
				`line 7: goals[0]: "text" is missing`, `line 7: goals[0]: "theme" is missing`,
				`line 7: goals[0].id: 'G' does not match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'`,
				"line 7: goals[0].results: minItems: got 0, want 1",
				"line 7: goals[1].colour: unknown field",
				`line 7: goals[1].results[0]: "text" is missing`,
				"line 7: goals[1].results[0].indicators: items at 0 and 1 are equal",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parseGoals(test.goals)
			require.Equal(t, test.problems, problems(t, err))
		})
	}
}

func TestGoalsAreThoseOfTheYearWithTheIndicatorsOfTheYear(t *testing.T) {
	c, err := parseGoals("goals:\n  - {id: g, theme: meeting, text: t, results: [{id: r, text: t, indicators: [a, b]}]}\n" +
		"  - {id: h, theme: health, text: t, from_year: 2023, to_year: 2024, results: [{id: s, text: t, indicators: [c]}]}\n")
	require.NoError(t, err)
	for year, want := range map[int]map[string][]string{
		2022: {"g": {"a", "b"}}, 2023: {"g": {"a", "b"}, "h": {"c"}}, 2024: {"g": {"a"}, "h": {"c"}}, 2025: {"g": {"a"}},
	} {
		got := map[string][]string{}
		for _, g := range c.Goals(year) {
			got[g.ID] = g.Results[0].Indicators
		}
		require.Equal(t, want, got, year)
	}
}

func TestEveryFigureOfTheAccountShowsAResultAndHasSomebodyWhoAnswersForIt(t *testing.T) {
	c := account(t)
	shown, themes := map[string]int{}, map[string]bool{}
	for _, g := range c.Goals(2022) {
		themes[g.Theme] = true
		for _, r := range g.Results {
			for _, id := range r.Indicators {
				shown[id]++
			}
		}
	}
	require.Len(t, themes, len(c.Themes()))
	list, err := c.Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	for _, f := range list {
		require.Equal(t, 1, shown[f.Indicator.ID], f.Indicator.ID)
		require.NotEmpty(t, f.Indicator.Responsible, f.Indicator.ID)
		require.Empty(t, f.Indicator.Targets, "what was agreed with the city is not known: %s", f.Indicator.ID)
	}
}
