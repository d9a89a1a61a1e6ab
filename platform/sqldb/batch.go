package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Who comes alone while a batch of so many was the last waits a moment for those of it who come again: they were answered at the
// same time. Otherwise every other commit would be of one caller alone, while the rest wait for it. Where callers are few nobody
// waits.
const (
	company = 8
	linger  = time.Millisecond
)

// maxBatchRows bounds the rows of a batch, so that nobody waits long for the rows of others. One item may have more.
const maxBatchRows = 1000

// errAlone says that a caller has its item run alone: the batch it was in failed.
var errAlone = errors.New("the batch failed")

// Batch is one command for the items of many callers: it answers a result for each item, or an error for all.
type Batch[T, R any] func(ctx context.Context, tx *sql.Tx, items []T) ([]R, error)

// Batcher gathers what concurrent callers want to write, so that the rows of all are one statement in one transaction. A
// caller that comes alone leads a batch of its own at once; who comes while batches run waits for the next. The zero
// value is ready.
type Batcher[T interface{ Rows() int }, R any] struct {
	mu      sync.Mutex
	running int
	waiting []*caller[T, R]
	last    int           // how many callers the last batch had
	all     chan struct{} // closed when as many wait as that; nil where nobody waits for them
}

// caller is who waits for a batch.
type caller[T, R any] struct {
	ctx  context.Context
	item T
	turn chan outcome[T, R] // buffered: nobody may be there to hear it
}

// outcome is what a caller hears: to lead a batch, of which it is the first, or what became of its own item.
type outcome[T, R any] struct {
	lead   []*caller[T, R]
	result R
	err    error
	batch  trace.SpanContext // where the batch is traced, if it is
}

// Do writes item with run, perhaps with the items of others, and answers its result after the commit. Every call has the
// same run, and run is a command with all that Write says of one. When a batch of several fails, each of its callers has
// its own item run alone, so an error is always that of its own.
//
// A batch runs in the trace of the first of its callers who is traced; the others have a span that links there.
func (b *Batcher[T, R]) Do(ctx context.Context, db *DB, item T, run Batch[T, R]) (R, error) {
	c := &caller[T, R]{ctx: ctx, item: item, turn: make(chan outcome[T, R], 1)}
	if db.maxGroup == 1 {
		return c.alone(db, run)
	}
	o := outcome[T, R]{lead: b.enter(c, db.engine.batches())}
	if o.lead == nil {
		o = b.wait(c, db)
	}
	if o.lead != nil {
		o = b.lead(o.lead, db, run)
	}
	if errors.Is(o.err, errAlone) {
		return c.alone(db, run)
	}
	return o.result, o.err
}

// enter answers the batch that c leads now, or none where it must wait for one.
func (b *Batcher[T, R]) enter(c *caller[T, R], most int) []*caller[T, R] {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.running < most {
		b.running++
		return []*caller[T, R]{c}
	}
	b.waiting = append(b.waiting, c)
	if b.all != nil && len(b.waiting) >= b.last-1 {
		close(b.all)
		b.all = nil
	}
	return nil
}

// wait waits for the turn of c, or until it goes before its batch has started.
func (b *Batcher[T, R]) wait(c *caller[T, R], db *DB) outcome[T, R] {
	span := db.startWait(c.ctx, "wait for write batch")
	defer span.End()
	var o outcome[T, R]
	select {
	case o = <-c.turn:
	case <-c.ctx.Done():
		if b.leave(c) {
			return c.gone()
		}
		o = <-c.turn // too late to leave: what was started is not given up
	}
	linkTo(span, o.batch)
	return o
}

func (c *caller[T, R]) gone() outcome[T, R] {
	return outcome[T, R]{err: fmt.Errorf("wait for a batch: %w", c.ctx.Err())}
}

// leave says whether c could leave: its batch has not started.
func (b *Batcher[T, R]) leave(c *caller[T, R]) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.Index(b.waiting, c)
	if i < 0 {
		return false
	}
	b.waiting = slices.Delete(b.waiting, i, i+1)
	return true
}

