// Package store keeps places, programmes, activities with their sessions, and counts, and turns rows into domain values and back.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
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
	q  *db.Queries
	tx *sql.Tx
}

// Reading answers a store that only reads.
func Reading(pool *sql.DB) Store { return Store{q: db.New(pool)} }

// In answers a store that works in tx.
func In(tx *sql.Tx) Store { return Store{q: db.New(tx), tx: tx} }

// one answers the fault where a row is not there.
func one[R, D any](row R, err error, convert func(R) D, reason, text string) (D, error) {
	if err != nil {
		var none D
		if errors.Is(err, sql.ErrNoRows) {
			return none, fault.New(fault.NotFound, reason, "%s", text)
		}
		return none, err
	}
	return convert(row), nil
}

// all converts rows.
func all[R, D any](rows []R, err error, convert func(R) D) ([]D, error) {
	if err != nil {
		return nil, err
	}
	list := make([]D, len(rows))
	for i, row := range rows {
		list[i] = convert(row)
	}
	return list, nil
}

// changed answers sqldb.ErrStale where an update met another version than the one that was read.
func changed(rows int64, err error) error {
	if err == nil && rows == 0 {
		return sqldb.ErrStale
	}
	return err
}

// byID reads the rows with ids into a map.
func byID[D any](
	ctx context.Context, tx *sql.Tx, query string, ids map[string]bool, scan func(*sql.Rows) (string, D, error),
) (map[string]D, error) {
	keys := make(sqldb.Rows, 0, len(ids))
	for _, id := range slices.Sorted(maps.Keys(ids)) { // one order for everybody who locks many
		keys = append(keys, []any{id})
	}
	found := make(map[string]D, len(ids))
	err := keys.Each(ctx, tx, query, func(r *sql.Rows) error {
		id, value, err := scan(r)
		found[id] = value
		return err
	})
	return found, err
}
