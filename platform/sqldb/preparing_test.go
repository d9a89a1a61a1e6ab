package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

const (
	addNote   = "-- name: AddNote :exec\nINSERT INTO note (id, at, body) VALUES ($1, $2, $3)"
	listNotes = "-- name: ListNotes :many\nSELECT id FROM note WHERE id >= $1 ORDER BY id"
)

func TestStatementWithANameStaysPreparedAndIsRunAgain(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		for i := range 3 {
			require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, addNote, fmt.Sprint(i), i, []byte{byte(i)})
				return err
			}))
		}
		require.Equal(t, []string{"0", "1", "2"}, r.notes(t), "each with its own arguments")
		texts, err := r.Prepared(t.Context())
		require.NoError(t, err)
		require.Contains(t, texts, addNote)
	})
}

func TestStatementThatFailedIsRunAgain(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		add := func(id string) error {
			return r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, addNote, id, 1, []byte{1})
				return err
			})
		}
		require.NoError(t, add("a"))
		require.True(t, r.IsUnique(add("a")))
		require.NoError(t, add("b"))
		require.Equal(t, []string{"a", "b"}, r.notes(t))
	})
}

func TestStatementIsRunWhileItsOwnRowsAreRead(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		require.Equal(t, []error{nil, nil, nil}, r.together(t, note("a"), note("b"), note("c")))
		var seen []string
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return each(ctx, tx, "a", func(outer string) error {
				return each(ctx, tx, "b", func(inner string) error {
					seen = append(seen, outer+inner)
					return nil
				})
			})
		}))
		require.Equal(t, []string{"ab", "ac", "bb", "bc", "cb", "cc"}, seen)
	})
}

func each(ctx context.Context, tx *sql.Tx, from string, do func(id string) error) error {
	rows, err := tx.QueryContext(ctx, listNotes, from)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := errors.Join(rows.Scan(&id), do(id)); err != nil {
			return err
		}
	}
	return rows.Err()
}

func TestStatementsAreKeptUpToABoundTheOnesThatAreUsed(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		const often = "-- name: Often :one\nSELECT 1"
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for i := range 5 * sqldb.MostPrepared {
				text := fmt.Sprintf("-- name: Once :one\nSELECT %d", i)
				for _, text := range []string{text, often} {
					if err := tx.QueryRowContext(ctx, text).Scan(new(int)); err != nil {
						return err
					}
				}
			}
			return nil
		}))
		texts, err := r.Prepared(t.Context())
		require.NoError(t, err)
		require.Len(t, texts, sqldb.MostPrepared)
		require.Equal(t, often, texts[0])
		require.NotContains(t, texts, "-- name: Once :one\nSELECT 0")
	})
}

func TestWhatHasNoNameOrIsAPragmaIsNotKept(t *testing.T) {
	onGroups(t, sqldb.Options{}, func(t *testing.T, r *rig) {
		texts := []string{"SELECT 1", "-- name: Wait :exec\nPRAGMA cache_size", "-- name: Begin :exec\nREINDEX"}
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			var errs []error
			for _, text := range texts {
				_, err := tx.ExecContext(ctx, text)
				errs = append(errs, err)
			}
			return errors.Join(errs...)
		}))
		kept, err := r.Prepared(t.Context())
		require.NoError(t, err)
		for _, text := range texts {
			require.False(t, slices.Contains(kept, text), text)
		}
	})
}

func TestStatementSeesAColumnThatWasAddedSince(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		if engine.Name != "sqlite" {
			return // it is for the driver to know, and it says so (the schema changes under nobody who runs)
		}
		columns := func() (n int) {
			rows, err := db.Read().Query("-- name: All :many\nSELECT * FROM counter")
			require.NoError(t, err)
			defer rows.Close()
			require.True(t, rows.Next())
			names, err := rows.Columns()
			require.NoError(t, err)
			require.NoError(t, rows.Err())
			return len(names)
		}
		before := columns()
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "ALTER TABLE counter ADD COLUMN more BIGINT NOT NULL DEFAULT 0")
			return err
		}))
		require.Equal(t, before+1, columns())
	})
}
