package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// Erasure is that a client was erased.
type Erasure struct {
	ID, ClientID string
	Created      time.Time
}

// EraseClient leaves a shell of a client, who has the version it gets, and remembers that. Error: sqldb.ErrStale, also for one
// that was erased before.
func (s Store) EraseClient(ctx context.Context, c Client, e Erasure) error {
	err := sqldb.Changed(s.q.EmptyClient(ctx, db.EmptyClientParams{
		Empty: []byte{}, UpdatedAt: sqldb.At(e.Created), ID: c.ID, Version: c.Version - 1,
	}))
	if err != nil {
		return err
	}
	if err := s.q.DeleteClientLookups(ctx, c.ID); err != nil {
		return err
	}
	// What was asked when it was made is kept as a hash, which is no longer needed.
	_, err = s.tx.ExecContext(ctx, `-- name: DeleteRequestIDs :exec
DELETE FROM request_id WHERE resource_id = $1`, c.ID)
	if err != nil {
		return err
	}
	return s.q.InsertClientErasure(ctx, db.InsertClientErasureParams{
		ID: e.ID, ClientID: e.ClientID, CreatedAt: sqldb.At(e.Created),
	})
}

// Erasure answers one erasure. Error: NOT_FOUND (ERASURE_NOT_FOUND).
func (s Store) Erasure(ctx context.Context, id string) (Erasure, error) {
	row, err := s.q.GetClientErasure(ctx, id)
	return sqldb.One(row, err, func(row db.ClientErasure) Erasure {
		return Erasure{ID: row.ID, ClientID: row.ClientID, Created: row.CreatedAt.Time}
	}, "ERASURE_NOT_FOUND", "There is no erasure with this id.")
}

// Erasures answers all erasures, oldest first.
func (s Store) Erasures(ctx context.Context) ([]privacy.Erasure, error) {
	rows, err := s.q.ListErasedClients(ctx)
	return sqldb.All(rows, err, func(row db.ListErasedClientsRow) privacy.Erasure {
		return privacy.Erasure{Subject: row.ClientID, Time: row.CreatedAt.Time}
	})
}
