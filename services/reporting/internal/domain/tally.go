package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// tally is a value for the year, for each month and for each city district that has anything.
type tally struct {
	year       int64
	months     [12]int64
	stadsdelen map[string]int64
}

// tally answers what cells of one counting amount to.
func (m Measure) tally(cells []Cell) *tally {
	t := &tally{stadsdelen: make(map[string]int64)}
	if m.Kind == distinct {
		t.countDistinct(cells)
	} else {
		t.addUp(cells)
	}
	return t
}

func (t *tally) addUp(cells []Cell) {
	for _, c := range cells {
		t.year += c.Value
		t.months[c.Month-1] += c.Value
		t.stadsdelen[c.Stadsdeel] += c.Value
	}
}

// countDistinct counts every member once at each level. Adding up the counts of parts would count a member that is in
// two of them twice, a fault that attendance reports have shipped with.
func (t *tally) countDistinct(cells []Cell) {
	inYear, inMonth, inStadsdeel := make(seen[string]), make(seen[inPart[time.Month]]), make(seen[inPart[string]])
	for _, c := range cells {
		t.year += inYear.first(c.Member)
		t.months[c.Month-1] += inMonth.first(inPart[time.Month]{c.Month, c.Member})
		t.stadsdelen[c.Stadsdeel] += inStadsdeel.first(inPart[string]{c.Stadsdeel, c.Member})
	}
}

// inPart is a member in a part of the year or of the city.
type inPart[P comparable] struct {
	part   P
	member string
}

// seen is what was counted already.
type seen[K comparable] map[K]bool

// first answers 1 the first time it sees key, and 0 from then on.
func (s seen[K]) first(key K) int64 {
	if s[key] {
		return 0
	}
	s[key] = true
	return 1
}

// countActive counts the places that were open on at least one day of the year, and of each month.
func (in *Indicator) countActive(year int, places []Location) (*tally, error) {
	t := &tally{stadsdelen: make(map[string]int64)}
	first := civil.Date{Year: year, Month: time.January, Day: 1}
	last := civil.Date{Year: year, Month: time.December, Day: 31}
	for _, place := range places {
		holds, err := in.compiled.holds(aboutPlace(place))
		if err != nil {
			return nil, err
		}
		if !holds || !place.openBetween(first, last) {
			continue
		}
		t.year++
		t.stadsdelen[place.Stadsdeel]++
		for i := range t.months {
			start := civil.Date{Year: year, Month: time.Month(i + 1), Day: 1}
			if place.openBetween(start, civil.DateOf(time.Date(year, start.Month+1, 0, 0, 0, 0, 0, time.UTC))) {
				t.months[i]++
			}
		}
	}
	return t, nil
}
