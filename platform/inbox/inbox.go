// Package inbox turns events of other services into changes of one's own: each event once, although it may arrive twice,
// and in one transaction with the note of how far the stream was handled.
//
// The consumer keeps no state in the server. The place in the stream stands in the database, beside what was made of the
// events up to there, so the two cannot differ; a server that lost its last seconds, or a stream that was made anew, is
// noticed at the next connection.
package inbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
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

// Handler makes changes of events, in the transaction that notes them as handled. Events may come in any order; of two
// that speak of one aggregate the one with the higher version holds. An error marked by Poison, or a row that breaks a
// constraint, is one event's own fault; any other is tried again.
type Handler func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error

// Config is what a consumer needs.
type Config struct {
	Service string   // whose events
	Types   []string // the CloudEvents types it handles; others are skipped and counted, unless the server leaves them out
	Handle  Handler
	// Replayable says that what Handle makes can be made again from the stream, that it appends no events, and that an event which
	// it meets again changes nothing, as where the newest version of each aggregate holds: then a batch does not wait for the disk,
	// and nobody writes down which events were handled.
	Replayable bool
	// Sparse says that few events of the stream are of Types: the server leaves the others out. How far the stream was handled is
	// then known a second late, so nobody waits for a place in it (Wait).
	Sparse bool
	// Shares is into how many shares the stream is parted by its partitions, so that several instances handle it side by side:
	// 1 to natsx.Partitions, a divisor of that, the same in all instances. 0 stands for 1. What Handle makes of events of
	// different aggregates is then made at the same time, and of one aggregate never.
	Shares int
	DB     *sqldb.DB
	NATS   *natsx.Conn
	Clock  clock.Clock
	Log    *slog.Logger
	Tracer trace.TracerProvider // nil: no spans
	Meter  metric.MeterProvider // nil: no metrics
}

// Consumer follows the stream of one service.
type Consumer struct {
	Config
	known    map[string]bool
	lease    *lease.Lease
	leases   []*lease.Lease // of each share
	position position
	reached  position  // position, or further: what came after it up to here is nothing to handle, and not noted yet
	since    time.Time // from when the stream is read again, while nothing was read yet; zero: it is read on after reached
	metrics  metrics
	retried  Key // the dead letter that was tried last
	share    int
	crew     *crew // nil where there is one share
}

// New answers a consumer. It reads the last minutes again whenever the connection comes back.
//
// Errors: a number of shares into which the partitions cannot be parted evenly.
func New(cfg Config) (*Consumer, error) {
	cfg.Shares = max(1, cfg.Shares)
	if natsx.Partitions%cfg.Shares != 0 {
		return nil, fmt.Errorf("%d partitions cannot be parted into %d shares", natsx.Partitions, cfg.Shares)
	}
	c := &Consumer{Config: cfg, known: map[string]bool{}}
	for share := range cfg.Shares {
		c.leases = append(c.leases, lease.New(cfg.DB, cfg.Clock, leaseOf(cfg.Service, share, cfg.Shares)))
	}
	c.lease = c.leases[0]
	for _, t := range cfg.Types {
		c.known[t] = true
	}
	var err error
	if c.metrics, err = newMetrics(cfg.Meter); err != nil {
		return nil, err
	}
	c.metrics.begin(cfg)
	return c, c.observe()
}

// The consumer waits for firstLook before it looks again for a lease or a stream, then twice as long each time, to
// retry; what failed is tried again after retry.
const (
	firstLook = 20 * time.Millisecond
	retry     = 500 * time.Millisecond
)

// Run follows the stream until ctx ends. A fault of the database or the server is logged and tried again.
func (c *Consumer) Run(ctx context.Context) error {
	if c.Shares > 1 {
		return c.runShares(ctx)
	}
	return c.run(ctx)
}

func (c *Consumer) run(ctx context.Context) error {
	defer func() {
		if err := c.lease.Release(context.WithoutCancel(ctx)); err != nil {
			c.Log.Warn("the consumer's lease was not released", "error", err)
		}
	}()
	wait := firstLook
	for ctx.Err() == nil {
		held, err := c.takeLease(ctx)
		if err == nil && held {
			err = c.follow(ctx)
		}
		switch {
		case ctx.Err() != nil, err == nil:
		case errors.Is(err, errRestart):
			wait = firstLook
			continue
		case errors.Is(err, jetstream.ErrStreamNotFound):
			c.Log.DebugContext(ctx, "waiting for the stream", "service", c.Service)
		default:
			c.Log.WarnContext(ctx, "events wait to be handled", "service", c.Service, "error", err)
			c.giveWay(ctx)
			wait = retry
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
			wait = min(2*wait, retry)
		}
	}
	return nil
}

