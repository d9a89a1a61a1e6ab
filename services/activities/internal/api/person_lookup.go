package api

import (
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
)

// hashes answers what a participant is found by: surname and birth, and what administrations call the person.
func (d Deps) hashes(p domain.Participant) []string {
	var list []string
	if p.Surname != "" {
		list = d.finder().Hashes(p.Person)
	}
	for _, r := range p.References {
		list = append(list, d.references().Hash(r.Source, r.Number))
	}
	return list
}

func (d Deps) finder() person.Finder { return person.FinderOf(d.Privacy, events.Service) }

func (d Deps) references() privacy.Lookup { return d.Privacy.Lookup(events.Service, "references") }
