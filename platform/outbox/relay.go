package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

const (
	// batch is how many events one round sends.
	batch = 500
	// poll finds the events whose wake-up was missed.
	poll = time.Second
	// ResendWindow is how far back from the newest that was sent events are sent again at every start and reconnect:
	// JetStream answers before its disk has the message (it syncs every two minutes), so a server that died may have lost
	// its last ones. How long it was away does not matter.
	ResendWindow = 5 * time.Minute
	// everything is a window that holds the whole log.
	everything = time.Duration(math.MaxInt64)
)

// Config is what a relay needs.
type Config struct {
	Service string // whose events
	DB      *sqldb.DB
	NATS    *natsx.Conn
	Clock   clock.Clock
	Log     *slog.Logger
	Tracer  trace.TracerProvider // nil: no spans
	Meter   metric.MeterProvider // nil: no metrics
	// Poll is how often the relay looks for events that nobody told it of; a second if zero.
	Poll time.Duration
}

// Relay brings events from the log to their stream: at least once, usually in order.
type Relay struct {
	Config
	wake     chan struct{}
	lease    *lease.Lease
	held     bool   // the lease, at the last round
	declared bool   // the stream is there, and what it may have lost is marked
	over     uint64 // the generation of the connection over which it was declared
	again    string // events with ids up to this one may have been sent before
}

// New answers a relay that wakes at every commit of the database, and sends the last minutes again whenever the connection
// comes back.
func New(cfg Config) (*Relay, error) {
	r := &Relay{Config: cfg, wake: make(chan struct{}, 1), lease: lease.New(cfg.DB, cfg.Clock, "relay")}
	if r.Poll == 0 {
		r.Poll = poll
	}
	cfg.DB.OnCommit(func() {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	})
	return r, r.observe()
}

// Run relays until ctx ends. A fault of the database or the server is logged and tried again.
func (r *Relay) Run(ctx context.Context) error {
	defer func() {
		if err := r.lease.Release(context.WithoutCancel(ctx)); err != nil {
			r.Log.Warn("the relay's lease was not released", "error", err)
		}
	}()
	nudged, stop := r.listen()
	defer stop()
	for ctx.Err() == nil {
		more, err := r.round(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "events wait", "service", r.Service, "error", err)
		}
		if more {
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
			if !r.held {
				r.nudge()
			}
		case <-nudged:
		case <-time.After(r.Poll):
		}
	}
	return nil
}

// round declares the stream if that is still to be done, and sends one batch. It says whether more may be waiting.
func (r *Relay) round(ctx context.Context) (more bool, err error) {
	r.held, err = r.lease.Take(ctx)
	if err != nil || !r.held {
		r.declared = false // who held it meanwhile may have stopped half-way
		return false, err
	}
	if !r.declared || r.renewed() {
		if err := r.declare(ctx); err != nil {
			return false, err
		}
	}
	n, err := r.send(ctx)
	if errors.Is(err, jetstream.ErrNoStreamResponse) {
		r.declared = false // somebody deleted the stream
	}
	return (n == batch && err == nil) || errors.Is(err, errRenewed), err
}

// renewed says whether the connection is another than the one over which the stream was declared.
func (r *Relay) renewed() bool { return r.NATS.Generation() != r.over }

// declare makes sure of the stream, and marks what it may have lost to be sent again: the last minutes, or everything
// where the stream never held an event.
func (r *Relay) declare(ctx context.Context) error {
	over := r.NATS.Generation()
	empty, err := r.NATS.DeclareStream(ctx, r.Service)
	if err != nil {
		return fmt.Errorf("declare stream: %w", err)
	}
	window := ResendWindow
	if empty {
		window = everything
	}
	if err := r.resend(ctx, window); err != nil {
		return fmt.Errorf("mark events to be sent again: %w", err)
	}
	r.declared, r.over = true, over
	return nil
}