// giveWay leaves the stream to another instance, where there is one: an older version may not know how to do what a newer one
// beside it can. Of a stream in shares each instance has its part, and no other takes that while it is there.
func (c *Consumer) giveWay(ctx context.Context) {
	if c.crew != nil {
		return
	}
	// What cannot be released ends by itself.
	if err := c.lease.Release(ctx); err != nil {
		c.Log.DebugContext(ctx, "the consumer's lease was not released", "error", err)
	}
}

// poison is an error that is one event's own fault.
type poison struct{ error }

// Poison marks err as the fault of the event that was handled: it will not go well by being tried again, and goes
// to the dead letters, until somebody who mended the cause asks for a retry.
func Poison(err error) error { return poison{err} }

func (p poison) Unwrap() error { return p.error }

func (c *Consumer) isPoison(err error) bool {
	var p poison
	return errors.As(err, &p) || c.DB.IsConstraint(err)
}

// handle makes changes of a batch. Where an event is at fault each half is handled by itself, down to the faulty one, which is
// set aside: of 5,000 events that takes some 25 transactions, and not one for each.
func (c *Consumer) handle(ctx context.Context, batch []*message) error {
	err := c.transact(ctx, batch)
	if err == nil || !c.isPoison(err) {
		return err
	}
	if len(batch) == 1 {
		return c.bury(ctx, batch[0], err)
	}
	half := len(batch) / 2
	if err := c.handle(ctx, batch[:half]); err != nil {
		return err
	}
	return c.handle(ctx, batch[half:])
}

// transact handles a batch in one transaction: the position, the inbox, the changes.
func (c *Consumer) transact(ctx context.Context, batch []*message) error {
	ctx, end := c.trace(ctx, batch)
	next := c.reached.after(batch)
	write := c.DB.Write
	if c.Replayable {
		write = c.DB.WriteReplayable
	}
	err := write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := c.position.move(ctx, tx, next); err != nil {
			return err
		}
		fresh, err := c.unseen(ctx, tx, batch)
		if err != nil || len(fresh) == 0 {
			return err
		}
		return c.Handle(ctx, tx, fresh)
	})
	end(err)
	if err != nil {
		return err
	}
	c.position, c.reached = next, next
	c.countSkipped(ctx, batch)
	return nil
}

func (c *Consumer) countSkipped(ctx context.Context, batch []*message) {
	for _, m := range batch {
		if !m.foreign && !c.known[m.event.Type] {
			c.metrics.skipped(ctx, m.event.Type)
		}
	}
}

// unseen answers the events of batch that this consumer handles, without those that were handled or set aside before.
func (c *Consumer) unseen(ctx context.Context, tx *sql.Tx, batch []*message) ([]cloudevent.Event, error) {
	var events []cloudevent.Event
	for _, m := range batch {
		switch {
		case m.foreign:
		case m.broken != nil:
			return nil, Poison(m.broken)
		case c.known[m.event.Type]:
			events = append(events, m.event)
		}
	}
	if c.Replayable {
		return notSetAside(ctx, tx, events)
	}
	return c.noted(ctx, tx, events)
}

// noted notes events in the inbox, and answers those that were not there yet.
func (c *Consumer) noted(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) ([]cloudevent.Event, error) {
	rows := make(sqldb.Rows, len(events))
	now := sqldb.At(c.Clock.Now())
	for i, e := range events {
		rows[i] = []any{e.Source, e.ID, now}
	}
	fresh := map[Key]bool{}
	err := rows.Each(ctx, tx, `-- name: InsertInbox :many
INSERT INTO inbox (source, id, handled_at) VALUES %s ON CONFLICT (source, id) DO NOTHING RETURNING source, id`,
		func(r *sql.Rows) error {
			var k Key
			err := r.Scan(&k.Source, &k.ID)
			fresh[k] = true
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("note events in the inbox: %w", err)
	}
	var unseen []cloudevent.Event
	for _, e := range events {
		k := Key{e.Source, e.ID}
		if fresh[k] {
			unseen = append(unseen, e)
			delete(fresh, k) // a batch may hold one event twice
		}
	}
	return unseen, nil
}
