package domain

import (
	"cmp"
	"maps"
	"slices"
)

// SteeringFigure is the value of a figure to steer by in a year (sturingscijfer). It stands in no account.
type SteeringFigure struct {
	// Indicator is what it is the value of; Recounting, that it is being counted anew.
	Indicator  Indicator
	Recounting bool
	// Status says whether there is a value; where it is not Recorded, what follows is empty.
	Status Status
	// Whole is that of the organisation.
	Whole Measured
	// Programmes are those of programmes, by their ids. A programme holds what is under it too, and a number of different
	// persons does not add up.
	Programmes []ProgrammeMeasured
}

// Measured is a value with its parts.
type Measured struct {
	// Value is in the unit of the indicator, rounded to a whole one.
	Value int64
	// Base is of how many, only of a told figure.
	Base int64
	// AgeBands are the values by age, the youngest first; empty of a told figure.
	AgeBands []Part
}

// ProgrammeMeasured is what was measured of a programme.
type ProgrammeMeasured struct {
	ID string
	Measured
}

// Told is a value that the service which records it computed: persons are counted by a pseudonym of the year, so only that
// service knows who of one year is there in another.
type Told struct {
	// ID is the identifier that the service gave it, Figure what it is of, such as Retention.
	ID, Figure string
	// ProgrammeID is of which programme, empty for the organisation; Year of which year.
	ProgrammeID string
	Year        int
	// Value is how many, of Base.
	Value, Base int64
}

// Steering answers the figures to steer by in year, in the order of the catalogue, from what was counted and told.
func (c *Catalogue) Steering(year int, counted Counted, values []Told) []SteeringFigure {
	cells := counted.cellsOf(year)
	var figures []SteeringFigure
	for _, in := range c.steering {
		if !in.covers(year) {
			continue
		}
		figure := SteeringFigure{Indicator: *in, Status: NoData}
		if in.Measure.Kind == told {
			figure.tell(year, values)
		} else if t, recounting := counted.made(in, year, cells); t != nil {
			figure.Recounting = recounting
			figure.show(t)
		} else {
			figure.Status = BeingCounted
		}
		figures = append(figures, figure)
	}
	return figures
}

// OfOthers says whether the value is a part of others, of how many is known too.
func (in *Indicator) OfOthers() bool { return in.Measure.Kind == told }

// tell makes the figure of what was told.
func (f *SteeringFigure) tell(year int, values []Told) {
	for _, v := range values {
		if v.Figure != f.Indicator.Measure.Of || v.Year != year || v.Base == 0 {
			continue // of nobody nobody stays
		}
		f.Status = Recorded
		m := Measured{Value: v.Value, Base: v.Base}
		if v.ProgrammeID == "" {
			f.Whole = m
		} else {
			f.Programmes = append(f.Programmes, ProgrammeMeasured{v.ProgrammeID, m})
		}
	}
	slices.SortFunc(f.Programmes, func(a, b ProgrammeMeasured) int { return cmp.Compare(a.ID, b.ID) })
}

// show makes the figure of what was tallied.
func (f *SteeringFigure) show(t tally) {
	whole := t[Whole]
	if len(whole) == 0 {
		return
	}
	f.Status = Recorded
	f.Whole = Measured{Value: f.Indicator.inUnits(whole[parts{}]), AgeBands: f.bands(t.by(ByAgeBand.Alone(), Pair{ByAgeBand}))}
	ages := map[string][]Part{}
	pair := Pair{ByProgramme, ByAgeBand}
	for _, p := range t.by(pair.Level(), pair) {
		ages[p.Key] = append(ages[p.Key], Part{Key: p.Other, Value: p.Value})
	}
	of := t[ByProgramme.Alone()]
	for _, at := range slices.SortedFunc(maps.Keys(of), func(a, b parts) int { return cmp.Compare(a[0], b[0]) }) {
		m := Measured{Value: f.Indicator.inUnits(of[at]), AgeBands: f.bands(ages[at[0]])}
		f.Programmes = append(f.Programmes, ProgrammeMeasured{at[0], m})
	}
}

func (f *SteeringFigure) bands(list []Part) []Part {
	for i, p := range list {
		list[i].Value = f.Indicator.inUnits(p.Value)
	}
	return list
}

// inUnits answers what was counted in the unit of the indicator, half a unit rounded up.
func (in *Indicator) inUnits(counted int64) int64 {
	if in.Per == 0 {
		return counted
	}
	return (counted + in.Per/2) / in.Per
}
