package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
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
	// batch is how many events are sent before the answers of the server are waited for.
	batch = 500
	// poll finds the events that were not handed over.
	poll = time.Second
	// ResendWindow is how far back from the newest that was sent events are sent again where a stream is not known to be whole:
	// JetStream answers before its disk has the message (it syncs every two minutes), so a server that died may have lost
	// its last ones. How long it was away does not matter.
	ResendWindow = 5 * time.Minute
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

// Relay brings events from the log to their stream: at least once, usually in order. What this process commits it is handed in
// memory; it reads the log where that may not be all.
type Relay struct {
	Config
	handoff  *handoff
	marks    *marks
	lease    *lease.Lease
	held     bool       // the lease, at the last round
	declared bool       // the stream is there, and what it may have lost is marked
	over     uint64     // the generation of the connection over which it was declared
	created  sqldb.Time // the stream
	again    string     // events with ids up to this one may have been sent before
	look     bool       // the log may hold events that were not handed over
	// passed is how far a pass over the log is that takes more than one look. At its end one more look begins at the beginning:
	// events may be committed in another order than that of their ids.
	passed string
	found  map[string]bool // the ids that the last look found, which may be handed over as well
}

// New answers a relay that has what the database commits at once, and looks whenever the connection comes back whether the stream
// still has what was sent.
func New(cfg Config) (*Relay, error) {
	r := &Relay{
		Config: cfg, handoff: newHandoff(), marks: newMarks(), lease: lease.New(cfg.DB, cfg.Clock, "relay"),
	}
	if r.Poll == 0 {
		r.Poll = poll
	}
	cfg.DB.OnCommit(r.handoff.hear)
	return r, r.observe()
}

// Run relays until ctx ends. A fault of the database or the server is logged and tried again.
func (r *Relay) Run(ctx context.Context) error {
	var marking sync.WaitGroup
	marking.Go(func() { r.runMarks(ctx) })
	defer func() {
		marking.Wait()
		if err := errors.Join(r.mark(context.WithoutCancel(ctx)), r.lease.Release(context.WithoutCancel(ctx))); err != nil {
			r.Log.Warn("the relay did not end as it should; its last events are sent again", "error", err)
		}
	}()
	nudged, stop := r.listen()
	defer stop()
	looking := time.NewTicker(r.Poll)
	defer looking.Stop()
	for ctx.Err() == nil {
		more, err := r.round(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "events wait", "service", r.Service, "error", err)
		}
		if !more {
			r.wait(ctx, nudged, looking.C)
		}
	}
	return nil
}

// wait waits until there may be something to send. Who does not hold the lease tells who does.
func (r *Relay) wait(ctx context.Context, nudged <-chan struct{}, looking <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
		case <-r.handoff.wake:
			if !r.held {
				r.handoff.take()
				r.nudge()
				continue
			}
		case <-nudged:
			r.look = true
		case <-looking:
			r.look = true
		}
		return
	}
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
	more, err = r.send(ctx)
	if err != nil {
		r.look = true // what was not sent is in the log
	}
	if errors.Is(err, jetstream.ErrNoStreamResponse) {
		r.declared = false // somebody deleted the stream
	}
	return (more && err == nil) || errors.Is(err, errRenewed), err
}

// renewed says whether the connection is another than the one over which the stream was declared.
func (r *Relay) renewed() bool { return r.NATS.Generation() != r.over }

// declare makes sure of the stream, and marks what it may have lost to be sent again: nothing where it has all that it ever took,
// everything where it never held an event, and otherwise the last minutes.
func (r *Relay) declare(ctx context.Context) error {
	over := r.NATS.Generation()
	stream, err := r.NATS.DeclareStream(ctx, r.Service)
	if err != nil {
		return fmt.Errorf("declare stream: %w", err)
	}
	// What the server took over the connection before, and is not marked, is sent again.
	unmarked, err := r.marks.forget(ctx)
	if err != nil {
		return err
	}
	last, err := r.sentLast(ctx)
	if err != nil {
		return fmt.Errorf("read what was sent: %w", err)
	}
	r.again = max(last.id, unmarked)
	if err := r.resend(ctx, stream, last); err != nil {
		return fmt.Errorf("mark events to be sent again: %w", err)
	}
	r.declared, r.over, r.look, r.passed, r.created = true, over, true, "", created(stream)
	return nil
}

