package domain

import (
	"fmt"
	"maps"
	"slices"
)

// Status says whether a figure could be computed.
type Status int

// The statuses.
const (
	// Recorded: computed from what was recorded. It may be 0: somebody was there to count, and nobody came.
	Recorded Status = iota + 1
	// NoData: nothing that counts towards it was recorded in the year.
	NoData
	// NotRecorded: the suite does not record yet what it counts.
	NotRecorded
	// BeingCounted: it is new and is being counted from the facts; there is no value before that is done.
	BeingCounted
)

// Figure is the value of an indicator in a year.
type Figure struct {
	// Indicator is what it is the value of.
	Indicator Indicator
	// Recounting says that it is being counted anew: until that is done it is what the counting before gives, which may
	// count by another definition than that of Indicator.
	Recounting bool
	// Status says whether there is a value; where it is not Recorded, what follows is empty.
	Status Status
	// Value is the exact value for the year, Wording how it is published.
	Value   int64
	Wording Wording
	// Months are the values by month, January first.
	Months [12]int64
	// Stadsdelen are the values by city district, by name, of the districts for which something was recorded. The
	// parts of a distinct count, and the months of active places, need not add up to Value: each is counted for itself.
	Stadsdelen []Part
}

// Part is the value of a figure for one city district.
type Part struct {
	// Stadsdeel is the city district.
	Stadsdeel string
	// Value is the exact value.
	Value int64
}

// Figures answers the figures of the account of year, in the order of the page, from what was counted for that year and
// all places of the register. It is empty for a year that the catalogue does not cover. An error says that a filter of
// the catalogue cannot be evaluated.
func (c *Catalogue) Figures(year int, counted Counted, places []Location) ([]Figure, error) {
	cells := counted.cellsOf(year)
	var figures []Figure
	for _, in := range c.indicators {
		if !in.covers(year) {
			continue
		}
		figure := Figure{Indicator: *in}
		switch in.Measure.Kind {
		case "":
			figure.Status = NotRecorded
		case activePlaces:
			t, err := in.countActive(year, places)
			if err != nil {
				return nil, fmt.Errorf("filter of %s: %w", in.ID, err)
			}
			figure.show(year, t)
		default:
			live, recounting := counted.of(in)
			figure.Recounting = recounting
			if live == nil || !live.Rule.covers(year) || !live.Rule.Measure.countsFacts() {
				figure.Recounting, figure.Status = false, BeingCounted
				break
			}
			figure.show(year, live.Rule.Measure.tally(cells[live.ID]))
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

// show makes the figure of what was tallied.
func (f *Figure) show(year int, t *tally) {
	if len(t.stadsdelen) == 0 {
		f.Status = NoData
		return
	}
	f.Status = Recorded
	f.Value, f.Wording = t.year, f.Indicator.rounding(year).Word(t.year)
	f.Months = t.months
	for _, stadsdeel := range slices.Sorted(maps.Keys(t.stadsdelen)) {
		f.Stadsdelen = append(f.Stadsdelen, Part{Stadsdeel: stadsdeel, Value: t.stadsdelen[stadsdeel]})
	}
}
