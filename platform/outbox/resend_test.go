package outbox_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEventsRegisteredSinceAnInstantAreMarkedToBeSentAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.add(1, 2)
		r.clock.Advance(time.Minute)
		r.add(3)
		r.runOnce()
		r.add(4) // and not sent
		for _, c := range []struct {
			since  time.Time
			marked int64
			unsent int
		}{
			{start.Add(time.Hour), 0, 1},
			{start.Add(time.Minute), 1, 2}, // at the instant itself
			{start.Add(time.Second), 0, 2}, // that one is marked already
			{time.Time{}, 2, 4},
		} {
			marked, err := outbox.Resend(t.Context(), r.db, c.since)
			require.NoError(t, err)
			require.Equal(t, c.marked, marked, c.since)
			require.Equal(t, c.unsent, r.unsent(), c.since)
		}
		r.runOnce()
		require.Zero(t, r.unsent())
	})
}

func TestMoreEventsThanOneStepAreMarkedWhileARelaySendsThem(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		const all = 1100
		r.run(r.relay)
		r.add(upTo(all)...)
		r.sent()
		marked, err := outbox.Resend(t.Context(), r.db, start)
		require.NoError(t, err)
		require.EqualValues(t, all, marked)
		r.sent()
		require.ElementsMatch(t, upTo(all), r.numbers())
	})
}

func TestStreamThatWasLostIsFilledAgainInSteps(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		const all = 1100
		r.add(upTo(all)...)
		r.runOnce()
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		r.runOnce()
		require.Equal(t, upTo(all), r.numbers(), "in their order, once")
	})
}
