package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// visits answers a counting of the quantities of all head counts, with the name of its indicator as its id.
func visits(indicator string, state domain.State, change ...func(*domain.Counting)) domain.Counting {
	c := domain.Counting{ID: indicator, Indicator: indicator, State: state, Rule: domain.Rule{
		Measure: domain.Measure{Kind: "sum", Facts: []string{domain.HeadCount}}, Filter: "true", FromYear: 2022, Code: 4,
	}}
	for _, f := range change {
		f(&c)
	}
	return c
}

func at(cursor string) func(*domain.Counting) { return func(c *domain.Counting) { c.Cursor = cursor } }

func TestFactIsCountedByTheEventOrByThePassAndNeverByBoth(t *testing.T) {
	var filters domain.Filters
	counter, err := filters.Counter([]domain.Counting{
		visits("live", domain.Live), visits("begun", domain.Building), visits("before", domain.Building, at("e")),
		visits("just", domain.Building, at("f")), visits("beyond", domain.Building, at("f1")), visits("old", domain.Retired),
	}, areas.Register{})
	require.NoError(t, err)
	in := func(count func(domain.Fact, domain.Location, []domain.Programme) ([]domain.Contribution, error)) string {
		found, err := count(headCount("2022-03-14", 12), place("l", "school", "haven"), path("", "x"))
		require.NoError(t, err)
		var names []string
		for _, c := range found {
			names = append(names, c.Keys[0].Counting)
		}
		return strings.Join(names, " ")
	}
	require.Equal(t, "live just beyond", in(counter.Contributions))
	require.Equal(t, "begun before", in(counter.Awaited))
}

func TestCountingOfAnotherVersionIsRefusedAndAllOfThemAreNamed(t *testing.T) {
	var filters domain.Filters
	_, err := filters.Counter([]domain.Counting{
		visits("newer", domain.Live, func(c *domain.Counting) { c.Rule.Code = 7 }),
		visits("good", domain.Live),
		visits("measure", domain.Building, func(c *domain.Counting) { c.Rule.Measure.Kind = "median" }),
		visits("filter", domain.Live, func(c *domain.Counting) { c.Rule.Filter = "fact.colour == 'red'" }),
		visits("areas", domain.Live, func(c *domain.Counting) { c.Rule.Areas = "of another map" }),
	}, areas.Register{})
	require.ErrorContains(t, err, "newer is counted by another version of this program: by counting rules 7, and not 4")
	require.ErrorContains(t, err, `measure is counted by another version of this program: there is no measure "median" here`)
	require.ErrorContains(t, err, `filter is counted by another version of this program: its filter "fact.colour == 'red'"`)
	require.ErrorContains(t, err, "areas is counted by another version of this program: by another register of wijken")
	require.NotContains(t, err.Error(), "good")
}

// A theme may leave the catalogue while a figure is still counted by it.
func TestStoredRuleMayNameWhatTheCatalogueNoLongerHas(t *testing.T) {
	var filters domain.Filters
	counter, err := filters.Counter([]domain.Counting{
		visits("a", domain.Live, func(c *domain.Counting) { c.Rule.Filter = "programme.theme == 'gone'" }),
	}, areas.Register{})
	require.NoError(t, err)
	found, err := counter.Contributions(headCount("2022-03-14", 12), place("l", "school", "haven"), path("gone", "x"))
	require.NoError(t, err)
	require.Len(t, found, 1)
}

func TestDigestOfARuleDiffersExactlyWhereCountingDiffers(t *testing.T) {
	rule := func(change func(*domain.Rule)) string {
		r := domain.Rule{
			Measure: domain.Measure{Kind: "distinct", Of: "location", Facts: []string{"a", "b"}},
			Filter:  "true", FromYear: 2022, ToYear: 2024, Code: 1,
		}
		change(&r)
		return r.Digest()
	}
	same := func(*domain.Rule) {}
	require.Equal(t, rule(same), rule(func(r *domain.Rule) { r.Measure.Facts = []string{"b", "a"} }))
	seen := map[string]string{rule(same): "the first"}
	for name, change := range map[string]func(*domain.Rule){
		"kind":   func(r *domain.Rule) { r.Measure.Kind = "count" },
		"of":     func(r *domain.Rule) { r.Measure.Of = "stadsdeel" },
		"facts":  func(r *domain.Rule) { r.Measure.Facts = []string{"a"} },
		"filter": func(r *domain.Rule) { r.Filter = "false" },
		"from":   func(r *domain.Rule) { r.FromYear = 2023 },
		"to":     func(r *domain.Rule) { r.ToYear = 0 },
		"code":   func(r *domain.Rule) { r.Code = 99 },
		"pairs":  func(r *domain.Rule) { r.Breakdowns = domain.Pairs{{"month", "wijk"}} },
	} {
		digest := rule(change)
		require.Empty(t, seen[digest], name)
		seen[digest] = name
	}
}

