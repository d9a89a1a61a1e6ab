package api

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// The classes of data of residents that the processing log tells apart.
const (
	identity       = "identity"        // names, birth, contact
	probableDouble = "probable-double" // that somebody else may be the same person
	everything     = "everything"      // that is kept about the resident
)

func (d Deps) vault() privacy.Vault { return d.Privacy.Vault(events.Service) }

func (d Deps) finder() person.Finder { return person.FinderOf(d.Privacy, events.Service) }

// seal answers a resident as it is kept, with the hashes it is found by. Error: NOT_FOUND (RESIDENT_ERASED).
func (d Deps) seal(keys privacy.Keys, finder person.Finder, r domain.Resident) (store.Resident, error) {
	sealed, err := person.Seal(keys, r.ID, r.Person)
	return store.Resident{
		ID: r.ID, Sealed: sealed, Hashes: finder.Hashes(r.Person), Wijk: r.Wijk, State: r.State, Version: r.Version,
		Created: r.Created, Updated: r.Updated,
	}, erased(err)
}

// open answers residents, whose keys it reads with one query. Who was erased meanwhile is not among them.
func (d Deps) open(ctx context.Context, rows ...store.Resident) ([]domain.Resident, error) {
	return privacy.OpenEach(ctx, d.vault(), rows, func(row store.Resident) string { return row.ID }, open)
}

// openAll answers the residents with ids, all of whom must be there still. Error: NOT_FOUND (RESIDENT_ERASED).
func (d Deps) openAll(ctx context.Context, ids map[string]bool) ([]domain.Resident, error) {
	var rows []store.Resident
	err := d.snapshot(ctx, func(st store.Store) error {
		found, err := st.ResidentsByID(ctx, ids)
		rows = slices.Collect(maps.Values(found))
		return err
	})
	if err != nil {
		return nil, err
	}
	residents, err := d.open(ctx, rows...)
	if err == nil && len(residents) < len(ids) {
		err = store.Resident{State: domain.Erased}.Use()
	}
	return residents, err
}

// openOne answers one resident, and the key to seal it again. Error: NOT_FOUND (RESIDENT_NOT_FOUND, RESIDENT_ERASED).
func (d Deps) openOne(ctx context.Context, id string) (domain.Resident, privacy.Keys, error) {
	row, err := store.Reading(d.DB.Read()).Resident(ctx, id)
	if err == nil {
		err = row.Use()
	}
	if err != nil {
		return domain.Resident{}, privacy.Keys{}, err
	}
	keys, err := d.vault().Keys(ctx, row.ID)
	if err != nil {
		return domain.Resident{}, keys, err
	}
	r, err := open(keys, row)
	return r, keys, erased(err)
}

// open answers a resident. Errors: privacy.ErrErased; another where the row is not what was sealed.
func open(keys privacy.Keys, row store.Resident) (domain.Resident, error) {
	who, err := person.Open(keys, row.ID, row.Sealed)
	return domain.Resident{
		ID: row.ID, Person: who, Wijk: row.Wijk, State: row.State, Version: row.Version, Created: row.Created, Updated: row.Updated,
	}, err
}

// erased answers the fault of who has no key: the row is about to go, or came back with an old copy.
func erased(err error) error {
	if errors.Is(err, privacy.ErrErased) {
		return store.Resident{State: domain.Erased}.Use()
	}
	return err
}
