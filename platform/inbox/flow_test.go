package inbox_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// schema is that of a service which adds numbers up. A sum below zero breaks its constraint.
var schema = fstest.MapFS{"00001_flow_test.sql": {Data: []byte(`-- +goose Up
CREATE TABLE total (id TEXT NOT NULL PRIMARY KEY, sum BIGINT NOT NULL CHECK (sum >= 0));
INSERT INTO total (id, sum) VALUES ('all', 0);
`)}}

const service = "numbers"

// flow is a publisher and a consumer, each with a database of its own, and a server between them.
type flow struct {
	t         *testing.T
	nats      *natsx.Conn
	publisher *sqldb.DB
	consumer  *sqldb.DB
	relay     *outbox.Relay
	hook      atomic.Pointer[func() error] // what a batch meets before it is handled
}

func newFlow(t *testing.T, engine testkit.Engine) *flow {
	f := &flow{t: t, nats: testkit.NATS(t), publisher: engine.Open(t, nil), consumer: engine.Open(t, schema)}
	f.relay = f.newRelay()
	return f
}

func (f *flow) newRelay() *outbox.Relay {
	relay, err := outbox.New(outbox.Config{
		Service: service, DB: f.publisher, NATS: f.nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(f.t, err)
	return relay
}

// run runs a task until the function it answers is called, or the test ends.
func (f *flow) run(task func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- task(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(f.t, <-done)
	})
	f.t.Cleanup(stop)
	return stop
}

func (f *flow) newConsumer() *inbox.Consumer {
	c, err := inbox.New(inbox.Config{
		Service: service, Types: []string{outbox.Type(service, "number.added")}, Handle: f.add,
		DB: f.consumer, NATS: f.nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(f.t, err)
	return c
}

func (f *flow) add(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
	if hook := f.hook.Load(); hook != nil {
		if err := (*hook)(); err != nil {
			return err
		}
	}
	for _, e := range events {
		var n wrapperspb.Int64Value
		if err := proto.Unmarshal(e.Data, &n); err != nil {
			return inbox.Poison(err)
		}
		if _, err := tx.ExecContext(ctx, "UPDATE total SET sum = sum + $1", n.GetValue()); err != nil {
			return err
		}
	}
	return nil
}

func (f *flow) publish(noun string, numbers ...int64) {
	require.NoError(f.t, f.publisher.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for _, n := range numbers {
			event := outbox.Event{Noun: noun, AggregateID: fmt.Sprint(n), Data: wrapperspb.Int64(n)}
			if err := outbox.Append(ctx, tx, time.Now(), service, event); err != nil {
				return err
			}
		}
		return nil
	}))
}

// settled waits until everything published was handled, and answers the sum.
func (f *flow) settled() (sum int64) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	position, err := f.relay.Position(ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, inbox.Wait(ctx, f.consumer, []string{service}, []string{position}))
	require.NoError(f.t, f.consumer.Read().QueryRow("SELECT sum FROM total").Scan(&sum))
	return sum
}

func (f *flow) deadLetters() (n int) {
	require.NoError(f.t, f.consumer.Read().QueryRow("SELECT COUNT(*) FROM dead_letter").Scan(&n))
	return n
}

func numbers(from, to int64) (list []int64) {
	for n := from; n <= to; n++ {
		list = append(list, n)
	}
	return list
}

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
			_, err := f.nats.JS.PublishMsg(context.Background(), m)
			require.NoError(t, err)
		}
		require.Len(t, messages, 10)
		f.run(f.newRelay().Run)
		f.publish("number.added", 100)
		require.EqualValues(t, 155, f.settled())
	})
}

// messages answers what is in the stream.
func (f *flow) messages() (list []*nats.Msg) {
	stream, err := f.nats.JS.Stream(context.Background(), natsx.StreamName(service))
	require.NoError(f.t, err)
	for seq := uint64(1); seq <= stream.CachedInfo().State.LastSeq; seq++ {
		raw, err := stream.GetMsg(context.Background(), seq)
		require.NoError(f.t, err)
		list = append(list, &nats.Msg{Subject: raw.Subject, Header: raw.Header, Data: raw.Data})
	}
	return list
}

func TestStreamThatWasLostIsFilledAgainFromTheLog(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stopRelay, stopConsumer := f.run(f.relay.Run), f.run(f.newConsumer().Run)
		f.publish("number.added", numbers(1, 10)...)
		require.EqualValues(t, 55, f.settled())
		stopRelay()
		stopConsumer()
		require.NoError(t, f.nats.JS.DeleteStream(context.Background(), natsx.StreamName(service)))
		f.publish("number.added", 100)
		f.relay = f.newRelay()
		f.run(f.relay.Run)
		f.run(f.newConsumer().Run)
		require.EqualValues(t, 155, f.settled())
		require.Len(t, f.messages(), 11, "the whole log is in the new stream")
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
		_, err = f.nats.JS.Publish(context.Background(), natsx.Subject(service, "number", "added", "x"), []byte("no event"))
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

func TestWaitEndsWithItsContext(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := inbox.Wait(ctx, db, []string{service}, []string{service + ":1"})
		require.True(t, fault.Is(err, "POSITION_NOT_REACHED"), "%v", err)
		require.NoError(t, inbox.Wait(t.Context(), db, []string{service}, []string{"elsewhere:9", service + ":0"}))
		for _, wrong := range []string{"", "x", ":1", service + ":-1", service + ":one"} {
			require.True(t, fault.Is(inbox.Wait(t.Context(), db, []string{service}, []string{wrong}), "REQUEST_INVALID"), wrong)
		}
	})
}
