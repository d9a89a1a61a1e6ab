package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// acquaintance is somebody as far as a role may ask, opened before the transaction that needs it. The zero value is nobody.
type acquaintance struct {
	personID string
	version  int64         // of the person that was opened
	birth    *person.Birth // nil where the person was erased
}

// acquaint answers who has the relations with ids, those there are, by relation.
func (d Deps) acquaint(ctx context.Context, engagementIDs map[string]bool) (map[string]acquaintance, error) {
	var engagements map[string]domain.Engagement
	var people map[string]store.Person
	err := d.snapshot(ctx, func(s store.Store) (err error) {
		if engagements, err = s.EngagementsByID(ctx, engagementIDs); err != nil {
			return err
		}
		people, err = s.PeopleByID(ctx, peopleOf(engagements))
		return err
	})
	if err != nil {
		return nil, err
	}
	births, err := d.openBirths(ctx, people)
	if err != nil {
		return nil, err
	}
	known := make(map[string]acquaintance, len(engagements))
	for id, e := range engagements {
		known[id] = acquaintance{personID: e.PersonID, version: people[e.PersonID].Version, birth: births[e.PersonID]}
	}
	return known, nil
}

// peopleOf answers whose relations these are.
func peopleOf(engagements map[string]domain.Engagement) map[string]bool {
	ids := make(map[string]bool, len(engagements))
	for _, e := range engagements {
		ids[e.PersonID] = true
	}
	return ids
}

// lockPeople answers the people of acquaintances and locks them. Where one was changed since it was opened, the call begins
// anew (resource.Again).
func lockPeople(ctx context.Context, tx *sql.Tx, known ...acquaintance) (map[string]store.Person, error) {
	ids := make(map[string]bool, len(known))
	for _, k := range known {
		ids[k.personID] = true
	}
	people, err := store.In(tx).LockPeopleByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if p, there := people[k.personID]; there && p.Version != k.version {
			return nil, resource.Overtaken(sqldb.ErrStale)
		}
	}
	return people, nil
}

// snapshot reads with several queries what stood in the database at one moment.
func (d Deps) snapshot(ctx context.Context, read func(store.Store) error) error {
	return sqldb.Snapshot(ctx, d.DB.Read(), func(tx *sql.Tx) error { return read(store.In(tx)) })
}
