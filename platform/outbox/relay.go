package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/sqldb"
)

const (
	// batch is how many events one round sends.
	batch = 500
	// poll finds the events of other instances, and those whose wake-up was missed.
	poll = time.Second
	// ackWait is how long a round waits for the server to have taken its events.
	ackWait = 10 * time.Second
	// ResendWindow is how far back events are sent again at every start and reconnect: JetStream answers before its
	// disk has the message (it syncs every two minutes), so a server that died may have lost its last ones.
	ResendWindow = 5 * time.Minute
)

// Config is what a relay needs.
type Config struct {
	Service string // whose events
	DB      *sqldb.DB
	NATS    *natsx.Conn
	Clock   clock.Clock
	Log     *slog.Logger
	Meter   metric.MeterProvider // nil: no metrics
}

// Relay brings events from the log to their stream: at least once, usually in order.
type Relay struct {
	Config
	wake   chan struct{}
	resend chan struct{}
	lease  *lease.Lease
}

// New answers a relay that wakes at every commit of the database, and sends the last minutes again whenever the connection
// comes back.
func New(cfg Config) (*Relay, error) {
	r := &Relay{
		Config: cfg,
		wake:   make(chan struct{}, 1),
		resend: make(chan struct{}, 1),
		lease:  lease.New(cfg.DB, cfg.Clock, "relay"),
	}
	cfg.DB.OnCommit(func() { signal(r.wake) })
	cfg.NATS.OnReconnect(func() { signal(r.resend) })
	return r, r.observe()
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run relays until ctx ends. A fault of the database or the server is logged and tried again.
func (r *Relay) Run(ctx context.Context) error {
	defer func() {
		if err := r.lease.Release(context.WithoutCancel(ctx)); err != nil {
			r.Log.Warn("the relay's lease was not released", "error", err)
		}
	}()
	declared := false
	for ctx.Err() == nil {
		more, err := r.round(ctx, &declared)
		switch {
		case err != nil && ctx.Err() == nil:
			r.Log.WarnContext(ctx, "events wait", "service", r.Service, "error", err)
		case more:
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-r.resend:
			declared = false
		case <-time.After(poll):
		}
	}
	return nil
}

// round declares the stream if that is still to be done, and sends one batch. It says whether more may be waiting.
func (r *Relay) round(ctx context.Context, declared *bool) (more bool, err error) {
	held, err := r.lease.Take(ctx)
	if err != nil || !held {
		return false, err
	}
	if !*declared {
		if err := r.declare(ctx); err != nil {
			return false, err
		}
		*declared = true
	}
	n, err := r.send(ctx)
	return n == batch, err
}

// declare makes sure of the stream, and marks what it may have lost to be sent again: the last minutes, or everything
// where the stream is new.
func (r *Relay) declare(ctx context.Context) error {
	created, err := natsx.DeclareStream(ctx, r.NATS.JS, r.Service, r.NATS.Replicas)
	if err != nil {
		return fmt.Errorf("declare stream: %w", err)
	}
	since := r.Clock.Now().Add(-ResendWindow)
	if created {
		since = time.UnixMicro(1)
	}
	return r.Resend(ctx, since)
}

// Resend has all events that were sent at since or later sent again.
func (r *Relay) Resend(ctx context.Context, since time.Time) error {
	return r.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: MarkUnsent :exec
UPDATE outbox SET sent_at = 0 WHERE sent_at >= $1`, sqldb.At(since))
		return err
	})
}

// send publishes the oldest unsent events and marks those the server took. It says how many there were.
func (r *Relay) send(ctx context.Context) (int, error) {
	waiting, err := r.unsent(ctx)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	futures := make([]jetstream.PubAckFuture, len(waiting))
	for i, e := range waiting {
		noun, event, _ := strings.Cut(e.noun, ".")
		subject := natsx.Subject(r.Service, noun, event, e.Subject)
		if futures[i], err = r.NATS.JS.PublishMsgAsync(cloudevent.ToNATS(subject, e.Event)); err != nil {
			return 0, fmt.Errorf("publish: %w", err)
		}
	}
	taken, failed := r.await(ctx, waiting, futures)
	return len(waiting), errors.Join(failed, r.markSent(ctx, taken))
}

// await answers the ids of the events the server took, and the first error of the others.
func (r *Relay) await(ctx context.Context, sent []row, futures []jetstream.PubAckFuture) (taken []string, err error) {
	late := time.NewTimer(ackWait)
	defer late.Stop()
	for i, future := range futures {
		select {
		case <-future.Ok():
			taken = append(taken, sent[i].ID)
		case e := <-future.Err():
			err = cmpErr(err, fmt.Errorf("publish: %w", e))
		case <-late.C:
			return taken, cmpErr(err, errors.New("publish: the server did not answer in time"))
		case <-ctx.Done():
			return taken, cmpErr(err, ctx.Err())
		}
	}
	return taken, err
}

func cmpErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
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
	return r.DB.Write(context.WithoutCancel(ctx), func(ctx context.Context, tx *sql.Tx) error {
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
