package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// parted answers a catalogue in which an indicator counts otherwise from 2024 on.
func parted(t *testing.T) *domain.Catalogue {
	t.Helper()
	c, err := domain.ParseCatalogue([]byte(`from_year: 2022
themes: [{id: meeting, name: Ontmoeting}, {id: health, name: Gezondheid}]
indicators:
  - {id: a, theme: meeting, programme: p, label: bezoeken, definition: d, responsible: r, unit: visits, service: activities,
     measure: {kind: sum, facts: [head_count]}, filter: "true", to_year: 2023, wording: {2022: {qualifier: ruim, step: 5}}}
  - {id: b, theme: meeting, programme: p, label: later, definition: d, responsible: r, unit: visits, service: activities}
  - {id: a, theme: health, programme: p, label: keer, definition: d, responsible: r, unit: times, service: activities, from_year: 2024,
     measure: {kind: count, facts: [head_count]}, filter: "fact.method == 'tally'"}
`), catalogue.Schema())
	require.NoError(t, err)
	return c
}

func TestYearHasTheVersionOfAnIndicatorThatIsOfIt(t *testing.T) {
	c := parted(t)
	var filters domain.Filters
	counter, err := filters.Counter(live(c), c.Areas())
	require.NoError(t, err)
	var all []domain.Contribution
	for _, date := range []string{"2022-03-01", "2023-03-01", "2024-03-01", "2025-03-01"} {
		fact := headCount(date, 12)
		fact.Method = "tally"
		found, err := counter.Contributions(fact, place("l", "school", "haven"), path("x", "y"))
		require.NoError(t, err)
		require.Len(t, found, 1, date)
		all = append(all, found...)
	}
	for year, want := range map[int]struct{ label, theme, unit, wording string }{
		2022: {"bezoeken", "meeting", "visits", "ruim 10"}, 2023: {"bezoeken", "meeting", "visits", "ruim 10"},
		2024: {"keer", "health", "times", "1"}, 2025: {"keer", "health", "times", "1"},
	} {
		list, err := c.Figures(year, counted(c, all...), nil)
		require.NoError(t, err)
		require.Len(t, list, 2)
		i := 0
		if year >= 2024 {
			i = 1
			require.Equal(t, "b", list[0].Indicator.ID, "each stands where its version does")
		}
		in := list[i].Indicator
		require.Equal(t, "a", in.ID)
		require.Equal(t, want, struct{ label, theme, unit, wording string }{in.Label, in.Theme, in.Unit, list[i].Wording.Text})
		require.False(t, list[i].Recounting)
	}
}

func TestVersionsHaveARuleEach(t *testing.T) {
	rules := parted(t).Rules()["a"]
	require.Len(t, rules, 2)
	require.Equal(t, []int{2022, 2024}, []int{rules[0].FromYear, rules[1].FromYear})
	require.False(t, rules[0].Overlaps(rules[1]))
	whole := domain.Rule{FromYear: 2020}
	require.True(t, whole.Overlaps(rules[0]))
	require.True(t, rules[1].Overlaps(whole))
	require.False(t, domain.Rule{FromYear: 2000, ToYear: 2021}.Overlaps(rules[0]))
	require.True(t, domain.Rule{FromYear: 2000, ToYear: 2022}.Overlaps(rules[0]))
}

func TestFigureOfAnIndicatorThatIsPartedIsThatOfTheCountingBefore(t *testing.T) {
	c := parted(t)
	rules := c.Rules()["a"]
	before := domain.Counting{ID: "before", Indicator: "a", State: domain.Live, Rule: rules[0]}
	before.Rule.ToYear = 0
	countings := []domain.Counting{before}
	for _, rule := range rules {
		countings = append(countings, domain.Counting{ID: "next", Indicator: "a", State: domain.Building, Rule: rule})
	}
	cells := []domain.Cell{}
	for _, year := range []int{2023, 2024} {
		cells = append(cells, domain.Cell{Key: domain.Key{Counting: "before", Year: year, Level: domain.Whole}, Value: 7, Records: 1})
	}
	for _, year := range []int{2023, 2024} {
		list, err := c.Figures(year, domain.Counted{Countings: countings, Cells: cells}, nil)
		require.NoError(t, err)
		for _, f := range list {
			if f.Indicator.ID == "a" {
				require.EqualValues(t, 7, f.Value, year)
				require.True(t, f.Recounting, year)
			}
		}
	}
}

func TestFigureToSteerByHasTheNameOfNoFigureOfTheAccount(t *testing.T) {
	_, err := domain.ParseCatalogue([]byte(`from_year: 2022
themes: [{id: meeting, name: Ontmoeting}]
indicators:
  - {id: a, theme: meeting, programme: p, label: l, definition: d, responsible: r, unit: visits, service: activities, to_year: 2022}
steering:
  - {id: a, label: l, definition: d, unit: hours, service: volunteers, from_year: 2023,
     measure: {kind: sum, facts: [hours]}, filter: "true"}
`), catalogue.Schema())
	require.Equal(t, []string{`line 6: steering[0].id: there is an indicator "a" before`}, problems(t, err))
}
