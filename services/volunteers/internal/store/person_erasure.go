package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// Erasure is that a person was erased.
type Erasure struct {
	ID, PersonID string
	Created      time.Time
}

// ErasePerson leaves a shell of a person, who has the version it gets, and remembers that. Error: sqldb.ErrStale, also for one
// that was erased before.
func (s Store) ErasePerson(ctx context.Context, p Person, e Erasure) error {
	err := sqldb.Changed(s.q.EmptyPerson(ctx, db.EmptyPersonParams{
		Sealed: []byte{}, UpdatedAt: sqldb.At(e.Created), ID: p.ID, Version: p.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeletePersonLookups(ctx, p.ID); err != nil {
		return err
	}
	// What was asked when it was made is kept as a hash, which is no longer needed.
	_, err = s.tx.ExecContext(ctx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id = $1`, p.ID)
	if err != nil {
		return err
	}
	return s.q.InsertPersonErasure(ctx, db.InsertPersonErasureParams{
		ID: e.ID, PersonID: e.PersonID, CreatedAt: sqldb.At(e.Created),
	})
}

// Erasure answers one erasure. Error: NOT_FOUND (ERASURE_NOT_FOUND).
func (s Store) Erasure(ctx context.Context, id string) (Erasure, error) {
	row, err := s.q.GetPersonErasure(ctx, id)
	return sqldb.One(row, err, func(row db.PersonErasure) Erasure {
		return Erasure{ID: row.ID, PersonID: row.PersonID, Created: row.CreatedAt.Time}
	}, "ERASURE_NOT_FOUND", "There is no erasure with this id.")
}

// Erasures answers all erasures, oldest first.
func (s Store) Erasures(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListErasedPeople(ctx)
	return sqldb.All(rows, err, func(row db.ListErasedPeopleRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.PersonID, Time: row.CreatedAt.Time}
	})
}

// DropReasons empties what was written of why a person's relations and assignments went as they did: people may have put
// there what tells of the person.
func (s Store) DropReasons(ctx context.Context, personID string) error {
	if err := s.q.EmptyEngagementReasons(ctx, personID); err != nil {
		return err
	}
	for _, empty := range []func(context.Context, string) error{
		s.q.EmptyAssignmentReasons, s.q.EmptyHoursReasons, s.q.EmptyHoursDecisions, s.q.EmptyClaimReasons,
		s.q.EmptyShiftReasons, s.q.EmptyShiftChangeReasons, s.q.EmptySeriesReasons,
	} {
		if err := empty(ctx, personID); err != nil {
			return err
		}
	}
	return nil
}
