package schedule_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// apart is the kind of timer that is handled by calls.
const apart = "call"

// lapse is how long a timer is claimed for a call, and a little more.
const lapse = 2 * time.Minute

// ring sets a timer that is handled by a call and due some time after the start.
func (r *rig) ring(key string, after time.Duration) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		return r.timer.Set(ctx, tx, schedule.Timer{Kind: apart, Key: key, Due: start.Add(after)})
	})
}

// called is a call that writes what it did in a transaction of its own, tells its key, and ends as end says.
func (r *rig) called(end func(ctx context.Context, t schedule.Timer) error) schedule.Call {
	return func(ctx context.Context, t schedule.Timer) error {
		if err := r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return effect(ctx, tx, t) }); err != nil {
			return err
		}
		r.rang <- t.Key
		return end(ctx, t)
	}
}

func goesWell(context.Context, schedule.Timer) error { return nil }

// settled waits until timers are as they were claimed, moved or removed after the end of a call, which rang tells before.
func (r *rig) settled(keys ...string) {
	r.t.Helper()
	for range 10_000 {
		if fmt.Sprint(r.waiting()) == fmt.Sprint(keys) {
			return
		}
		r.looked()
	}
	require.Equal(r.t, keys, r.waiting())
}

// failures answers how often the handling of a timer failed.
func (r *rig) failures(key string) (n int) {
	r.t.Helper()
	require.NoError(r.t, r.db.Read().QueryRow("SELECT failures FROM timer WHERE key = $1", key).Scan(&n))
	return n
}

// failed waits until the handling of a timer failed n times.
func (r *rig) failed(key string, n int) {
	r.t.Helper()
	for range 10_000 {
		if r.failures(key) == n {
			return
		}
		r.looked()
	}
	require.Equal(r.t, n, r.failures(key))
}

func TestCallIsMadeApartFromAnyTransactionWhenItsTimerIsDue(t *testing.T) {
	onBoth(t, func(r *rig) {
		var dues []time.Time
		r.timer.HandleApart(apart, r.called(func(_ context.Context, timer schedule.Timer) error {
			dues = append(dues, timer.Due)
			require.Equal(r.t, []string{"a"}, r.waiting(), "it is there until the call was made")
			return nil
		}))
		r.ring("a", time.Hour)
		r.run(r.timer)
		r.clock.Set(start.Add(time.Hour - time.Microsecond))
		r.looked()
		require.Empty(t, r.rang, "it is not due yet")
		r.clock.Set(start.Add(time.Hour))
		require.Equal(t, "a", <-r.rang)
		r.settled()
		r.clock.Advance(lapse)
		r.looked()
		require.Equal(t, []string{"a"}, r.effects())
		require.Equal(t, []time.Time{start.Add(time.Hour)}, dues)
	})
}

func TestCallIsMadeWithoutWaitingForTheNextLook(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.poll = time.Hour
		r.timer = r.scheduler(r.db)
		r.timer.HandleApart(apart, r.called(goesWell))
		r.ring("soon", 20*time.Millisecond)
		first := r.After("ListTimers")
		r.run(r.timer)
		<-first
		r.ring("now", -time.Minute)
		require.Equal(t, "now", <-r.rang)
		r.clock.Advance(20 * time.Millisecond)
		require.Equal(t, "soon", <-r.rang)
	})
}

