package domain

import (
	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
)

// Record is a fact as a figure counts it (herleiding). It has nothing of who it is about.
type Record struct {
	// ID is the identifier that the recording service gave the fact, Kind what sort of fact it is, and Date the local date it
	// counts on.
	ID, Kind string
	Date     civil.Date
	// Value is what it adds to the figure of the year: of what counts once, the first record adds 1 and the others 0.
	Value int64
	// LocationID is the place, empty where that is no place of the register, and ProgrammeID the programme, empty of what has none.
	LocationID, ProgrammeID string
	// ProgrammeCode is the short name of the programme.
	ProgrammeCode string
	// Wijk is where it counts, as the figure names it, and Stadsdeel the city district. Empty where it has none.
	Wijk, Stadsdeel string
}

// Records tells what facts add to the figure that a counting makes, one after the other in the order of their dates and ids. It
// remembers the members of a distinct count that it met, so it is asked about the facts from the first of a year on.
type Records struct {
	counter *Counter
	met     map[string]bool
}

// Records answers what tells the records of a live counting. An error says that this code cannot count by its rule, as
// Counter does.
func (f *Filters) Records(c Counting, register areas.Register) (*Records, error) {
	counter, err := f.Counter([]Counting{c}, register)
	return &Records{counter: counter, met: map[string]bool{}}, err
}

// Of answers f, at a place and under the programmes of path, as a record of the figure, and whether it counts towards it at all.
// An error says that a filter cannot be evaluated.
func (r *Records) Of(f Fact, l Location, path []Programme) (record Record, counts bool, err error) {
	contributions, err := r.counter.Contributions(f, l, path)
	if err != nil || len(contributions) == 0 {
		return Record{}, false, err
	}
	added := contributions[0]
	record = Record{
		ID: f.ID, Kind: f.Kind, Date: f.Date, Value: added.Value, LocationID: f.LocationID, ProgrammeID: f.ProgrammeID,
	}
	if added.Member != "" && !r.met[added.Member] {
		r.met[added.Member], record.Value = true, 1
	}
	if len(path) > 0 {
		record.ProgrammeCode = path[len(path)-1].Code
	}
	for _, key := range added.Keys {
		switch key.Level {
		case ByWijk.Alone():
			record.Wijk = key.Part
		case ByStadsdeel.Alone():
			record.Stadsdeel = key.Part
		}
	}
	return record, true, nil
}

// Live answers the counting that makes the figure of an indicator in a year, and whether there is one.
func (c Counted) Live(in Indicator, year int) (live Counting, found bool) {
	one, _ := c.of(&in, year)
	if one == nil {
		return Counting{}, false
	}
	return *one, true
}

// Indicator answers an indicator of the account of a year, and whether that has it.
func (c *Catalogue) Indicator(year int, id string) (in Indicator, found bool) {
	if one := c.indicator(id, year); one != nil {
		return *one, true
	}
	return Indicator{}, false
}

// HasRecords says whether the figure is counted from facts, and so from records: neither from the register of places nor told.
func (in *Indicator) HasRecords() bool { return in.Measure.countsFacts() }

// CountsOnce says whether what it counts is counted once a year, however many records speak for it.
func (r Rule) CountsOnce() bool { return r.Measure.Kind == distinct }
