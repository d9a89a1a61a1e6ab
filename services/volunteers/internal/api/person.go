package api

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// The classes of data of people that the processing log tells apart.
const (
	identity       = "identity"        // names, birth, contact, and what somebody can and wants to do
	probableDouble = "probable-double" // that somebody else may be the same person
	everything     = "everything"      // that is kept about the person
)

func (d Deps) vault() privacy.Vault { return d.Privacy.Vault(events.Service) }

func (d Deps) finder() person.Finder { return person.FinderOf(d.Privacy, events.Service) }

// seal answers a person as it is kept, with the hashes it is found by. Error: NOT_FOUND (PERSON_ERASED).
func (d Deps) seal(keys privacy.Keys, finder person.Finder, p domain.Person) (store.Person, error) {
	sealed, err := person.Seal(keys, p.ID, p.Person)
	return store.Person{
		ID: p.ID, Sealed: sealed, Hashes: finder.Hashes(p.Person), Wijk: p.Wijk, BirthYear: p.Birth.YearOf(),
		Languages: p.Languages, Skills: p.Skills, Interests: p.Interests, Availability: p.Availability, State: p.State,
		Version: p.Version, Created: p.Created, Updated: p.Updated,
	}, erased(err)
}

// open answers people, whose keys it reads with one query. Who was erased meanwhile is not among them.
func (d Deps) open(ctx context.Context, rows ...store.Person) ([]domain.Person, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Person) string { return row.ID }, open)
}

// peopleByID answers the people with ids, those there are, also who was erased.
func (d Deps) peopleByID(ctx context.Context, ids map[string]bool) (people []store.Person, err error) {
	err = d.snapshot(ctx, func(st store.Store) error {
		found, err := st.PeopleByID(ctx, ids)
		people = slices.Collect(maps.Values(found))
		return err
	})
	return people, err
}

// openOne answers one person, and the key to seal it again. Error: NOT_FOUND (PERSON_ERASED).
func (d Deps) openOne(ctx context.Context, row store.Person) (domain.Person, privacy.Keys, error) {
	if err := row.Use(); err != nil {
		return domain.Person{}, privacy.Keys{}, err
	}
	keys, err := d.vault().Keys(ctx, row.ID)
	if err != nil {
		return domain.Person{}, keys, err
	}
	p, err := open(keys, row)
	return p, keys, erased(err)
}

// open answers a person. Errors: privacy.ErrErased; another where the row is not what was sealed.
func open(keys privacy.Keys, row store.Person) (domain.Person, error) {
	who, err := person.Open(keys, row.ID, row.Sealed)
	return domain.Person{
		ID: row.ID, Person: who, Wijk: row.Wijk, Languages: row.Languages, Skills: row.Skills, Interests: row.Interests,
		Availability: row.Availability, State: row.State, Version: row.Version, Created: row.Created, Updated: row.Updated,
	}, err
}

// erased answers the fault of who has no key: the row is about to go, or came back with an old copy.
func erased(err error) error {
	if errors.Is(err, privacy.ErrErased) {
		return store.Person{State: domain.Erased}.Use()
	}
	return err
}
