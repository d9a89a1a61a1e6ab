package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// waiting answers what a command finds set for its commit (on SQLite 2 is FULL), and on PostgreSQL for its plans.
func waiting(t *testing.T, engine testkit.Engine, write func(context.Context, func(context.Context, *sql.Tx) error) error) (set string) {
	query := "PRAGMA synchronous"
	if engine.Name == "postgres" {
		query = "SELECT CONCAT_WS(' ', current_setting('synchronous_commit'), current_setting('enable_seqscan'), current_setting('jit'))"
	}
	require.NoError(t, write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, query).Scan(&set)
	}))
	return set
}

func TestReplayableCommandDoesNotWaitForTheDiskAndEveryOtherDoes(t *testing.T) {
	type setting struct{ waits, not string }
	want := map[string]setting{"sqlite": {"2", "1"}, "postgres": {"on on on", "off off off"}}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for range 40 { // more than the pool has connections
			require.Equal(t, want[engine.Name].not, waiting(t, engine, db.WriteReplayable))
			require.Equal(t, want[engine.Name].waits, waiting(t, engine, db.Write))
		}
		require.ErrorIs(t, db.WriteReplayable(t.Context(), func(context.Context, *sql.Tx) error { return errRefused }), errRefused)
		require.Equal(t, want[engine.Name].waits, waiting(t, engine, db.Write), "after one that failed too")
		require.Panics(t, func() {
			_ = db.WriteReplayable(t.Context(), func(context.Context, *sql.Tx) error { panic("of a handler") })
		})
		for range 40 {
			require.Equal(t, want[engine.Name].waits, waiting(t, engine, db.Write), "and after one that panicked")
		}
	})
}

// PostgreSQL keeps a plan with its statement, and makes it anew only once it has counted the rows, some minutes later.
func TestKeysOfATableThatGrowsAreNotLookedForInAllOfIt(t *testing.T) {
	const most, step = 10_000, 500
	db := testkit.Postgres().Open(t, nil)
	for from := 0; from < most; from += step {
		require.NoError(t, db.WriteReplayable(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			var keys, rows sqldb.Rows
			for n := range step {
				name := fmt.Sprintf("key %06d", from+n)
				keys, rows = append(keys, []any{name}), append(rows, []any{name})
			}
			err := errors.Join(
				keys.Each(ctx, tx, "SELECT name FROM lease WHERE name IN (%s)", func(*sql.Rows) error { return nil }),
				rows.Each(ctx, tx, "INSERT INTO lease (name, holder, expires_at) SELECT v.*, 'x', 1 FROM (VALUES %s) AS v", nil),
			)
			if err != nil {
				return err
			}
			var read int
			err = tx.QueryRowContext(ctx, "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'lease'").Scan(&read)
			require.Zero(t, read, "with %d rows", from)
			return err
		}))
	}
}

func TestReplayableCommandIsWrittenOrUndoneAsAnyOther(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		runs := 0
		add := func(id string, fails error) error {
			return db.WriteReplayable(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				runs++
				_, err := tx.ExecContext(ctx, "INSERT INTO lease (name, holder, expires_at) VALUES ($1, 'x', 1)", id)
				return errors.Join(err, fails)
			})
		}
		require.NoError(t, add("a", nil))
		require.ErrorIs(t, add("b", errRefused), errRefused)
		require.Equal(t, 2, runs)
		require.Error(t, add("c", sqldb.ErrStale))
		require.Equal(t, 6, runs, "run again as a Write is")
		var n int
		require.NoError(t, db.Read().QueryRow("SELECT COUNT(*) FROM lease").Scan(&n))
		require.Equal(t, 1, n)
	})
}
