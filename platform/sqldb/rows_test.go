package sqldb_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// Statements are of a few sizes only, whatever the number of rows: none is left out, and none is written or answered twice.
func TestEveryNumberOfRowsIsWrittenFoundAndRemovedOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		for _, n := range []int{1, 2, 3, 5, 8, 31, 64, 77, 333, 512, 1001} {
			rows, keys, pairs := someRows(n)
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				counts := map[string]*int{}
				run := func(what, query string, of sqldb.Rows) {
					counts[what] = new(int)
					require.NoError(t, of.Each(ctx, tx, query, func(*sql.Rows) error { *counts[what]++; return nil }), "%s %d", what, n)
				}
				run("written", "-- name: AddNotes :many\nINSERT INTO note (id, at, body) VALUES %s RETURNING id", rows)
				run("found", "-- name: FindNotes :many\nSELECT id FROM note WHERE id IN (%s)", keys)
				run("found by pairs", "-- name: FindPairs :many\nSELECT id FROM note WHERE (id, id) IN (VALUES %s)", pairs)
				run("removed", "-- name: RemoveNotes :many\nDELETE FROM note WHERE id IN (%s) RETURNING id", keys)
				for what, count := range counts {
					require.Equal(t, n, *count, "%s of %d", what, n)
				}
				return nil
			}))
		}
	})
}

func someRows(n int) (rows, keys, pairs sqldb.Rows) {
	for i := range n {
		id := fmt.Sprintf("note-%05d", i)
		rows = append(rows, []any{id, int64(i), []byte{1}})
		keys, pairs = append(keys, []any{id}), append(pairs, []any{id, id})
	}
	return rows, keys, pairs
}

func TestListsOfManyLengthsAreFewStatements(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for n := range 200 {
				rows, keys, _ := someRows(n)
				if err := rows.Each(ctx, tx, "-- name: AddNotes :exec\nINSERT INTO note (id, at, body) VALUES %s", nil); err != nil {
					return err
				}
				if err := keys.Each(ctx, tx, "-- name: RemoveNotes :exec\nDELETE FROM note WHERE id IN (%s)", nil); err != nil {
					return err
				}
			}
			return nil
		}))
		texts, err := r.Prepared(t.Context())
		require.NoError(t, err)
		require.LessOrEqual(t, len(texts), 8+9, "1, 2, 4 to 128 rows, and ids up to 256")
	})
}
