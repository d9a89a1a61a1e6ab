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
)

// Figure is the value of an indicator in a year.
type Figure struct {
	// Indicator is what it is the value of.
	Indicator Indicator
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

// Figures answers the figures of the account of year, in the order of the page, from the stored cells of that year and
// all places of the register. It is empty for a year that the catalogue does not cover. An error says that a filter of
// the catalogue cannot be evaluated.
func (c *Catalogue) Figures(year int, cells []Cell, places []Location) ([]Figure, error) {
	byIndicator := make(map[string][]Cell)
	for _, cell := range cells {
		if cell.Year == year && cell.Records > 0 {
			byIndicator[cell.Indicator] = append(byIndicator[cell.Indicator], cell)
		}
	}
	var figures []Figure
	for _, in := range c.indicators {
		if !in.covers(year) {
			continue
		}
		t, err := in.tally(year, byIndicator[in.ID], places)
		if err != nil {
			return nil, fmt.Errorf("filter of %s: %w", in.ID, err)
		}
		figures = append(figures, in.figure(year, t))
	}
	return figures, nil
}

func (in *Indicator) tally(year int, cells []Cell, places []Location) (*tally, error) {
	t := &tally{stadsdelen: make(map[string]int64)}
	switch in.Measure.Kind {
	case sum, count:
		t.addUp(cells)
	case distinct:
		t.countDistinct(cells)
	case activePlaces:
		return t, in.countActive(t, year, places)
	}
	return t, nil
}

func (in *Indicator) figure(year int, t *tally) Figure {
	figure := Figure{Indicator: *in, Status: Recorded}
	switch {
	case in.Measure.Kind == "":
		figure.Status = NotRecorded
	case len(t.stadsdelen) == 0:
		figure.Status = NoData
	default:
		figure.Value, figure.Wording = t.year, in.rounding(year).Word(t.year)
		figure.Months = t.months
		for _, stadsdeel := range slices.Sorted(maps.Keys(t.stadsdelen)) {
			figure.Stadsdelen = append(figure.Stadsdelen, Part{Stadsdeel: stadsdeel, Value: t.stadsdelen[stadsdeel]})
		}
	}
	return figure
}