// handOver has the first who waits lead the next batch.
func (b *Batcher[T, R]) handOver(db *DB) {
	b.mu.Lock()
	defer b.mu.Unlock()
	batch := b.cut(db.maxGroup)
	if len(batch) == 0 {
		b.running--
		return
	}
	batch[0].turn <- outcome[T, R]{lead: batch}
}

// cut takes the next batch from those who wait, without those who have gone.
func (b *Batcher[T, R]) cut(most int) (batch []*caller[T, R]) {
	rows := 0
	for len(b.waiting) > 0 && len(batch) < most {
		c := b.waiting[0]
		if rows += c.item.Rows(); rows > maxBatchRows && len(batch) > 0 {
			break
		}
		b.waiting = b.waiting[1:]
		if c.ctx.Err() != nil {
			c.turn <- c.gone()
			rows -= c.item.Rows()
			continue
		}
		batch = append(batch, c)
	}
	return batch
}

// lead runs a batch in the goroutine of its first caller, has the next one led, and tells the others what became of
// theirs. It answers the outcome of the first.
func (b *Batcher[T, R]) lead(batch []*caller[T, R], db *DB, run Batch[T, R]) (first outcome[T, R]) {
	if batch = b.accompany(batch, db); len(batch) == 1 {
		defer b.handOver(db)
		first.result, first.err = batch[0].alone(db, run)
		return first
	}
	items, contexts := make([]T, len(batch)), make([]context.Context, len(batch))
	for i, c := range batch {
		items[i], contexts[i] = c.item, c.ctx
	}
	ctx, span := db.startShared("write batch", contexts)
	var results []R
	err := errUnfinished
	defer func() {
		_ = recover() // it comes again in the caller whose item it is
		span.End()
		b.handOver(db)
		first = tell(batch, results, err, span.SpanContext())
	}()
	results, err = write(ctx, db, items, run)
	return first
}

// accompany answers a batch with those who come within a moment, where it is of one caller and the last one was of many. Where
// several batches run at a time, who comes next leads another.
func (b *Batcher[T, R]) accompany(batch []*caller[T, R], db *DB) []*caller[T, R] {
	if len(batch) == 1 && db.engine.batches() == 1 {
		if all := b.expect(); all != nil {
			select {
			case <-all:
			case <-time.After(linger):
			}
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all = nil; len(batch) == 1 && b.last >= company {
		batch = append(batch, b.cut(db.maxGroup-1)...)
	}
	b.last = len(batch)
	return batch
}

// expect answers a channel that closes when as many wait as the last batch had callers, where those were many.
func (b *Batcher[T, R]) expect() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.last < company || len(b.waiting) >= b.last-1 {
		return nil
	}
	b.all = make(chan struct{})
	return b.all
}

// tell answers the outcome of the first caller of a batch, and tells the others theirs.
func tell[T, R any](batch []*caller[T, R], results []R, err error, in trace.SpanContext) (first outcome[T, R]) {
	for i, c := range batch {
		o := outcome[T, R]{batch: in}
		if err != nil {
			o.err = errAlone
		} else {
			o.result = results[i]
		}
		if i == 0 {
			first = o
		} else {
			c.turn <- o
		}
	}
	return first
}

// alone runs the item of c by itself.
func (c *caller[T, R]) alone(db *DB, run Batch[T, R]) (result R, err error) {
	results, err := write(c.ctx, db, []T{c.item}, run)
	if err != nil {
		return result, err
	}
	return results[0], nil
}

func write[T, R any](ctx context.Context, db *DB, items []T, run Batch[T, R]) (results []R, err error) {
	err = db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if results, err = run(ctx, tx, items); err == nil && len(results) != len(items) {
			err = fmt.Errorf("a batch of %d answered %d results", len(items), len(results))
		}
		return err
	})
	return results, err
}
