package lease_test

import (
	"context"
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

var start = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

func take(t *testing.T, l *lease.Lease) bool {
	t.Helper()
	held, err := l.Take(t.Context())
	require.NoError(t, err)
	return held
}

func TestOneInstanceHoldsTheLease(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		first, second := lease.New(db, c, "work"), lease.New(db, c, "work")
		require.True(t, take(t, first))
		require.False(t, take(t, second))
		require.True(t, take(t, first))
		require.True(t, take(t, lease.New(db, c, "other work")), "leases are told apart by name")
	})
}

func TestOfAllWhoAskAtOnceOneGetsTheLease(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		var held atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				ok, err := lease.New(db, c, "work").Take(t.Context())
				if err != nil {
					t.Error(err)
				}
				if ok {
					held.Add(1)
				}
			})
		}
		wg.Wait()
		require.EqualValues(t, 1, held.Load())
	})
}

func TestLeaseThatWasNotRenewedGoesToAnother(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		first, second := lease.New(db, c, "work"), lease.New(db, c, "work")
		require.True(t, take(t, first))
		c.Advance(lease.Term)
		require.False(t, take(t, second), "until the term has passed")
		c.Advance(time.Microsecond)
		require.True(t, take(t, second))
		require.False(t, take(t, first), "who was away does not take it back")
	})
}

func TestLeaseIsRenewedInTheSecondHalfOfItsTerm(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		expires := func() time.Time {
			var at sqldb.Time
			require.NoError(t, db.Read().QueryRow("SELECT expires_at FROM lease").Scan(&at))
			return at.Time
		}
		l := lease.New(db, c, "work")
		require.True(t, take(t, l))
		require.Equal(t, start.Add(lease.Term), expires())

		c.Advance(lease.Term/2 - time.Microsecond)
		require.True(t, take(t, l))
		require.Equal(t, start.Add(lease.Term), expires(), "the database is left alone in the first half")

		c.Advance(time.Microsecond)
		require.True(t, take(t, l))
		require.Equal(t, start.Add(lease.Term*3/2), expires())
		for range 20 {
			c.Advance(lease.Term / 2)
			require.True(t, take(t, l), "as long as it is renewed")
		}
	})
}

func TestReleasedLeaseMayBeTakenAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		first, second := lease.New(db, c, "work"), lease.New(db, c, "work")
		require.True(t, take(t, first))
		require.NoError(t, second.Release(t.Context()), "one who does not hold it releases nothing")
		require.False(t, take(t, second))
		require.NoError(t, first.Release(t.Context()))
		require.True(t, take(t, second))
		require.False(t, take(t, first), "a released lease is asked for anew")
	})
}

func TestLeaseThatWentToAnotherIsNotReleasedByWhoHadIt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		first, second := lease.New(db, c, "work"), lease.New(db, c, "work")
		require.True(t, take(t, first))
		c.Advance(lease.Term + time.Second)
		require.True(t, take(t, second))
		require.NoError(t, first.Release(t.Context()))
		require.False(t, take(t, lease.New(db, c, "work")))
	})
}

// A relay takes its lease whenever something was committed: asking in vain must not be a commit, or it asks for ever.
func TestAskingInVainCommitsNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		commits := 0
		db.OnCommit(func([]any) { commits++ })
		require.True(t, take(t, lease.New(db, c, "work")))
		require.Equal(t, 1, commits)
		for range 3 {
			require.False(t, take(t, lease.New(db, c, "work")))
		}
		require.Equal(t, 1, commits)
	})
}

func TestLeaseIsNotHeldWhereTheDatabaseIsAway(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db, c := engine.Open(t, nil), testkit.NewClock(start)
		l := lease.New(db, c, "work")
		require.True(t, take(t, l))
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DROP TABLE lease")
			return err
		}))
		require.True(t, take(t, l), "the half term is still to run")
		c.Advance(lease.Term / 2)
		held, err := l.Take(t.Context())
		require.ErrorContains(t, err, "lease work")
		require.False(t, held)
	})
}

func TestOthersCanAskWhetherTheLeaseIsHeld(t *testing.T) {
	db, c := testkit.SQLite().Open(t, nil), testkit.NewClock(start)
	l := lease.New(db, c, "work")
	require.False(t, l.Held())
	require.True(t, take(t, l))
	require.True(t, l.Held())
	c.Advance(lease.Term)
	require.False(t, l.Held(), "nobody renewed it")
	require.True(t, take(t, l))
	require.NoError(t, l.Release(t.Context()))
	require.False(t, l.Held())
}
