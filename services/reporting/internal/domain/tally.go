package domain

import (
	"strconv"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
)

// tally is the values of one counting in a year, by level and part.
type tally map[Level]map[parts]int64

// parts are the parts of a cell in the dimensions of its level.
type parts [2]string

func (t tally) add(level Level, part, other string, value int64) {
	if t[level] == nil {
		t[level] = map[parts]int64{}
	}
	t[level][parts{part, other}] += value
}

// tallied answers the values of cells of one counting in one year. Those of a distinct count are what was counted at each
// level: adding up parts would count a member that is in two of them twice, a fault that attendance reports have shipped
// with.
func tallied(cells []Cell) tally {
	t := tally{}
	for _, c := range cells {
		t.add(c.Level, c.Part, c.Other, c.Value)
	}
	return t
}

// countActive counts the places that were open on at least one day of the year, and where parts are asked for too, of each month
// and up to the end of each quarter.
func (in *Indicator) countActive(year int, places []Location, register areas.Register, withParts bool) (tally, error) {
	t := tally{}
	first := civil.Date{Year: year, Month: time.January, Day: 1}
	last := civil.Date{Year: year, Month: time.December, Day: 31}
	for _, place := range places {
		if !place.openBetween(first, last) {
			continue
		}
		holds, err := in.compiled.holds(aboutPlace(place))
		if err != nil {
			return nil, err
		}
		if !holds {
			continue
		}
		t.add(Whole, "", "", 1)
		if !withParts {
			continue
		}
		t.add(ByStadsdeel.Alone(), place.Stadsdeel, "", 1)
		if wijk := place.wijkIn(register, year); wijk != "" {
			t.add(ByWijk.Alone(), wijk, "", 1)
		}
		for _, q := range place.quartersOpen(year) {
			t.add(ByQuarter.Alone(), q, "", 1)
		}
		for month := time.January; month <= time.December; month++ {
			start := civil.Date{Year: year, Month: month, Day: 1}
			if place.openBetween(start, civil.DateOf(time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC))) {
				t.add(ByMonth.Alone(), strconv.Itoa(int(month)), "", 1)
			}
		}
	}
	return t, nil
}