// resend has all events sent again that were sent at most window before the newest.
func (r *Relay) resend(ctx context.Context, window time.Duration) error {
	return r.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `-- name: LastSent :one
SELECT COALESCE(MAX(id), '') FROM outbox WHERE sent_at > 0`).Scan(&r.again)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `-- name: MarkUnsent :exec
UPDATE outbox SET sent_at = 0 WHERE sent_at > 0 AND sent_at >= (SELECT MAX(sent_at) FROM outbox) - CAST($1 AS BIGINT)`,
			window.Microseconds())
		return err
	})
}

// errRenewed says that the server may have lost what it took over the connection before.
var errRenewed = errors.New("the connection was renewed")

// send publishes the oldest unsent events and marks those the server took. It says how many there were.
func (r *Relay) send(ctx context.Context) (int, error) {
	waiting, err := r.unsent(ctx)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	var taken []string
	sent, failed := r.publish(waiting)
	for i, s := range sent {
		var err error
		select {
		case <-s.future.Ok():
			taken = append(taken, waiting[i].ID)
		case err = <-s.future.Err():
			failed = err
		case <-ctx.Done():
			err = ctx.Err()
			failed = err
		}
		s.end(err)
	}
	if failed != nil {
		failed = fmt.Errorf("publish: %w", failed)
	}
	if r.renewed() {
		return 0, errors.Join(errRenewed, failed)
	}
	return len(waiting), errors.Join(failed, r.markSent(ctx, taken))
}

// sent is an event on its way to the server.
type sent struct {
	future jetstream.PubAckFuture
	end    func(error) // ends its span
}

// publish hands events to the connection until it takes no more.
func (r *Relay) publish(events []row) (list []sent, err error) {
	for _, e := range events {
		noun, event, _ := strings.Cut(e.noun, ".")
		end := r.trace(&e.Event)
		message := cloudevent.ToNATS(natsx.Subject(r.Service, noun, event, e.Subject), e.Event)
		future, err := r.NATS.JS.PublishMsgAsync(message, jetstream.WithStallWait(natsx.StallWait))
		if err != nil {
			end(err)
			return list, err
		}
		list = append(list, sent{future, end})
	}
	return list, nil
}

func (r *Relay) markSent(ctx context.Context, taken []string) error {
	if len(taken) == 0 {
		return nil
	}
	keys := make(sqldb.Rows, len(taken))
	for i, id := range taken {
		keys[i] = []any{id}
	}
	// What the server took stays marked also when the process is stopping.
	// A mark that is lost has the event sent again.
	return r.DB.WriteReplayable(context.WithoutCancel(ctx), func(ctx context.Context, tx *sql.Tx) error {
		now := r.Clock.Now().UnixMicro()
		return keys.Each(ctx, tx, fmt.Sprintf(`-- name: MarkSent :exec
UPDATE outbox SET sent_at = %d WHERE id IN (%%s)`, now), nil)
	})
}

type row struct {
	cloudevent.Event
	noun string
}

func (r *Relay) unsent(ctx context.Context) ([]row, error) {
	rows, err := r.DB.Read().QueryContext(ctx, `-- name: ListUnsent :many
SELECT id, type, noun, aggregate_id, schema_name, data, traceparent, created_at
FROM outbox WHERE sent_at = 0 ORDER BY id LIMIT $1`, batch)
	if err != nil {
		return nil, fmt.Errorf("read unsent events: %w", err)
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		e := row{Event: cloudevent.Event{Source: r.NATS.Source + "-" + r.Service, DataContentType: cloudevent.ProtobufType}}
		var created sqldb.Time
		var schema string
		err := rows.Scan(&e.ID, &e.Type, &e.noun, &e.Subject, &schema, &e.Data, &e.TraceParent, &created)
		if err != nil {
			return nil, fmt.Errorf("read unsent events: %w", err)
		}
		e.Time, e.DataSchema = created.Time, "urn:protobuf:"+schema
		list = append(list, e)
	}
	return list, rows.Err()
}
