// Package store keeps the facts, the registers they refer to and the figures they add up to.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations are the schema of the service.
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		// The folder is compiled in.
		panic(err)
	}
	return files
}

// Store reads and writes through one connection or transaction.
type Store struct {
	q      *db.Queries
	tx     *sql.Tx
	beside bool // others count at the same time
}

// Reading answers a store that only reads.
func Reading(pool *sql.DB) Store { return Store{q: db.New(pool)} }

// In answers a store that works in tx.
func In(tx *sql.Tx) Store { return Store{q: db.New(tx), tx: tx} }

// Beside answers a store that works in the same transaction and locks what it reads to change it, because others count at the
// same time.
func (s Store) Beside() Store {
	s.beside = true
	return s
}

// Published answers when the account of year was published, the zero time where it was not.
func (s Store) Published(ctx context.Context, year int) (time.Time, error) {
	row, err := s.q.GetPublication(ctx, int64(year))
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return row.PublishedAt.Time, err
}

// Publish notes that the account of year was published at t, and says whether that is new: an earlier time holds.
func (s Store) Publish(ctx context.Context, year int, t time.Time) (first bool, err error) {
	rows, err := s.q.PutPublication(ctx, db.PutPublicationParams{Year: int64(year), PublishedAt: sqldb.At(t)})
	return rows > 0, err
}
