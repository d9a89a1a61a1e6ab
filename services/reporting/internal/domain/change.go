package domain

import (
	"maps"
	"slices"
)

// Change is what counting an indicator anew made of its figure of a year. Nil: there was, or is, no value.
type Change struct {
	Indicator     string
	Year          int
	Before, After *int64
}

// Before shares out what stood, the values by year of indicators, among the countings that take its place: each gets the years
// that it counts. A year that none of them counts goes to the first of its indicator, which has to tell that it is gone.
// The answer is by counting.
func Before(built []Counting, stood map[string]map[int]int64) map[string]map[int]int64 {
	shared := make(map[string]map[int]int64, len(built))
	for indicator, years := range stood {
		for year, value := range years {
			owner := ""
			for _, c := range built {
				if c.Indicator == indicator && (owner == "" || c.Rule.covers(year)) {
					owner = c.ID
				}
			}
			if shared[owner] == nil {
				shared[owner] = map[int]int64{}
			}
			shared[owner][year] = value
		}
	}
	return shared
}

// Changes answers where the values of an indicator by year differ before and after it was counted anew, in the order of
// the years.
func Changes(indicator string, before, after map[int]int64) (changes []Change) {
	years := slices.Collect(maps.Keys(after))
	for year := range before {
		years = append(years, year)
	}
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		old, had := before[year]
		now, has := after[year]
		if had && has && old == now {
			continue
		}
		change := Change{Indicator: indicator, Year: year}
		if had {
			change.Before = &old
		}
		if has {
			change.After = &now
		}
		changes = append(changes, change)
	}
	return changes
}
