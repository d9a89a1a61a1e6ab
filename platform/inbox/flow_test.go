package inbox_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEveryEventIsHandledOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		for range 10 {
			f.publish("number.added", numbers(1, 150)...)
		}
		require.EqualValues(t, 10*150*151/2, f.settled())
	})
}

func TestEventsSentAgainAreNotHandledAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stop := f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 10)...)
		require.EqualValues(t, 55, f.settled())
		// A relay that died between the server's answer and its own note sends again. The server's memory of ids is
		// wiped by making the messages anew, as it is after its window.
		stop()
		messages := f.messages()
		for _, m := range messages {
			m.Header.Del(nats.MsgIdHdr)
			_, err := f.nats.JS.PublishMsg(t.Context(), m)
			require.NoError(t, err)
		}
		require.Len(t, messages, 10)
		f.run(f.newRelay().Run)
		f.publish("number.added", 100)
		require.EqualValues(t, 155, f.settled())
	})
}

func TestStreamThatWasLostIsFilledAgainFromTheLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stopRelay, stopConsumer := f.run(f.relay.Run), f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 10)...)
		require.EqualValues(t, 55, f.settled())
		stopRelay()
		stopConsumer()
		require.NoError(t, f.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		f.publish("number.added", 100)
		f.relay = f.newRelay()
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 155, f.settled())
		require.Len(t, f.messages(), 11, "the whole log is in the new stream")
		stream, err := f.nats.JS.Stream(t.Context(), natsx.StreamName(service))
		require.NoError(t, err)
		var created sqldb.Time
		require.NoError(t, f.consumer.Read().QueryRow("SELECT stream_created_at FROM stream_position").Scan(&created))
		require.Equal(t, sqldb.At(stream.CachedInfo().Created), created, "the position is one in the new stream")
	})
}

func TestConsumerThatForgotEverythingStartsFromTheBeginning(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		stop := f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 10)...)
		require.EqualValues(t, 55, f.settled())
		stop()
		f.consumer = engine.Open(t, schema)
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 55, f.settled())
	})
}

func TestConsumerThatStopsAndStartsMissesAndRepeatsNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		want := int64(0)
		for n := range int64(4) {
			stop := f.run(f.newConsumer().Run)
			f.publish("number.added", numbers(1, 20+n)...)
			want += (20 + n) * (21 + n) / 2
			require.Equal(t, want, f.settled())
			stop()
			f.publish("number.added", 7)
			want += 7
		}
	})
}

func TestEventAtFaultIsSetAsideAndTheOthersAreHandled(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.publish("number.added", 1, 2, -1000, 3) // a sum below zero breaks the constraint
		position, err := f.relay.Position(t.Context())
		require.NoError(t, err)
		require.NotEmpty(t, position)
		_, err = f.nats.JS.Publish(t.Context(), natsx.Subject(service, "number", "added", "x"), []byte("no event"))
		require.NoError(t, err)
		f.publish("number.added", 4)
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 10, f.settled())
		require.Equal(t, 2, f.deadLetters())
	})
}

func TestEventOfAnUnknownTypeIsSkipped(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		f.publish("number.forgotten", 5)
		f.publish("number.added", 6)
		require.EqualValues(t, 6, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

func TestEventsThatAreNothingToAConsumerAreNotedTogether(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		var commits atomic.Int64
		f.consumer.OnCommit(func([]any) { commits.Add(1) })
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		f.publish("number.added", 1)
		require.EqualValues(t, 1, f.settled())
		before, began := commits.Load(), clock.System().Now()
		for range 300 { // each comes by itself
			f.publish("number.forgotten", 5)
		}
		require.EqualValues(t, 1, f.settled())
		// One every 20 ms, one a second that renews the lease, and some that were under way.
		took := clock.System().Now().Sub(began)
		most := int64(took/(20*time.Millisecond)) + int64(took/time.Second) + 5
		require.LessOrEqual(t, commits.Load()-before, most)
	})
}

func TestOutageIsWaitedOutAndSetsNothingAside(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		failures := 2
		outage := func() error {
			if failures > 0 {
				failures--
				return errors.New("the database is away")
			}
			return nil
		}
		f.hook.Store(&outage)
		f.run(f.newConsumer().Run)
		f.publish("number.added", 8)
		require.EqualValues(t, 8, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

func TestTwoInstancesOfRelayAndConsumerLoseAndRepeatNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.run(f.newRelay().Run)
		stop := f.run(f.newConsumer().Run)
		f.run(f.newConsumer().Run)
		for range 5 {
			f.publish("number.added", numbers(1, 40)...)
		}
		require.EqualValues(t, 5*40*41/2, f.settled())
		stop() // the other takes over
		f.publish("number.added", 1)
		require.EqualValues(t, 5*40*41/2+1, f.settled())
	})
}
