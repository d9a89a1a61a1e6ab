package inbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
)

// Each test has a server lose what it had acknowledged, as one that dies may, or a whole stream.

// powerLoss answers a flow whose stream has the first three of five events, all of which were handled.
func powerLoss(t *testing.T, engine testkit.Engine, s *testkit.NATSServer) (f *flow, stopRelay, stopConsumer func()) {
	t.Helper()
	f = newFlowOver(t, engine, s.Connect())
	stopRelay, stopConsumer = f.run(f.relay.Run), f.run(f.newConsumer().Run)
	f.publish("number.added", 1, 2, 3)
	require.EqualValues(t, 6, f.settled())
	s.Stop()
	restore := s.Save()
	s.Start()
	f.publish("number.added", 4, 5)
	require.EqualValues(t, 15, f.settled())
	s.Stop()
	restore()
	return f, stopRelay, stopConsumer
}

func TestEventsAreHandledOnceWhenTheServerLosesThemUnderAllWhoRun(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f, _, _ := powerLoss(t, engine, s)
		s.Start()
		f.publish("number.added", 100)
		require.EqualValues(t, 115, f.settled())
	})
}

func TestEventsAreHandledOnceWhenTheServerLosesThemAndTheLineBreaksBefore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f := newFlowOver(t, engine, s.Connect())
		line := testkit.NewLine(t, strings.TrimPrefix(s.URL(), "nats://"))
		cfg := natsx.Defaults()
		cfg.URL = "nats://" + line.Addr()
		far, err := natsx.Connect("far", cfg, "")
		require.NoError(t, err)
		defer far.Close()
		stopRelay := f.run(f.relay.Run)
		f.run(f.newConsumer(func(c *inbox.Config) { c.NATS = far }).Run)
		f.publish("number.added", 1, 2, 3)
		require.EqualValues(t, 6, f.settled())
		s.Stop()
		restore := s.Save()
		s.Start()
		f.publish("number.added", 4, 5)
		require.EqualValues(t, 15, f.settled())

		line.Cut()
		stopRelay()
		s.Stop()
		restore()
		s.Start()
		f.publishFirst(100) // under the number of the fourth
		f.run(f.newRelay().Run)
		f.position()
		line.Mend()
		f.publish("number.added", 6, 7)
		require.EqualValues(t, 128, f.settled())
	})
}

func TestNothingIsReadAgainOfAStreamThatLostNothing(t *testing.T) {
	for _, shares := range []int{1, 4} {
		t.Run(fmt.Sprint(shares, " shares"), func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				s := testkit.NewNATSServer(t, server.Options{})
				f := newFlowOver(t, engine, s.Connect())
				inShares := func(c *inbox.Config) { c.Shares = shares }
				f.run(f.relay.Run)
				stop := f.run(f.newConsumer(inShares).Run)
				f.publish("number.added", numbers(1, 10)...)
				sum := f.settled()
				for _, restart := range []func(){
					func() { stop(); stop = f.run(f.newConsumer(inShares).Run) },
					func() { s.Stop(); s.Start() },
				} {
					f.exec("DELETE FROM inbox") // what is read again is handled again
					restart()
					f.publish("number.added", 100)
					sum += 100
					require.Equal(t, sum, f.settled())
				}
			})
		})
	}
}

func TestPositionIsSetBackToTheEndOfAStreamThatWasCutShort(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f, stopRelay, stopConsumer := powerLoss(t, engine, s)
		stopRelay()
		stopConsumer()
		s.Start()
		handling := f.handling()
		f.run(f.newConsumer().Run)
		f.send(sent(cloudevent.Event{ID: "1", Data: encoded(t, 40)}))
		handling()
		f.wait("numbers:4")
		positions, _, err := inbox.Positions(t.Context(), f.consumer, []string{service})
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:4"}, positions, "and not 5, the end before")
		f.run(f.newRelay().Run)
		f.publish("number.added", 100)
		require.EqualValues(t, 155, f.settled())
	})
}

// The server gives the numbers of lost events to those that come after, which need not be the same: a transaction that
// took long has an event with a lower id than others that were sent before it.
func TestNewEventUnderTheNumberOfALostOneIsHandledByAConsumerThatWasAway(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		s := testkit.NewNATSServer(t, server.Options{})
		f, stopRelay, stopConsumer := powerLoss(t, engine, s)
		stopRelay()
		stopConsumer()
		s.Start()
		f.publishFirst(100)
		f.run(f.newRelay().Run)
		f.position()
		var meanwhile []string
		look := func() (err error) {
			meanwhile, _, err = inbox.Positions(t.Context(), f.consumer, nil)
			return err
		}
		f.hook.Store(&look)
		f.run(f.newConsumer(func(c *inbox.Config) {
			c.Clock = clock.At(clock.System().Now().Add(24 * time.Hour)) // it was away for long
		}).Run)
		require.EqualValues(t, 115, f.settled())
		require.Contains(t, []string{"numbers:0", "numbers:1", "numbers:2", "numbers:3"}, meanwhile[0],
			"nobody is told that the fourth was handled before it was")
	})
}

func TestNewEventInAStreamThatIsMadeAnewIsHandledByAConsumerThatRuns(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stopRelay := f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 5)...)
		require.EqualValues(t, 15, f.settled())
		stopRelay()
		f.publishFirst(100)
		require.NoError(t, f.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		f.run(f.newRelay().Run)
		f.position()
		f.publish("number.added", 6)
		require.EqualValues(t, 121, f.settled())
	})
}

// publishFirst publishes a number with the lowest id of all.
func (f *flow) publishFirst(n int64) {
	f.t.Helper()
	f.publish("number.added", n)
	require.NoError(f.t, f.publisher.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE outbox SET id = '0' WHERE id = (SELECT MAX(id) FROM outbox)")
		return err
	}))
}

func TestConsumerGoesOnWhereAnOperatorDeletedWhatItHandledLast(t *testing.T) {
	for name, remove := range map[string]func(context.Context, jetstream.Stream) error{
		"one event": func(ctx context.Context, s jetstream.Stream) error { return s.DeleteMsg(ctx, 3) },
		"all":       func(ctx context.Context, s jetstream.Stream) error { return s.Purge(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
				f := newFlow(t, engine)
				f.run(f.relay.Run)
				stop := f.run(f.newConsumer().Run)
				f.publish("number.added", 1, 2, 3)
				require.EqualValues(t, 6, f.settled())
				stop()
				stream, err := f.nats.JS.Stream(t.Context(), natsx.StreamName(service))
				require.NoError(t, err)
				require.NoError(t, remove(t.Context(), stream))
				f.run(f.newConsumer().Run)
				f.publish("number.added", 4)
				require.EqualValues(t, 10, f.settled())
			})
		})
	}
}

func TestConsumerThatTheServerForgetsBeginsAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		for n := range int64(3) {
			f.publish("number.added", numbers(1, 10)...)
			require.EqualValues(t, 55*(n+1), f.settled())
			stream, err := f.nats.JS.Stream(t.Context(), natsx.StreamName(service))
			require.NoError(t, err)
			names := stream.ConsumerNames(t.Context())
			for name := range names.Name() {
				require.NoError(t, stream.DeleteConsumer(t.Context(), name))
			}
			require.NoError(t, names.Err())
		}
	})
}
