package inbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestWaitEndsWithItsContext(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := inbox.Wait(ctx, db, []string{service}, []string{service + ":1"})
		var f *fault.Error
		require.ErrorAs(t, err, &f)
		require.Equal(t, fault.DeadlineExceeded, f.Kind)
		require.Equal(t, "POSITION_NOT_REACHED", f.Reason)
	})
}

func TestOnlyStreamsThatAreFollowedAreWaitedFor(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		require.NoError(t, inbox.Wait(t.Context(), db, []string{service}, []string{"elsewhere:9", service + ":0"}))
		require.NoError(t, inbox.Wait(t.Context(), db, []string{service}, nil))
		require.NoError(t, inbox.Wait(t.Context(), db, nil, []string{service + ":9"}))
	})
}

func TestWhatIsNoPositionIsRefused(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		for _, wrong := range []string{"", "x", ":1", service, service + ":", service + ":-1", service + ":one", service + ":1:1"} {
			err := inbox.Wait(t.Context(), db, []string{service}, []string{"elsewhere:1", wrong})
			var f *fault.Error
			require.ErrorAs(t, err, &f, wrong)
			require.Len(t, f.Fields, 1)
			require.Equal(t, "wait_for[1]", f.Fields[0].Path)
			require.Equal(t, "POSITION_INVALID", f.Fields[0].Reason)
		}
	})
}

func TestWaitIsOverWhenTheFarthestPositionIsReached(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.publish("number.added", 1, 2, 3)
		require.Equal(t, "numbers:3", f.position())
		done := make(chan error, 1)
		go func() {
			done <- inbox.Wait(t.Context(), f.consumer, []string{service}, []string{"numbers:3", "numbers:1"})
		}()
		f.run(f.newConsumer().Run)
		require.NoError(t, <-done)
		require.EqualValues(t, 6, f.settled())
	})
}

func TestFiguresAreAsOfTheNewestRegistrationAmongTheEventsHandled(t *testing.T) {
	noon := time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		asOf := func(services ...string) time.Time {
			_, at, err := inbox.Positions(t.Context(), f.consumer, services)
			require.NoError(t, err)
			return at
		}
		require.True(t, asOf(service).IsZero(), "before the first event")
		f.run(f.relay.Run)
		stop := f.run(f.newConsumer().Run)
		for _, c := range []struct{ registered, want time.Time }{
			{noon, noon},
			{noon.Add(-time.Hour), noon}, // of a command that took long
			{noon.Add(time.Minute), noon.Add(time.Minute)},
		} {
			f.publishAt(c.registered, "number.added", 1)
			f.settled()
			require.Equal(t, c.want, asOf(service))
		}
		stop()
		f.publishAt(noon, "number.forgotten", 1)
		f.doubt()
		f.run(f.newConsumer().Run)
		f.settled()
		require.Equal(t, noon.Add(time.Minute), asOf(service), "it never goes back")
		require.True(t, asOf("elsewhere").IsZero(), "other streams do not count")
		positions, _, err := inbox.Positions(t.Context(), f.consumer, nil)
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:4"}, positions)
	})
}
