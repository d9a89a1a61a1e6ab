package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// Erasure is that a resident was erased.
type Erasure struct {
	ID, ResidentID string
	Created        time.Time
}

// EraseResident leaves a shell of a resident, who has the version it gets, and remembers that. Error: sqldb.ErrStale, also for
// one who was erased before.
func (s Store) EraseResident(ctx context.Context, c Resident, e Erasure) error {
	err := sqldb.Changed(s.q.EmptyResident(ctx, db.EmptyResidentParams{
		Empty: []byte{}, UpdatedAt: sqldb.At(e.Created), ID: c.ID, Version: c.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteResidentLookups(ctx, c.ID); err != nil {
		return err
	}
	// What was asked when it was made is kept as a hash, which is no longer needed.
	_, err = s.tx.ExecContext(ctx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id = $1`, c.ID)
	if err != nil {
		return err
	}
	return s.q.InsertResidentErasure(ctx, db.InsertResidentErasureParams{
		ID: e.ID, ResidentID: e.ResidentID, CreatedAt: sqldb.At(e.Created),
	})
}

// Erasure answers one erasure. Error: NOT_FOUND (ERASURE_NOT_FOUND).
func (s Store) Erasure(ctx context.Context, id string) (Erasure, error) {
	row, err := s.q.GetResidentErasure(ctx, id)
	return sqldb.One(row, err, func(row db.ResidentErasure) Erasure {
		return Erasure{ID: row.ID, ResidentID: row.ResidentID, Created: row.CreatedAt.Time}
	}, "ERASURE_NOT_FOUND", "There is no erasure with this id.")
}

// Erasures answers all erasures, oldest first.
func (s Store) Erasures(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListErasedResidents(ctx)
	return sqldb.All(rows, err, func(row db.ListErasedResidentsRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.ResidentID, Time: row.CreatedAt.Time}
	})
}
