package domain

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	// Wijken are the values by wijk, each with the edition of its code, in the map of the year: "2022:WK003401".
	Wijken []Part
	// AgeBands are the values by age, the youngest first; empty where not every fact is of a person.
	AgeBands []Part
	// Breakdowns are the values by two dimensions at once, as the indicator asks for them.
	Breakdowns []Breakdown
	// Quarters are the values from the first of January up to the end of each quarter, the first one first: what grows through the
	// year towards its target. Four of them; none of what is known of a year as a whole, and while a distinct count still stands
	// as a version before counted it.
	Quarters []int64
	// Earlier are the values of earlier years, the newest first.
	Earlier []Earlier

	byRules int // the number of the counting rules it was counted by
}

// Part is the value of a figure for one part.
type Part struct {
	// Key is the part, as its dimension has it; Other that of the second dimension, where there are two.
	Key, Other string
	// Value is the exact value.
	Value int64
}

// Breakdown is the values of a figure by two dimensions.
type Breakdown struct {
	// By are the dimensions, in the order of the catalogue.
	By Pair
	// Parts are the values, in the order of the first and then of the second dimension.
	Parts []Part
}

// Figures answers the figures of the account of year, in the order of the page, from what was counted for that year and
// all places of the register. It is empty for a year that the catalogue does not cover. An error says that a filter of
// the catalogue cannot be evaluated.
func (c *Catalogue) Figures(year int, counted Counted, places []Location) ([]Figure, error) {
	cells, past := counted.cellsOf(year), counted.past()
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
			t, err := in.countActive(year, places, c.areas, true)
			if err != nil {
				return nil, fmt.Errorf("filter of %s: %w", in.ID, err)
			}
			figure.show(year, t)
		default:
			figure.byRules = counted.ruleOf(in, year).Code
			t, recounting := counted.made(in, year, cells)
			if figure.Recounting = recounting; t == nil {
				figure.Status = BeingCounted
				break
			}
			figure.show(year, t)
		}
		var err error
		if figure.Earlier, err = c.earlier(in, year, counted, past, places); err != nil {
			return nil, fmt.Errorf("filter of %s: %w", in.ID, err)
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

// made answers the value that a counting gives by level, nil where there is none yet, and whether another is to take its
// place.
func (c Counted) made(in *Indicator, year int, cells map[string][]Cell) (t tally, recounting bool) {
	live, recounting := c.of(in, year)
	if live == nil || !live.Rule.Measure.countsFacts() {
		return nil, false
	}
	return tallied(cells[live.ID]), recounting
}

// show makes the figure of what was tallied.
func (f *Figure) show(year int, t tally) {
	whole := t[Whole]
	if len(whole) == 0 {
		f.Status = NoData
		return
	}
	f.Status = Recorded
	f.Value = whole[parts{}]
	f.Wording = f.Indicator.rounding(year).Word(f.Value)
	for i := range f.Months {
		f.Months[i] = t[ByMonth.Alone()][parts{strconv.Itoa(i + 1)}]
	}
	f.Quarters = f.quarters(t)
	f.Stadsdelen = t.by(ByStadsdeel.Alone(), Pair{ByStadsdeel})
	f.Wijken = t.by(ByWijk.Alone(), Pair{ByWijk})
	f.AgeBands = t.by(ByAgeBand.Alone(), Pair{ByAgeBand})
	for _, pair := range f.Indicator.Breakdowns {
		f.Breakdowns = append(f.Breakdowns, Breakdown{By: pair, Parts: t.by(pair.Level(), pair)})
	}
}

// by answers the values of a level, in the order of its dimensions.
func (t tally) by(level Level, dimensions Pair) (list []Part) {
	for at, value := range t[level] {
		list = append(list, Part{Key: at[0], Other: at[1], Value: value})
	}
	slices.SortFunc(list, func(a, b Part) int {
		return cmp.Or(dimensions[0].compare(a.Key, b.Key), dimensions[1].compare(a.Other, b.Other))
	})
	return list
}

// compare orders parts of a dimension: months, quarters and ages from the first, others by name.
func (d Dimension) compare(a, b string) int {
	switch d {
	case ByMonth, ByQuarter:
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	case ByAgeBand:
		bands := ageBands()
		return cmp.Or(cmp.Compare(slices.Index(bands, a), slices.Index(bands, b)), strings.Compare(a, b))
	}
	return strings.Compare(a, b)
}
