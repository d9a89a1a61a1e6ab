package inbox_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func repeatable(c *inbox.Config) { c.Repeatable = true }

// noted answers how many events the inbox has.
func (f *flow) noted() (n int) {
	f.t.Helper()
	require.NoError(f.t, f.consumer.Read().QueryRow("SELECT COUNT(*) FROM inbox").Scan(&n))
	return n
}

func TestEventThatMayBeHandledAgainIsNotNoted(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		f.send(sent(cloudevent.Event{ID: "1", Subject: "x", Data: encoded(t, 5)}))
		twice := sent(cloudevent.Event{ID: "2", Subject: "x", Data: encoded(t, 7)})
		f.send(twice)
		twice.Header.Del("Nats-Msg-Id")
		f.send(twice)
		f.run(f.newConsumer(repeatable).Run)
		require.EqualValues(t, 5+7+7, f.settled(), "what comes again is the handler's to know")
		require.Zero(t, f.noted())
	})
}

func TestWhatWasSetAsideIsNotHandledWhenItComesAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		wrong := sent(cloudevent.Event{ID: "1", Subject: "x", Data: encoded(t, -5)}) // no sum is below zero
		f.send(wrong)
		f.run(f.newConsumer(repeatable).Run)
		require.Zero(t, f.settled())
		require.Equal(t, 1, f.deadLetters())
		require.Equal(t, 1, f.noted())
		// By now it could be handled, and an operator has dropped it.
		f.exec("DELETE FROM dead_letter")
		f.exec("UPDATE total SET sum = 100")
		wrong.Header.Del("Nats-Msg-Id")
		f.send(wrong)
		f.send(sent(cloudevent.Event{ID: "2", Subject: "x", Data: encoded(t, 1)}))
		require.EqualValues(t, 101, f.settled())
		require.Zero(t, f.deadLetters())
	})
}
