package inbox_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEventsLostLongAgoReachTheFiguresWhenTheyAreSentAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f := newFlowOver(t, engine, s.Connect())
		begin := clock.System().Now()
		relayAt := testkit.NewClock(begin)
		relay := func() (stop func()) {
			var err error
			f.relay, err = outbox.New(outbox.Config{
				Service: service, DB: f.publisher, NATS: f.nats, Clock: relayAt, Log: slog.New(slog.DiscardHandler),
			})
			require.NoError(t, err)
			return f.run(f.relay.Run)
		}
		// A relay that met the line while it comes back would declare the stream twice, and go back further.
		connected := func(yes bool) {
			require.Eventually(t, func() bool { return (f.nats.Ready(t.Context()) == nil) == yes }, 20*time.Second, time.Millisecond)
		}
		stop := relay()
		f.publishAt(begin.Add(-time.Hour), "number.added", 1)
		f.position()
		stop()
		s.Stop()
		connected(false)
		restore := s.Save()
		s.Start()
		connected(true)
		stop = relay()
		f.publishAt(begin, "number.added", 2, 4)
		f.position()
		relayAt.Advance(outbox.ResendWindow + time.Second)
		f.publishAt(relayAt.Now(), "number.added", 8)
		f.position()
		stop()
		s.Stop()
		connected(false)
		restore() // it lost all but the first, and nobody had handled them
		s.Start()
		connected(true)
		relay()
		f.run(f.newConsumer().Run)
		f.publishAt(relayAt.Now(), "number.added", 16)
		require.EqualValues(t, 1+8+16, f.settled(), "what was sent in the last minutes came back by itself")

		marked, err := outbox.Resend(t.Context(), f.publisher, begin)
		require.NoError(t, err)
		require.EqualValues(t, 4, marked)
		require.EqualValues(t, 31, f.settled())

		_, err = outbox.Resend(t.Context(), f.publisher, time.Time{})
		require.NoError(t, err)
		require.EqualValues(t, 31, f.settled())
		require.Zero(t, f.deadLetters())
	})
}
