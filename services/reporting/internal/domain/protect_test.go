package domain_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/disclosure"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// freezing answers one figure of which only some levels have parts.
func freezing(adding domain.Adding, whole int64, parts map[domain.Level][]domain.Part) domain.Freezing {
	f := domain.Freezing{
		Figures: []domain.Counts{{Indicator: "f", Adding: adding, Whole: whole, Parts: parts}},
		Spread:  map[domain.Dimension][]string{},
		StadsdeelOf: func(wijk string) string {
			district, _, _ := strings.Cut(wijk, "-")
			return district
		},
	}
	return f
}

// named answers what is withheld as "level part".
func named(w domain.Withheld) []string {
	var names []string
	for n := range maps.Keys(w) {
		names = append(names, strings.TrimSpace(string(n.Level)+" "+n.Part+" "+n.Other))
	}
	slices.Sort(names)
	return names
}

func withheld(t *testing.T, f domain.Freezing, before ...domain.Frozen) domain.Withheld {
	t.Helper()
	w, err := domain.Protect(10, f, before)
	require.NoError(t, err)
	return w
}

func TestRestThatNothingShowsIsProtectedToo(t *testing.T) {
	districts := map[domain.Level][]domain.Part{"stadsdeel": {{Key: "haven", Value: 60}, {Key: "stad", Value: 37}}}
	got := named(withheld(t, freezing(domain.AddsUp, 100, districts)))
	require.Contains(t, got, "stadsdeel "+domain.Rest, "3 have no district, and whoever subtracts has them")
	require.Len(t, got, 2, "so a district goes too")
	require.Empty(t, withheld(t, freezing(domain.AddsUp, 97, districts)))
	require.Empty(t, withheld(t, freezing(domain.AddsUp, 120, districts)), "23 are enough")
}

func TestWijkOfADistrictIsNotToldByTheOthers(t *testing.T) {
	parts := map[domain.Level][]domain.Part{
		"stadsdeel": {{Key: "haven", Value: 90}, {Key: "stad", Value: 80}},
		"wijk":      {{Key: "haven-1", Value: 85}, {Key: "haven-2", Value: 5}, {Key: "stad-1", Value: 50}, {Key: "stad-2", Value: 30}},
	}
	f := freezing(domain.AddsUp, 170, parts)
	got := named(withheld(t, f))
	require.Subset(t, got, []string{"wijk haven-1", "wijk haven-2"})
	f.StadsdeelOf = func(string) string { return "" }
	require.Contains(t, named(withheld(t, f)), "wijk haven-2", "without a map it is small still")
	require.Len(t, withheld(t, f), 2)
}

func TestNumberUpToAQuarterTellsItsMonthsAndTheYear(t *testing.T) {
	var months, quarters []domain.Part
	for i, name := range []string{"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"} {
		value := int64(20)
		if i == 1 {
			value = 4
		}
		months = append(months, domain.Part{Key: "2022-" + name, Value: value})
	}
	for q, value := range []int64{44, 104, 164, 224} {
		quarters = append(quarters, domain.Part{Key: "2022-Q" + string(rune('1'+q)), Value: value})
	}
	got := named(withheld(t, freezing(domain.AddsUp, 224, map[domain.Level][]domain.Part{"month": months, "quarter": quarters})))
	require.Contains(t, got, "month 2022-02")
	first := slices.ContainsFunc(got, func(n string) bool { return n == "month 2022-01" || n == "month 2022-03" })
	require.True(t, first, "another month of the quarter, for a later one would not hide it: %v", got)
	require.NotContains(t, got, "quarter 2022-Q4")
}

func TestNumbersThatDoNotFitEachOtherAreAnError(t *testing.T) {
	_, err := domain.Protect(10, freezing(domain.AddsUp, 10, map[domain.Level][]domain.Part{
		"stadsdeel": {{Key: "haven", Value: 60}},
	}), nil)
	var wrong *disclosure.InconsistentError
	require.ErrorAs(t, err, &wrong)
	require.ErrorContains(t, err, "figure f")
	require.NotContains(t, err.Error(), "60")
}

// What a figure shows in two editions may be too little to choose from: then it shows less.
func TestFinerPartsGoWhereNoChoiceIsSafe(t *testing.T) {
	parts := func(haven, stad int64) map[domain.Level][]domain.Part {
		return map[domain.Level][]domain.Part{"wijk": {{Key: "haven-1", Value: haven}, {Key: "stad-1", Value: stad}}}
	}
	old := freezing(domain.AddsUp, 60, parts(15, 45))
	first := domain.Frozen{Edition: 1, Freezing: old, Withheld: withheld(t, old)}
	require.Empty(t, first.Withheld)
	now := freezing(domain.AddsUp, 72, parts(18, 54)) // 3 and 9 came late, which are 12 together
	got := withheld(t, now, first)
	require.Subset(t, named(got), []string{"wijk haven-1", "wijk stad-1"})
	second := domain.Frozen{Edition: 2, Freezing: now, Withheld: got}
	third := withheld(t, freezing(domain.AddsUp, 172, parts(68, 104)), first, second)
	require.NotContains(t, named(third), "year")
}