func TestCallThatFailsIsTriedAgainAfterLongerAndLongerAndHoldsNoOtherUp(t *testing.T) {
	onBoth(t, func(r *rig) {
		reader := sdkmetric.NewManualReader()
		r.meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
		r.timer = r.scheduler(r.db)
		mended := false
		r.timer.HandleApart(apart, func(_ context.Context, timer schedule.Timer) error {
			defer func() { r.rang <- timer.Key }()
			switch {
			case timer.Key == "good" || mended:
				return nil
			case r.failures("bad")%2 == 1:
				panic("no receiver")
			}
			return errors.New("not today")
		})
		r.ring("bad", 0)
		r.ring("good", time.Second)
		r.run(r.timer)
		now := r.clock.Now()
		require.Equal(t, "bad", <-r.rang)
		for failures := range 4 {
			r.failed("bad", failures+1)
			pause := time.Second << failures
			r.clock.Set(now.Add(pause - time.Microsecond))
			r.looked()
			require.Empty(t, r.rang, "the pause after failure %d is %s", failures+1, pause)
			now = now.Add(pause)
			r.clock.Set(now)
			if failures == 0 {
				require.ElementsMatch(t, []string{"good", "bad"}, []string{<-r.rang, <-r.rang})
				continue
			}
			require.Equal(t, "bad", <-r.rang)
		}
		r.failed("bad", 5)
		require.Equal(t, map[string]float64{"meedoen.schedule.failures": 5, "meedoen.schedule.delay": 15}, measured(t, reader))
		mended = true
		r.clock.Advance(16 * time.Second)
		require.Equal(t, "bad", <-r.rang)
		r.settled()
		require.Zero(t, measured(t, reader)["meedoen.schedule.delay"])
	})
}

func TestCallThatTakesTooLongIsEndedAndTriedAgain(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.patience = time.Millisecond
		r.timer = r.scheduler(r.db)
		r.timer.HandleApart(apart, func(ctx context.Context, _ schedule.Timer) error {
			<-ctx.Done()
			return ctx.Err()
		})
		r.ring("a", 0)
		r.run(r.timer)
		r.failed("a", 1)
	})
}

func TestSlowCallsHoldUpNoOtherTimerAndAreNoMoreThanEightOfAKind(t *testing.T) {
	onBoth(t, func(r *rig) {
		answer := make(chan struct{})
		r.timer.HandleApart(apart, r.called(func(context.Context, schedule.Timer) error { <-answer; return nil }))
		r.timer.HandleApart("other", r.called(goesWell))
		for i := range 12 {
			r.ring(key(i), -time.Hour)
		}
		r.run(r.timer)
		for i := range 8 {
			require.Contains(t, upTo(8), <-r.rang, i)
		}
		r.looked()
		require.Empty(t, r.rang, "there is no room")
		r.set("in a transaction", 0)
		require.Equal(t, "in a transaction", <-r.rang)
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return r.timer.Set(ctx, tx, schedule.Timer{Kind: "other", Key: "of another kind", Due: start})
		})
		require.Equal(t, "of another kind", <-r.rang)
		answer <- struct{}{}
		require.Equal(t, key(8), <-r.rang, "the end of one makes room for the next")
		close(answer)
		for range 3 {
			<-r.rang
		}
		r.settled()
	})
}

func TestEndOfACallMakesRoomWithoutWaitingForTheNextLook(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.poll = time.Hour
		r.timer = r.scheduler(r.db)
		answer := make(chan struct{})
		r.timer.HandleApart(apart, r.called(func(context.Context, schedule.Timer) error { <-answer; return nil }))
		for i := range 9 {
			r.ring(key(i), 0)
		}
		r.run(r.timer)
		for range 8 {
			<-r.rang
		}
		answer <- struct{}{}
		require.Equal(t, key(8), <-r.rang)
		close(answer)
	})
}

func TestTimerThatIsSetDuringItsCallRingsAgain(t *testing.T) {
	for name, test := range map[string]struct {
		fails error         // of the first call
		after time.Duration // when it is due anew
	}{
		"at once": {nil, 0}, "later": {nil, time.Hour}, "where the call fails": {errors.New("not today"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(r *rig) {
				answer := make(chan error)
				r.timer.HandleApart(apart, r.called(func(context.Context, schedule.Timer) error { return <-answer }))
				r.ring("a", 0)
				r.run(r.timer)
				<-r.rang
				r.ring("a", test.after)
				r.looked()
				require.Empty(t, r.rang, "there is one call for a timer at a time")
				answer <- test.fails
				if test.after > 0 {
					r.looked()
					require.Empty(t, r.rang, "it is not due yet")
					r.clock.Advance(test.after)
				}
				require.Equal(t, "a", <-r.rang, "without a pause")
				require.Zero(t, r.failures("a"))
				answer <- nil
				r.settled()
				require.Equal(t, []string{"a", "a"}, r.effects())
			})
		})
	}
}

