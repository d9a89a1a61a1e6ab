package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
)

// One answers a row converted, or NOT_FOUND with reason and text where there is none.
func One[R, D any](row R, err error, convert func(R) D, reason, text string) (D, error) {
	var none D
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return none, fault.New(fault.NotFound, reason, "%s", text)
	case err != nil:
		return none, err
	}
	return convert(row), nil
}

// All converts rows.
func All[R, D any](rows []R, err error, convert func(R) D) ([]D, error) {
	if err != nil {
		return nil, err
	}
	list := make([]D, len(rows))
	for i, row := range rows {
		list[i] = convert(row)
	}
	return list, nil
}

// Changed answers ErrStale where an update met another version than the one that was read.
func Changed(rows int64, err error) error {
	if err == nil && rows == 0 {
		return ErrStale
	}
	return err
}

// LockByID reads as ByID does, and locks what it reads until the transaction ends. The query is a SELECT of rows by their id.
//
// Rows are locked in the order of their ids, so that who locks many waits for nobody who waits for him. PostgreSQL locks in
// the order in which it finds, and an UPDATE with IN finds in the order of the table, which every update changes: only a
// SELECT that sorts is sure. On SQLite a transaction that writes is alone from its first statement.
func LockByID[D any](
	ctx context.Context, tx *sql.Tx, query string, ids map[string]bool, scan func(*sql.Rows) (string, D, error),
) (map[string]D, error) {
	if ctx.Value(positional{}) == nil {
		query += " ORDER BY id FOR NO KEY UPDATE"
	}
	return ByID(ctx, tx, query, ids, scan)
}

// ByID reads the rows with ids into a map, with a query that has "IN (%s)".
func ByID[D any](
	ctx context.Context, tx *sql.Tx, query string, ids map[string]bool, scan func(*sql.Rows) (string, D, error),
) (map[string]D, error) {
	keys := make(Rows, 0, len(ids))
	for _, id := range slices.Sorted(maps.Keys(ids)) {
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