// resend marks what the stream may have lost to be sent again.
func (r *Relay) resend(ctx context.Context, stream jetstream.Stream, last sentLast) error {
	if stream.CachedInfo().State.LastSeq == 0 {
		return r.resendSince(ctx, time.Time{})
	}
	whole, err := r.whole(ctx, stream, last)
	if err != nil || whole {
		return err
	}
	return r.resendSince(ctx, last.at.Add(-ResendWindow))
}

// errRenewed says that the server may have lost what it took over the connection before.
var errRenewed = errors.New("the connection was renewed")

// send publishes what waits, and says whether more may be waiting.
func (r *Relay) send(ctx context.Context) (more bool, err error) {
	waiting, complete := r.handoff.take()
	if r.look || !complete {
		return r.sendFromLog(ctx)
	}
	// What the last look found was committed by then, and handed over perhaps only after it.
	waiting = slices.DeleteFunc(waiting, func(e row) bool { return r.found[e.ID] })
	// Of transactions that commit side by side the later may be the first to tell.
	slices.SortStableFunc(waiting, func(a, b row) int { return strings.Compare(a.ID, b.ID) })
	for part := range slices.Chunk(waiting, batch) {
		if err := r.sendEach(ctx, part); err != nil {
			return false, err
		}
	}
	return false, nil
}

// sendFromLog publishes the next unsent events of the log. What was handed over before is among them, or among those that a later
// call finds.
func (r *Relay) sendFromLog(ctx context.Context) (more bool, err error) {
	r.look = true
	after := r.passed
	r.passed = ""
	if after == "" { // what was sent, and is not marked yet, is to be found no more
		if err := r.mark(ctx); err != nil {
			return false, err
		}
	}
	waiting, err := r.unsent(ctx, after)
	if err != nil {
		return false, err
	}
	r.found = make(map[string]bool, len(waiting))
	for _, e := range waiting {
		r.found[e.ID] = true
	}
	if err := r.sendEach(ctx, waiting); err != nil {
		return false, err
	}
	if len(waiting) == batch {
		r.passed = waiting[batch-1].ID
	} else if after == "" {
		r.look = false
	}
	return r.look, nil
}

// sendEach publishes events and notes which of them the server took.
func (r *Relay) sendEach(ctx context.Context, waiting []row) error {
	var taken []string
	var last end
	sent, failed := r.publish(waiting)
	for i, s := range sent {
		var err error
		select {
		case ack := <-s.future.Ok():
			taken = append(taken, waiting[i].ID)
			last = last.later(end{r.created, ack.Sequence, waiting[i].ID})
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
		return errors.Join(errRenewed, failed)
	}
	r.marks.add(taken, last, r.over)
	return failed
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
		e.Source = r.NATS.Source + "-" + r.Service
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

// row is an event of the log. Its source is that of the connection that sends it.
type row struct {
	cloudevent.Event
	noun string
}

// unsent answers the first unsent events after an id.
func (r *Relay) unsent(ctx context.Context, after string) ([]row, error) {
	rows, err := r.DB.Read().QueryContext(ctx, `-- name: ListUnsent :many
SELECT id, type, noun, aggregate_id, schema_name, data, traceparent, created_at
FROM outbox WHERE sent_at = 0 AND id > CAST($1 AS TEXT) ORDER BY id LIMIT $2`, after, batch)
	if err != nil {
		return nil, fmt.Errorf("read unsent events: %w", err)
	}
	defer rows.Close()
	var list []row
	for rows.Next() {
		e := row{Event: cloudevent.Event{DataContentType: cloudevent.ProtobufType}}
		var created sqldb.Time
		var schema string
		err := rows.Scan(&e.ID, &e.Type, &e.noun, &e.Subject, &schema, &e.Data, &e.TraceParent, &created)
		if err != nil {
			return nil, fmt.Errorf("read unsent events: %w", err)
		}
		e.Time, e.DataSchema = created.Time, dataSchema(schema)
		list = append(list, e)
	}
	return list, rows.Err()
}
