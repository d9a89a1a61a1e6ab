package sqldb_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// holder holds a name in a transaction of its own until it is let go.
type holder struct {
	has, letGo chan struct{}
	done       chan error
}

func hold(db *sqldb.DB, name string, how func(context.Context, *sql.Tx, string) error) *holder {
	h := &holder{make(chan struct{}, 4), make(chan struct{}), make(chan error, 1)}
	go func() {
		h.done <- db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
			err := how(ctx, tx, name)
			h.has <- struct{}{}
			<-h.letGo
			return err
		})
	}()
	return h
}

func (h *holder) mustHave(t *testing.T) {
	t.Helper()
	select {
	case <-h.has:
	case <-time.After(10 * time.Second):
		require.Fail(t, "it waits")
	}
}

// mustWait waits until the server says that n wait for a lock.
func mustWait(t *testing.T, db *sqldb.DB, n int) {
	t.Helper()
	require.Eventually(t, func() bool {
		var waiting int
		require.NoError(t, db.Read().QueryRow(`SELECT COUNT(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted`).Scan(&waiting))
		return waiting == n
	}, 10*time.Second, time.Millisecond)
}

func TestWhoHoldsAloneWaitsForThoseWhoShareAndIsNotPassed(t *testing.T) {
	db := testkit.Postgres().Open(t, nil)
	first, second := hold(db, "a", sqldb.HoldShared), hold(db, "a", sqldb.HoldShared)
	first.mustHave(t)
	second.mustHave(t)
	alone := hold(db, "a", sqldb.HoldAlone)
	mustWait(t, db, 1)
	late := hold(db, "a", sqldb.HoldShared)
	mustWait(t, db, 2)
	other := hold(db, "b", sqldb.HoldAlone)
	other.mustHave(t)
	close(first.letGo)
	close(second.letGo)
	alone.mustHave(t)
	mustWait(t, db, 1)
	close(alone.letGo)
	late.mustHave(t)
	close(late.letGo)
	close(other.letGo)
	for _, h := range []*holder{first, second, alone, late, other} {
		require.NoError(t, <-h.done)
	}
}

func TestRowsThatAreReadToStayAreReadByOthersToo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, nil)
		for range 2 {
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				for _, how := range []func(context.Context, *sql.Tx, string) error{sqldb.HoldAlone, sqldb.HoldShared} {
					if err := how(ctx, tx, "a"); err != nil {
						return err
					}
				}
				_, err := tx.ExecContext(ctx, "SELECT name FROM lease"+sqldb.ForShare(ctx))
				return err
			}))
		}
	})
}
