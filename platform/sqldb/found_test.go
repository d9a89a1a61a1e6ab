package sqldb_test

import (
	"context"
	"database/sql"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/deschoor/meedoen/platform/sqldb"
)

func scanCounter(r *sql.Rows) (id string, n int, err error) {
	err = r.Scan(&id, &n)
	return id, n, err
}

// Who locks many rows locks them in one order, wherever updates have moved them in the table: nobody waits for who waits for
// him, so that no command runs twice; and the second sees what the first wrote.
func TestManyWhoLockTheSameRowsNeverWaitInACircle(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		ids := map[string]bool{}
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for i := range 8 {
				id := strconv.Itoa(i)
				ids[id] = true
				if _, err := tx.ExecContext(ctx, `INSERT INTO counter (id, n, version) VALUES ($1, 0, 1)`, id); err != nil {
					return err
				}
			}
			return nil
		}))
		const callers, times = 8, 25
		var runs atomic.Int32
		count := func(ctx context.Context, tx *sql.Tx) error {
			runs.Add(1)
			found, err := sqldb.LockByID(ctx, tx, `SELECT id, n FROM counter WHERE id IN (%s)`, ids, scanCounter)
			if err != nil {
				return err
			}
			for id, n := range found { // in any order, which moves the rows about
				if _, err := tx.ExecContext(ctx, `UPDATE counter SET n = $1 WHERE id = $2`, n+1, id); err != nil {
					return err
				}
			}
			return nil
		}
		var g errgroup.Group
		for range callers {
			g.Go(func() error {
				for range times {
					if err := r.Write(t.Context(), count); err != nil {
						return err
					}
				}
				return nil
			})
		}
		require.NoError(t, g.Wait())
		require.EqualValues(t, callers*times, runs.Load(), "no command was run again")
		var found map[string]int
		require.NoError(t, r.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
			found, err = sqldb.ByID(ctx, tx, `SELECT id, n FROM counter WHERE id IN (%s)`, ids, scanCounter)
			return err
		}))
		require.Len(t, found, len(ids))
		for _, n := range found {
			require.Equal(t, callers*times, n, "no update was lost")
		}
	})
}
