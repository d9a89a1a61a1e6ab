package schedule_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
)

func TestTimerIsHandledOnceWhenItIsDue(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.set("a", time.Hour)
		r.run(r.timer)
		r.clock.Set(start.Add(time.Hour - time.Microsecond))
		r.looked()
		require.Empty(t, r.effects(), "it is not due yet")
		r.clock.Set(start.Add(time.Hour))
		r.looked()
		r.looked()
		require.Equal(t, []string{"a"}, r.effects())
		require.Empty(t, r.waiting())
		var due sqldb.Time
		require.NoError(t, r.db.Read().QueryRow("SELECT due_at FROM effect").Scan(&due))
		require.Equal(t, start.Add(time.Hour), due.Time)
	})
}

func TestTimersAreHandledInTheOrderInWhichTheyAreDue(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.set("c", 3*time.Hour)
		r.set("a", time.Hour)
		r.set("d", 4*time.Hour)
		r.set("b", 2*time.Hour)
		r.clock.Set(start.Add(3 * time.Hour))
		r.run(r.timer)
		r.looked()
		require.Equal(t, []string{"a", "b", "c"}, r.effects())
		require.Equal(t, []string{"d"}, r.waiting())
	})
}

func TestMoreTimersThanOneLookFindsAreAllHandled(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.setMany(250)
		r.run(r.timer)
		for range 250 {
			<-r.rang
		}
		r.looked()
		require.Len(t, r.effects(), 250)
		require.Empty(t, r.waiting())
	})
}

func TestTimerThatWasMovedIsHandledAtItsNewInstantAlone(t *testing.T) {
	for name, to := range map[string]time.Duration{"later": 2 * time.Hour, "earlier": time.Minute} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(r *rig) {
				r.set("a", time.Hour)
				r.set("a", to)
				r.run(r.timer)
				r.clock.Set(start.Add(to - time.Microsecond))
				r.looked()
				require.Empty(t, r.effects())
				r.clock.Set(start.Add(to))
				r.looked()
				require.Equal(t, []string{"a"}, r.effects())
				r.clock.Advance(2 * time.Hour)
				r.looked()
				require.Equal(t, []string{"a"}, r.effects())
			})
		})
	}
}

func TestTimerThatWasRemovedIsNotHandled(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.set("a", time.Hour)
		r.set("b", time.Hour)
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return errors.Join(r.timer.Remove(ctx, tx, kind, "a"), r.timer.Remove(ctx, tx, kind, "absent"))
		})
		r.clock.Advance(time.Hour)
		r.run(r.timer)
		r.looked()
		require.Equal(t, []string{"b"}, r.effects())
	})
}

func TestTimerOfACommandThatFailedIsNotSet(t *testing.T) {
	onBoth(t, func(r *rig) {
		refused := errors.New("refused")
		err := r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return errors.Join(r.timer.Set(ctx, tx, schedule.Timer{Kind: kind, Key: "a", Due: start}), refused)
		})
		require.ErrorIs(t, err, refused)
		require.Empty(t, r.waiting())
	})
}

func TestTimerThatIsSetIsHandledWithoutWaitingForTheNextLook(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.poll = time.Hour
		r.timer = r.scheduler(r.db)
		r.set("later", 24*time.Hour)
		first := r.After("ListTimers")
		r.run(r.timer)
		<-first
		r.set("now", -time.Minute)
		require.Equal(t, "now", <-r.rang)
	})
}

func TestSchedulerSleepsNoLongerThanUntilTheNextTimer(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.poll = time.Hour
		r.timer = r.scheduler(r.db)
		r.set("soon", 20*time.Millisecond)
		first := r.After("ListTimers")
		r.run(r.timer)
		<-first
		r.clock.Advance(20 * time.Millisecond)
		require.Equal(t, "soon", <-r.rang)
	})
}

func TestHandlerMaySetItsTimerAnew(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.timer.Handle(kind, func(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
			if err := effect(ctx, tx, timer); err != nil {
				return err
			}
			timer.Due = timer.Due.Add(time.Hour)
			return r.timer.Set(ctx, tx, timer)
		})
		r.set("a", time.Hour)
		r.run(r.timer)
		for hour := range 3 {
			r.clock.Set(start.Add(time.Duration(hour+1) * time.Hour))
			r.looked()
			require.Len(t, r.effects(), hour+1)
		}
	})
}

func TestListIsGoneThroughInPartsAndAgainAtTheNextTime(t *testing.T) {
	onBoth(t, func(r *rig) {
		list := []string{"a", "b", "c", "d"} // two parts, and a third that finds nothing more
		day := func(n int) time.Time { return start.Add(time.Duration(n) * 24 * time.Hour) }
		var parts []string
		r.timer.Handle("list", func(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
			parts = append(parts, t.Key)
			last := ""
			if i := slices.Index(list, t.Key) + 1; i < len(list) {
				last = list[i+1]
			}
			return r.timer.GoOn(ctx, tx, t, last, day(len(parts)))
		})
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return r.timer.Set(ctx, tx, schedule.Timer{Kind: "list", Due: start})
		})
		stop := r.run(r.timer)
		r.looked()
		r.looked()
		stop()
		require.Equal(t, []string{"", "b", "d"}, parts)
		require.Equal(t, []string{""}, r.waiting())

		r.clock.Set(day(1)) // as the first part said
		stop = r.run(r.timer)
		r.looked()
		r.looked()
		stop()
		require.Equal(t, []string{"", "b", "d", "", "b", "d"}, parts)
	})
}

func TestTimerOfAKindThatIsNotHandledHereIsLeftAlone(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return r.timer.Set(ctx, tx, schedule.Timer{Kind: "of a newer version", Key: "a", Due: start})
		})
		r.set("b", 0)
		r.run(r.timer)
		require.Equal(t, "b", <-r.rang)
		r.looked()
		require.Equal(t, []string{"a"}, r.waiting())
	})
}

// setMany sets n timers that are due, in one command.
func (r *rig) setMany(n int) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		for i := range n {
			err := r.timer.Set(ctx, tx, schedule.Timer{Kind: kind, Key: key(i), Due: start.Add(-time.Duration(i) * time.Second)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
