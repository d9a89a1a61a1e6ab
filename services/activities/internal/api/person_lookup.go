package api

import (
	"strconv"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// hashes answers what a person is found by: surname and birth, and what administrations call it.
func (d Deps) hashes(p domain.Person) []string {
	var list []string
	if p.Surname != "" {
		list = d.namedHashes(p)
	}
	for _, r := range p.References {
		list = append(list, d.references().Hash(r.Source, r.Number))
	}
	return list
}

// namedHashes answers what a person with a name is found by: the date and the year of birth, or that nothing is known of it.
func (d Deps) namedHashes(p domain.Person) []string {
	l, surname := d.lookup(), privacy.Fold(p.Surname)
	year := strconv.Itoa(p.Birth.YearOf())
	switch {
	case !p.Birth.Date.IsZero():
		return []string{l.Hash("date", surname, p.Birth.Date.String()), l.Hash("year", surname, year)}
	case p.Birth.IsKnown():
		return []string{l.Hash("year", surname, year), l.Hash("year alone", surname, year)}
	}
	return []string{l.Hash("unknown", surname)}
}

// sought answers the hashes under which those are kept who have a surname and a birth as far as it is given.
func (d Deps) sought(surname string, b domain.Birth) []string {
	l, surname := d.lookup(), privacy.Fold(surname)
	switch {
	case !b.Date.IsZero():
		return l.Hashes("date", surname, b.Date.String())
	case b.IsKnown():
		return l.Hashes("year", surname, strconv.Itoa(b.Year))
	}
	return l.Hashes("unknown", surname)
}

// doubles answers the hashes of those who may be p: as sought, and of who has a date also those with the year alone.
func (d Deps) doubles(p domain.Person) []string {
	hashes := d.sought(p.Surname, p.Birth)
	if !p.Birth.Date.IsZero() {
		year := strconv.Itoa(p.Birth.YearOf())
		hashes = append(hashes, d.lookup().Hashes("year alone", privacy.Fold(p.Surname), year)...)
	}
	return hashes
}

func (d Deps) lookup() privacy.Lookup { return d.Privacy.Lookup(events.Service, "surname and birth") }

func (d Deps) references() privacy.Lookup { return d.Privacy.Lookup(events.Service, "references") }
