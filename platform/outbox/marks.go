package outbox

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// markEvery is how long the mark of an event that was sent waits for those of others: each transaction that marks is one more
// for the writer of a database with one. Who looks at the log in this process has them written first, so that none of it lies.
const markEvery = 25 * time.Millisecond

// markAgain is how long marks wait that could not be written.
const markAgain = time.Second

// marks are the events that the server took and whose rows do not say so yet. A mark that is lost has its event sent again.
type marks struct {
	due chan struct{} // there are some

	writing chan struct{} // has room for who writes them: who comes after that finds them in the log

	mu         sync.Mutex
	ids        []string
	last       end    // where the last of them is
	generation uint64 // of the connection over which they were sent
}

func newMarks() *marks { return &marks{due: make(chan struct{}, 1), writing: make(chan struct{}, 1)} }

// add notes that events were taken over a connection, the last of them at the end of the stream.
func (m *marks) add(ids []string, last end, generation uint64) {
	if len(ids) == 0 {
		return
	}
	m.mu.Lock()
	switch {
	case generation < m.generation:
		ids, last = nil, end{} // the server may have lost them
	case generation > m.generation:
		m.ids, m.last = nil, end{} // or those before
	}
	m.ids, m.last, m.generation = append(m.ids, ids...), m.last.later(last), max(m.generation, generation)
	m.mu.Unlock()
	select {
	case m.due <- struct{}{}:
	default:
	}
}

// forget drops what is to be marked, so that it is sent again, and answers the highest id of it.
func (m *marks) forget(ctx context.Context) (last string, err error) {
	if err := m.begin(ctx); err != nil {
		return "", err
	}
	defer m.end()
	ids, _, _ := m.take()
	for _, id := range ids {
		last = max(last, id)
	}
	return last, nil
}

// begin waits until nobody writes marks, at most until ctx ends.
func (m *marks) begin(ctx context.Context) error {
	select {
	case m.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the marks of events: %w", ctx.Err())
	}
}

func (m *marks) end() { <-m.writing }

func (m *marks) take() (ids []string, last end, generation uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids, last, m.ids, m.last = m.ids, m.last, nil, end{}
	return ids, last, m.generation
}

// runMarks writes marks, those of some time at once, until ctx ends.
func (r *Relay) runMarks(ctx context.Context) {
	for wait := markEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-r.marks.due:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		wait = markEvery
		if err := r.mark(ctx); err != nil && ctx.Err() == nil {
			r.Log.WarnContext(ctx, "events that were sent are not marked yet", "service", r.Service, "error", err)
			wait = markAgain
		}
	}
}

// mark writes the marks there are. Who looks at the log waits for that as long as ctx lasts: a database that does not answer
// keeps nobody longer.
func (r *Relay) mark(ctx context.Context) error {
	if err := r.marks.begin(ctx); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		defer r.marks.end()
		// What the server took stays marked also when the process is stopping.
		done <- r.writeMarks(context.WithoutCancel(ctx))
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("mark events as sent: %w", ctx.Err())
	}
}

// writeMarks writes the marks there are. What was taken over a connection that was lost since is sent again instead: the server
// may not have it any more.
func (r *Relay) writeMarks(ctx context.Context) error {
	ids, last, generation := r.marks.take()
	if len(ids) == 0 || generation != r.NATS.Generation() {
		return nil
	}
	keys := make(sqldb.Rows, len(ids))
	for i, id := range ids {
		keys[i] = []any{id}
	}
	err := r.DB.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
		now := r.Clock.Now().UnixMicro()
		err := keys.Each(ctx, tx, fmt.Sprintf(`-- name: MarkSent :exec
UPDATE outbox SET sent_at = %d WHERE id IN (%%s)`, now), nil)
		if err != nil {
			return err
		}
		return last.note(ctx, tx, r.Service, now)
	})
	if err != nil {
		r.marks.add(ids, last, generation)
		return fmt.Errorf("mark events as sent: %w", err)
	}
	return nil
}
