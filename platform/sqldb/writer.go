package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// collecting bounds how long one group goes on running commands, so that the first does not wait long for the last.
const collecting = 10 * time.Millisecond

// room is how many commands wait in line; who comes later waits for a place.
const room = 1000

// errLost says that a command is undone because another that shared its transaction, or the commit, failed.
var errLost = errors.New("the shared transaction was lost")

// errUnfinished says that a command neither answered nor erred: it panicked, or ended its goroutine.
var errUnfinished = errors.New("the command did not come to its end")

// writer runs the commands of concurrent callers in groups that share one transaction, and so one wait for the disk. A
// group is what waits when the writer is free; nobody waits for company.
type writer struct {
	db    *DB
	queue chan *member
	ended chan struct{}
}

// member is one command in a group. It runs in the goroutine of its caller, which takes its turn from the writer and
// gives it back: a panic goes on where it belongs, and the writer lives.
type member struct {
	ctx    context.Context
	came   time.Time
	turn   chan turn  // unbuffered: either the caller takes its turn, or it has gone
	ran    chan error // how the command ended
	answer chan error // buffered: nobody may be there to hear it
	err    error      // why it is not committed, for the writer
	told   *told
}

// turn is what a command runs with.
type turn struct {
	tx     *sql.Tx
	shared bool
	group  trace.SpanContext // where the transaction it shares is traced, if it is
}

func newWriter(db *DB) *writer {
	w := &writer{db: db, queue: make(chan *member, room), ended: make(chan struct{})}
	go w.run()
	return w
}

// close ends the writer, after what is in the queue. Nobody may join any more.
func (w *writer) close() {
	close(w.queue)
	<-w.ended
}

func (w *writer) run() {
	defer close(w.ended)
	for first := range w.queue {
		for members := []*member{first}; len(members) > 0; {
			members = w.serve(w.waiting(members))
		}
	}
}

// waiting answers members and those who wait, as many as fit.
func (w *writer) waiting(members []*member) []*member {
	for len(members) < w.db.maxGroup {
		select {
		case m, open := <-w.queue:
			if !open {
				return members
			}
			members = append(members, m)
		default:
			return members
		}
	}
	return members
}

// join has command run in a group and answers after the commit.
func (w *writer) join(ctx context.Context, command func(context.Context, *sql.Tx) error) error {
	m := &member{
		ctx: ctx, came: w.db.metrics.clock.Now(), turn: make(chan turn), ran: make(chan error), answer: make(chan error, 1),
	}
	if ctx.Err() != nil {
		return m.gone()
	}
	select {
	case w.queue <- m:
	case <-ctx.Done():
		return m.gone()
	}
	select {
	case t := <-m.turn:
		w.db.metrics.began(m.came)
		m.run(t.tx, w.db, command)
		return m.await(w.db, t)
	case err := <-m.answer: // there was no transaction to be had
		return err
	case <-ctx.Done():
		return m.gone()
	}
}

func (m *member) gone() error { return fmt.Errorf("wait for the writer: %w", m.ctx.Err()) }

// await waits for the commit. Where others share it, only a span of the wait shows it in the trace of the caller.
func (m *member) await(db *DB, t turn) error {
	if t.shared {
		span := db.startWait(m.ctx, "commit of write group")
		defer span.End()
		linkTo(span, t.group)
	}
	return <-m.answer
}

// run runs command in the transaction of the writer.
func (m *member) run(tx *sql.Tx, db *DB, command func(context.Context, *sql.Tx) error) {
	err := errUnfinished
	defer func() { m.ran <- err }()
	ctx, cancel := db.commandContext(m.ctx)
	defer cancel()
	m.told = toldIn(ctx)
	err = command(ctx, tx)
}
