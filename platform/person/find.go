package person

import (
	"strconv"

	"github.com/deschoor/meedoen/platform/privacy"
)

// Finder finds people by surname and birth, under keyed hashes. The surname is folded: case, accents, spaces and
// punctuation do not matter.
type Finder struct{ privacy.Lookup }

// FinderOf answers the finder of the people of a service.
func FinderOf(p *privacy.Privacy, service string) Finder {
	return Finder{p.Lookup(service, "surname and birth")}
}

// Hashes answers what a person is found by: the date and the year of birth, or that nothing is known of it.
func (f Finder) Hashes(p Person) []string {
	surname, year := privacy.Fold(p.Surname), strconv.Itoa(p.Birth.YearOf())
	switch {
	case !p.Birth.Date.IsZero():
		return []string{f.Hash("date", surname, p.Birth.Date.String()), f.Hash("year", surname, year)}
	case p.Birth.IsKnown():
		return []string{f.Hash("year", surname, year), f.Hash("year alone", surname, year)}
	}
	return []string{f.Hash("unknown", surname)}
}

// Sought answers the hashes under which those are kept who have a surname and a birth as far as it is given.
func (f Finder) Sought(surname string, b Birth) []string {
	surname = privacy.Fold(surname)
	switch {
	case !b.Date.IsZero():
		return f.Lookup.Hashes("date", surname, b.Date.String())
	case b.IsKnown():
		return f.Lookup.Hashes("year", surname, strconv.Itoa(b.Year))
	}
	return f.Lookup.Hashes("unknown", surname)
}

// Doubles answers the hashes of those who may be p: as Sought, and of who has a date also those with the year alone.
func (f Finder) Doubles(p Person) []string {
	hashes := f.Sought(p.Surname, p.Birth)
	if !p.Birth.Date.IsZero() {
		hashes = append(hashes, f.Lookup.Hashes("year alone", privacy.Fold(p.Surname), strconv.Itoa(p.Birth.YearOf()))...)
	}
	return hashes
}
