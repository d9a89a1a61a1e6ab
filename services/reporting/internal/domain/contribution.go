package domain

import (
	"errors"
	"fmt"
)

// Contribution is what one fact adds to one cell: Value, and one record.
type Contribution struct {
	Key
	// Value is added up by sum and count; 0 for a distinct count, where only the record matters.
	Value int64
}

// Contributions answers what f adds to which cells, given its place and its programme with those it is part of, from
// the top down (Path). A withdrawn fact adds nothing.
//
// It depends on nothing else, so what a change of the fact, its place or its programmes does to the figures is the
// Delta of the contributions before and after. An error says that a filter of the catalogue cannot be evaluated.
func (c *Catalogue) Contributions(f Fact, l Location, path []Programme) ([]Contribution, error) {
	if f.Withdrawn {
		return nil, nil
	}
	if len(path) == 0 {
		return nil, errors.New("a fact counts only under a programme whose path is complete")
	}
	var found []Contribution
	subject := aboutFact(f, l, path)
	for _, in := range c.byFact[f.Kind] {
		if !in.covers(f.Date.Year) {
			continue
		}
		holds, err := in.compiled.holds(subject)
		if err != nil {
			return nil, fmt.Errorf("filter of %s: %w", in.ID, err)
		}
		if holds {
			found = append(found, in.contribution(f, l))
		}
	}
	return found, nil
}

func (in *Indicator) contribution(f Fact, l Location) Contribution {
	key := Key{
		Indicator: in.ID, Year: f.Date.Year, Month: f.Date.Month, Stadsdeel: l.Stadsdeel, Member: in.Measure.member(l),
	}
	return Contribution{Key: key, Value: in.Measure.value(f)}
}