func TestTimerThatIsRemovedDuringItsCallStaysRemovedOrAsItIsSetThen(t *testing.T) {
	onBoth(t, func(r *rig) {
		answer := make(chan error)
		r.timer.HandleApart(apart, r.called(func(context.Context, schedule.Timer) error { return <-answer }))
		r.ring("a", 0)
		r.ring("b", 0)
		r.run(r.timer)
		<-r.rang
		<-r.rang
		for _, key := range []string{"a", "b"} {
			r.write(func(ctx context.Context, tx *sql.Tx) error { return r.timer.Remove(ctx, tx, apart, key) })
		}
		for range 2 { // so it has the version of the claim
			r.ring("b", time.Hour)
		}
		answer <- nil
		answer <- nil
		r.looked()
		require.Equal(t, []string{"b"}, r.waiting())
		r.clock.Advance(time.Hour)
		require.Equal(t, "b", <-r.rang)
		answer <- nil
		r.settled()
	})
}

func TestTwoInstancesMakeEveryCallOnce(t *testing.T) {
	const timers = 100
	onBoth(t, func(r *rig) {
		other := r.scheduler(testkit.OpenDB(t, r.url))
		for _, s := range []*schedule.Scheduler{r.timer, other} {
			s.HandleApart(apart, r.called(goesWell))
		}
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			for i := range timers {
				if err := r.timer.Set(ctx, tx, schedule.Timer{Kind: apart, Key: key(i), Due: start}); err != nil {
					return err
				}
			}
			return nil
		})
		r.run(r.timer)
		r.run(other)
		r.settled()
		require.ElementsMatch(t, upTo(timers), r.effects())
	})
}

func TestStopWaitsForCallsAndOneThatIsCutOffHasNotFailed(t *testing.T) {
	onBoth(t, func(r *rig) {
		reader := sdkmetric.NewManualReader()
		r.meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
		r.timer = r.scheduler(r.db)
		r.timer.HandleApart(apart, r.called(func(ctx context.Context, t schedule.Timer) error {
			<-ctx.Done()
			if t.Key == "comes to its end" {
				return nil
			}
			return ctx.Err()
		}))
		r.ring("comes to its end", 0)
		r.ring("is cut off", 0)
		stop := r.run(r.timer)
		<-r.rang
		<-r.rang
		stop()
		require.Equal(t, []string{"is cut off"}, r.waiting())
		require.Zero(t, r.failures("is cut off"))
		require.Zero(t, measured(t, reader)["meedoen.schedule.failures"])

		next := r.scheduler(testkit.OpenDB(t, r.url))
		next.HandleApart(apart, r.called(goesWell))
		r.run(next)
		require.Equal(t, "is cut off", <-r.rang, "without waiting for the claim to lapse")
	})
}

func TestCallIsMadeAgainByAnotherInstanceWhereTheProcessWasKilled(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		t.Parallel()
		r := newRig(t, engine.URL(t, nil))
		r.ring("a", 0)
		r.killAt("a")
		r.timer.HandleApart(apart, r.called(goesWell))
		r.run(r.timer)
		r.looked()
		require.Empty(t, r.rang, "it may still run")
		r.clock.Advance(lapse)
		require.Equal(t, "a", <-r.rang)
		r.settled()
	})
}

// A database that is away at the end of a call costs a repetition, and no timer.
func TestCallWhoseEndCannotBeKeptIsMadeAgain(t *testing.T) {
	onBoth(t, func(r *rig) {
		db, err := sqldb.Open(t.Context(), r.url, sqldb.Options{})
		require.NoError(t, err)
		s, err := schedule.New(schedule.Config{DB: db, Clock: r.clock, Log: slog.New(slog.DiscardHandler)})
		require.NoError(t, err)
		answer := make(chan error)
		s.HandleApart(apart, r.called(func(context.Context, schedule.Timer) error { return <-answer }))
		r.ring("a", 0)
		stop := r.run(s)
		<-r.rang
		require.NoError(t, db.Close())
		answer <- nil
		stop()
		require.Equal(t, []string{"a"}, r.waiting())
		r.timer.HandleApart(apart, r.called(goesWell))
		r.clock.Advance(lapse)
		r.run(r.timer)
		require.Equal(t, "a", <-r.rang)
	})
}
