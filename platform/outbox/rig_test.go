package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

const service = "numbers"

var start = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

// rig is a service with its log, and the connection its relay uses.
type rig struct {
	t     *testing.T
	db    *sqldb.DB
	nats  *natsx.Conn
	clock *testkit.Clock
	relay *outbox.Relay
	// tracer traces relays that are made from then on.
	tracer trace.TracerProvider
	poll   time.Duration // of relays that are made from then on
	testkit.Queries
}

// newRig answers a service, and lets the other engine's test run beside this one: both wait most of the time.
func newRig(t *testing.T, engine testkit.Engine, conn *natsx.Conn) *rig {
	t.Parallel()
	r := &rig{t: t, nats: conn, clock: testkit.NewClock(start)}
	r.db = r.Open(t, engine.URL(t, nil))
	r.relay = r.newRelay()
	return r
}

func (r *rig) newRelay() *outbox.Relay {
	relay, err := outbox.New(outbox.Config{
		Service: service, DB: r.db, NATS: r.nats, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
		Tracer: r.tracer, Poll: r.poll,
	})
	require.NoError(r.t, err)
	return relay
}

// run runs a relay until the function it answers is called, or the test ends.
func (r *rig) run(relay *outbox.Relay) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.t.Cleanup(stop)
	return stop
}

// runOnce runs a relay until everything in the log was sent.
func (r *rig) runOnce() {
	r.t.Helper()
	stop := r.run(r.newRelay())
	r.sent()
	stop()
}

// add records numbers, one event each.
func (r *rig) add(numbers ...int64) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		var events []outbox.Event
		for _, n := range numbers {
			events = append(events, event(n))
		}
		return outbox.Append(ctx, tx, r.clock.Now(), service, events...)
	})
}

func event(n int64) outbox.Event {
	return outbox.Event{Noun: "number.added", AggregateID: fmt.Sprint("id-", n), Data: wrapperspb.Int64(n)}
}

func (r *rig) write(command func(context.Context, *sql.Tx) error) {
	r.t.Helper()
	require.NoError(r.t, r.db.Write(context.Background(), command))
}

// exec does what no relay would do.
func (r *rig) exec(statement string) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// sent waits until everything in the log was sent, and answers the position.
func (r *rig) sent() string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	position, err := r.relay.Position(ctx)
	require.NoError(r.t, err)
	return position
}

// unsent answers how many events wait.
func (r *rig) unsent() (n int) {
	r.t.Helper()
	require.NoError(r.t, r.db.Read().QueryRow("SELECT COUNT(*) FROM outbox WHERE sent_at = 0").Scan(&n))
	return n
}

// events answers what is in the stream.
func (r *rig) events() (list []cloudevent.Event) {
	r.t.Helper()
	stream, err := r.nats.JS.Stream(context.Background(), natsx.StreamName(service))
	require.NoError(r.t, err)
	state := stream.CachedInfo().State
	for seq := state.FirstSeq; seq <= state.LastSeq; seq++ {
		raw, err := stream.GetMsg(context.Background(), seq)
		require.NoError(r.t, err)
		e, err := cloudevent.FromNATS(raw.Header, raw.Data)
		require.NoError(r.t, err)
		list = append(list, e)
	}
	return list
}

// numbers answers the numbers in the stream.
func (r *rig) numbers() (list []int64) {
	r.t.Helper()
	for _, e := range r.events() {
		var n wrapperspb.Int64Value
		require.NoError(r.t, proto.Unmarshal(e.Data, &n))
		list = append(list, n.GetValue())
	}
	return list
}

func upTo(last int64) (list []int64) {
	for n := int64(1); n <= last; n++ {
		list = append(list, n)
	}
	return list
}
