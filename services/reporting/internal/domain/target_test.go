package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

func TestTargetIsRefusedWithEverythingThatIsWrong(t *testing.T) {
	target := func(text string) string { return good + ", targets: {" + text + "}" }
	tests := map[string]struct {
		indicator string
		problems  []string
	}{
		"no unit":      {target("2022: {value: 3, source: S}"), []string{`line 5: indicators[0].targets.2022: "unit" is missing`}},
		"no source":    {target("2022: {value: 3, unit: visits}"), []string{`line 5: indicators[0].targets.2022: "source" is missing`}},
		"nothing":      {target(""), []string{"line 5: indicators[0].targets: minProperties: got 0, want 1"}},
		"another unit": {target("2022: {value: 3, unit: contacts, source: S}"), []string{"line 5: indicators[0].targets.2022.unit: the indicator is in visits"}},
		"a year in which it is not counted": {
			good + ", from_year: 2023, to_year: 2023, targets: {2022: {value: 3, unit: visits, source: S}, 2024: {value: 3, unit: visits, source: S}}",
			[]string{
				"line 5: indicators[0].targets.2022: is not a year in which it is counted",
				"line 5: indicators[0].targets.2024: is not a year in which it is counted",
			},
		},
		"quarters that fall, and are more than the year": {
			target("2022: {value: 10, unit: visits, source: S, quarters: [5, 4, 11]}"),
			[]string{
				"line 5: indicators[0].targets.2022.quarters[1]: is less than 5, that of the quarter before: these are from the first of January",
				"line 5: indicators[0].targets.2022.quarters[2]: is more than 10, that of the year",
			},
		},
		"quarters of what is known of a year as a whole": {
			good + ", measure: {kind: distinct, of: subject, facts: [trajectory]}, filter: fact.debt_free, " +
				"targets: {2022: {value: 10, unit: visits, source: S, quarters: [1, 2, 3]}}",
			[]string{"line 5: indicators[0].targets.2022.quarters: does not belong here: what it counts is known of a year as a whole"},
		},
		"all at once": {
			target("2022: {value: -1, unit: u, direction: up, margin: 101, quarters: [1, 2], source: '', colour: red}, soon: {value: 1}"),
			[]string{
				"line 5: indicators[0].targets.2022.colour: unknown field",
				"line 5: indicators[0].targets.2022.direction: value must be one of 'at_least', 'at_most'",
				"line 5: indicators[0].targets.2022.margin: maximum: got 101, want 100",
				"line 5: indicators[0].targets.2022.quarters: minItems: got 2, want 3",
				"line 5: indicators[0].targets.2022.quarters[0]: is more than -1, that of the year",
				"line 5: indicators[0].targets.2022.quarters[1]: is more than -1, that of the year",
				"line 5: indicators[0].targets.2022.source: minLength: got 0, want 1",
				"line 5: indicators[0].targets.2022.unit: the indicator is in visits",
				"line 5: indicators[0].targets.2022.value: minimum: got -1, want 0",
				"line 5: indicators[0].targets.soon: unknown field",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := parse(test.indicator)
			require.Equal(t, test.problems, problems(t, err))
		})
	}
}

func TestIndicatorWithoutSomebodyWhoAnswersForItIsRefused(t *testing.T) {
	_, err := parse(good + ", responsible: ''")
	require.Contains(t, problems(t, err), "line 5: indicators[0].responsible: given again on line 5")
}

// agreed answers the target of 2022 that a catalogue with the text has.
func agreed(t *testing.T, text string) domain.Target {
	t.Helper()
	c, err := parse(good + ", targets: {2022: {unit: visits, source: S, " + text + "}}")
	require.NoError(t, err)
	list, err := c.Figures(2022, domain.Counted{}, nil)
	require.NoError(t, err)
	target, there := list[0].Indicator.Target(2022)
	require.True(t, there)
	_, there = list[0].Indicator.Target(2023)
	require.False(t, there, "an agreement is of one year")
	return target
}

func TestExpectationIsAnEvenPartOfTheYearUnlessItIsSaid(t *testing.T) {
	for text, want := range map[string][4]int64{
		"value: 900": {225, 450, 675, 900}, "value: 10": {3, 5, 8, 10}, "value: 1": {0, 1, 1, 1}, "value: 0": {},
		"value: 900, quarters: [200, 450, 700]": {200, 450, 700, 900}, "value: 9, quarters: [0, 0, 9]": {0, 0, 9, 9},
	} {
		target := agreed(t, text)
		for i, expected := range want {
			require.Equal(t, expected, target.Expected(i+1), "%s, quarter %d", text, i+1)
		}
	}
}

func TestSignalSaysWhetherItIsReachedNearlyOrNot(t *testing.T) {
	tests := []struct {
		target          string
		expected, value int64
		want            domain.Signal
	}{
		{"value: 900", 900, 900, domain.Green}, {"value: 900", 900, 2000, domain.Green},
		{"value: 900", 900, 899, domain.Amber}, {"value: 900", 900, 810, domain.Amber}, {"value: 900", 900, 809, domain.Red},
		{"value: 900", 450, 450, domain.Green}, {"value: 900", 450, 405, domain.Amber}, {"value: 900", 450, 404, domain.Red},
		{"value: 900, margin: 0", 900, 899, domain.Red}, {"value: 900, margin: 100", 900, 0, domain.Amber},
		{"value: 5", 5, 4, domain.Red}, {"value: 5, margin: 20", 5, 4, domain.Amber}, // no margin is rounded
		{"value: 0", 0, 0, domain.Green},
		{"value: 900, direction: at_most", 900, 900, domain.Green}, {"value: 900, direction: at_most", 900, 0, domain.Green},
		{"value: 900, direction: at_most", 900, 901, domain.Amber}, {"value: 900, direction: at_most", 900, 990, domain.Amber},
		{"value: 900, direction: at_most", 900, 991, domain.Red},
		{"value: 0, direction: at_most", 0, 1, domain.Red},
		{"value: 2147483647", 2147483647, 2147483647, domain.Green},
	}
	for _, test := range tests {
		require.Equal(t, test.want, agreed(t, test.target).Signal(test.expected, test.value), "%+v", test)
	}
}

func TestFigureStandsBesideItsTargetAtTheEndOfEachQuarterThatIsOver(t *testing.T) {
	target := agreed(t, "value: 900, quarters: [200, 450, 700]")
	f := domain.Figure{Status: domain.Recorded, Value: 900, Quarters: []int64{200, 410, 600, 900}}
	all := []domain.Standing{
		{Quarter: 1, Expected: 200, Signal: domain.Green}, {Quarter: 2, Expected: 450, Signal: domain.Amber},
		{Quarter: 3, Expected: 700, Signal: domain.Red}, {Quarter: 4, Expected: 900, Signal: domain.Green},
	}
	require.Empty(t, f.Standings(target, 2022, date("2022-03-31")))
	require.Equal(t, all[:1], f.Standings(target, 2022, date("2022-04-01")))
	require.Equal(t, all[:3], f.Standings(target, 2022, date("2022-12-31")))
	require.Equal(t, all, f.Standings(target, 2022, date("2023-01-01")))

	f.Quarters = nil
	for i := range all[:3] {
		all[i].Signal = domain.NoSignal
	}
	require.Equal(t, all, f.Standings(target, 2022, date("2023-01-01")), "only the year was counted")
	f.Status, all[3].Signal = domain.NoData, domain.NoSignal
	require.Equal(t, all, f.Standings(target, 2022, date("2023-01-01")))
}
