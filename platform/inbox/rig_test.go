package inbox_test

import (
	"context"
	"database/sql"
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
CREATE TABLE latest (id TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL);
`)}}

const service = "numbers"

// flow is a publisher and a consumer, each with a database of its own, and a server between them.
type flow struct {
	t         *testing.T
	nats      *natsx.Conn
	publisher *sqldb.DB
	consumer  *sqldb.DB
	queries   testkit.Queries // of the consumer
	relay     *outbox.Relay
	hook      atomic.Pointer[func() error] // what a batch meets before it is handled
}

func newFlow(t *testing.T, engine testkit.Engine) *flow {
	return newFlowOver(t, engine, testkit.NATS(t))
}

// newFlowOver answers a flow over conn, and lets the other engine's test run beside this one: both wait most of the time.
func newFlowOver(t *testing.T, engine testkit.Engine, conn *natsx.Conn) *flow {
	t.Parallel()
	f := &flow{t: t, nats: conn, publisher: engine.Open(t, nil)}
	f.consumer = f.queries.Open(t, engine.URL(t, schema))
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

func (f *flow) newConsumer(change ...func(*inbox.Config)) *inbox.Consumer {
	cfg := inbox.Config{
		Service: service, Types: []string{outbox.Type(service, "number.added")}, Handle: f.add,
		DB: f.consumer, NATS: f.nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&cfg)
	}
	c, err := inbox.New(cfg)
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
	f.t.Helper()
	f.publishAt(clock.System().Now(), noun, numbers...)
}

// publishAt publishes numbers that were registered at an instant.
func (f *flow) publishAt(at time.Time, noun string, numbers ...int64) {
	f.t.Helper()
	require.NoError(f.t, f.publisher.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for _, n := range numbers {
			event := outbox.Event{Noun: noun, AggregateID: fmt.Sprint(n), Data: wrapperspb.Int64(n)}
			if err := outbox.Append(ctx, tx, at, service, event); err != nil {
				return err
			}
		}
		return nil
	}))
}

// settled waits until everything published was handled, and answers the sum.
func (f *flow) settled() (sum int64) {
	f.t.Helper()
	f.wait(f.position())
	require.NoError(f.t, f.consumer.Read().QueryRow("SELECT sum FROM total").Scan(&sum))
	return sum
}

// position waits until everything published is in the stream, and answers its end.
func (f *flow) position() string {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	position, err := f.relay.Position(ctx)
	require.NoError(f.t, err)
	return position
}

// wait waits until the stream was handled up to position.
func (f *flow) wait(position string) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	require.NoError(f.t, inbox.Wait(ctx, f.consumer, []string{service}, []string{position}))
}

func (f *flow) deadLetters() (n int) {
	f.t.Helper()
	require.NoError(f.t, f.consumer.Read().QueryRow("SELECT COUNT(*) FROM dead_letter").Scan(&n))
	return n
}

// messages answers what is in the stream.
func (f *flow) messages() (list []*nats.Msg) {
	f.t.Helper()
	stream, err := f.nats.JS.Stream(context.Background(), natsx.StreamName(service))
	require.NoError(f.t, err)
	for seq := uint64(1); seq <= stream.CachedInfo().State.LastSeq; seq++ {
		raw, err := stream.GetMsg(context.Background(), seq)
		require.NoError(f.t, err)
		list = append(list, &nats.Msg{Subject: raw.Subject, Header: raw.Header, Data: raw.Data})
	}
	return list
}

// send sends a message to the stream that no relay would send.
func (f *flow) send(m *nats.Msg) {
	f.t.Helper()
	_, err := f.nats.JS.PublishMsg(context.Background(), m)
	require.NoError(f.t, err)
}

func numbers(from, to int64) (list []int64) {
	for n := from; n <= to; n++ {
		list = append(list, n)
	}
	return list
}

// exec changes the consumer's database.
func (f *flow) exec(statement string) {
	f.t.Helper()
	require.NoError(f.t, f.consumer.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	}))
}

// doubt has the next consumer read the last minutes again, as where the stream lost some.
func (f *flow) doubt() {
	f.t.Helper()
	f.exec("UPDATE stream_position SET stored_at = 0")
}

// handling answers a function that waits until a batch is being handled.
func (f *flow) handling() (wait func()) {
	begun := make(chan struct{}, 1)
	hook := func() error {
		select {
		case begun <- struct{}{}:
		default:
		}
		return nil
	}
	f.hook.Store(&hook)
	return func() {
		f.t.Helper()
		select {
		case <-begun:
		case <-time.After(20 * time.Second):
			require.Fail(f.t, "nothing is handled")
		}
	}
}