func TestIndicatorsThatCountFactsHaveARule(t *testing.T) {
	rules := account(t).Rules()
	require.Len(t, rules, 39)
	require.Contains(t, rules, "centre-visits")
	require.NotContains(t, rules, "centres", "counted from the register")
	require.Contains(t, rules, "active-volunteers", "to steer by")
	require.NotContains(t, rules, "volunteer-retention", "told")
	planned, err := parse(good)
	require.NoError(t, err)
	require.Empty(t, planned.Rules(), "not recorded yet")
}

func TestFigureWhileItIsCounted(t *testing.T) {
	c, err := parse(good + `, measure: {kind: sum, facts: [head_count]}, filter: "true", from_year: 2023`)
	require.NoError(t, err)
	wanted := func(*domain.Counting) {}
	rule := func(change func(*domain.Rule)) func(*domain.Counting) {
		return func(c *domain.Counting) { change(&c.Rule) }
	}
	asWanted := func(state domain.State, more func(*domain.Counting)) domain.Counting {
		return visits("a", state, rule(func(r *domain.Rule) { r.FromYear = 2023 }), more)
	}
	other := rule(func(r *domain.Rule) { r.Filter = "false" })
	locations := rule(func(r *domain.Rule) { r.Measure.Kind, r.Measure.Of = "distinct", "location" })
	next := func(c *domain.Counting) { c.ID = "next" }
	cells := []domain.Cell{{Key: domain.Key{Counting: "a", Year: 2023, Level: domain.Whole}, Value: 7, Records: 2}}
	for name, test := range map[string]struct {
		countings  []domain.Counting
		status     domain.Status
		value      int64
		recounting bool
	}{
		"no counting":                {nil, domain.BeingCounted, 0, false},
		"new":                        {[]domain.Counting{asWanted(domain.Building, next)}, domain.BeingCounted, 0, false},
		"counted":                    {[]domain.Counting{asWanted(domain.Live, wanted)}, domain.Recorded, 7, false},
		"counted otherwise":          {[]domain.Counting{asWanted(domain.Live, other)}, domain.Recorded, 7, true},
		"counted by another measure": {[]domain.Counting{asWanted(domain.Live, locations)}, domain.Recorded, 7, true},
		"changed": {
			[]domain.Counting{asWanted(domain.Live, other), asWanted(domain.Building, next)}, domain.Recorded, 7, true,
		},
		"counted anew": {
			[]domain.Counting{asWanted(domain.Building, next), asWanted(domain.Live, wanted)}, domain.Recorded, 7, true,
		},
		"not counted for this year": {
			[]domain.Counting{asWanted(domain.Live, rule(func(r *domain.Rule) { r.FromYear = 2024 }))}, domain.BeingCounted, 0, false,
		},
		"by a measure of another version": {
			[]domain.Counting{asWanted(domain.Live, rule(func(r *domain.Rule) { r.Measure.Kind = "median" }))},
			domain.BeingCounted, 0, false,
		},
		"nothing, counted anew": {
			[]domain.Counting{asWanted(domain.Live, next), asWanted(domain.Building, wanted)}, domain.NoData, 0, true,
		},
	} {
		list, err := c.Figures(2023, domain.Counted{Countings: test.countings, Cells: cells}, nil)
		require.NoError(t, err)
		require.Equal(t, test.status, list[0].Status, name)
		require.Equal(t, test.value, list[0].Value, name)
		require.Equal(t, test.recounting, list[0].Recounting, name)
	}
}

func TestChangesNameTheYearsThatDiffer(t *testing.T) {
	one, two := int64(1), int64(2)
	change := func(year int, before, after *int64) domain.Change {
		return domain.Change{Indicator: "a", Year: year, Before: before, After: after}
	}
	require.Equal(t, []domain.Change{change(2021, &one, nil), change(2023, &one, &two), change(2024, nil, &two)},
		domain.Changes("a", map[int]int64{2023: 1, 2022: 2, 2021: 1}, map[int]int64{2024: 2, 2022: 2, 2023: 2}))
	require.Empty(t, domain.Changes("a", map[int]int64{2022: 0}, map[int]int64{2022: 0}))
	require.Len(t, domain.Changes("a", nil, map[int]int64{2022: 0}), 1, "nothing recorded is not a figure of 0")
}

func TestWhatStoodIsComparedWithWhatCountsItsYear(t *testing.T) {
	built := []domain.Counting{
		{ID: "first", Indicator: "a", Rule: domain.Rule{FromYear: 2022, ToYear: 2022}},
		{ID: "second", Indicator: "a", Rule: domain.Rule{FromYear: 2024}},
		{ID: "other", Indicator: "b", Rule: domain.Rule{FromYear: 2022}},
	}
	require.Equal(t, map[string]map[int]int64{
		"first": {2022: 1, 2023: 2}, "second": {2024: 3, 2025: 4}, "other": {2022: 5},
	}, domain.Before(built, map[string]map[int]int64{"a": {2022: 1, 2023: 2, 2024: 3, 2025: 4}, "b": {2022: 5}}),
		"2023, which nobody counts any more, is told by the first")
}
