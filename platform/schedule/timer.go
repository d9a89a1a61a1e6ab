// Package schedule does what is to be done at an instant: an offer runs out, a statutory term ends. A timer is a row that
// is set, moved or removed in the transaction of a command. When it is due, its handler runs in the transaction that
// removes the row: once in effect, however many instances run and wherever one of them is killed. What calls others is done
// apart from the transaction that removes the row: at least once.
package schedule

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Timer is what is to happen to one thing at an instant.
type Timer struct {
	// Kind says which handler it is for, such as "offer".
	Kind string
	// Key says what it is about, usually an id. There is one timer of a kind for a key.
	Key string
	// Due is when it is to happen, to the microsecond.
	Due time.Time
}

// Set sets a timer in the transaction of a command. One of the same kind for the same key moves to the new instant,
// earlier or later. An instant that has passed is due at once. What is done within a minute stands in the trace of ctx.
func (s *Scheduler) Set(ctx context.Context, tx *sql.Tx, t Timer) error {
	due := sqldb.At(t.Due)
	_, err := tx.ExecContext(ctx, `-- name: SetTimer :exec
INSERT INTO timer (kind, key, due_at, version, try_at, failures, traceparent) VALUES ($1, $2, $3, 1, $4, 0, $5)
ON CONFLICT (kind, key) DO UPDATE
SET due_at = excluded.due_at, try_at = excluded.try_at, failures = 0, version = timer.version + 1,
    traceparent = excluded.traceparent`,
		t.Kind, t.Key, due, due, s.cause(ctx, t))
	if err != nil {
		return fmt.Errorf("set timer %s: %w", t.Kind, err)
	}
	sqldb.Tell(ctx, setFor(due.Time))
	return nil
}

// GoOn is for a handler that goes through a list in parts, each in the transaction of a timer of its own, whose key is the last
// of the part before: "" for the first. Where last is not "" there is a next part, after that one, which is due at once; and with
// the first part it is set when all of it is to be done again. So no part is read twice, whatever came of it.
func (s *Scheduler) GoOn(ctx context.Context, tx *sql.Tx, t Timer, last string, again time.Time) error {
	if last != "" {
		if err := s.Set(ctx, tx, Timer{Kind: t.Kind, Key: last, Due: s.Clock.Now()}); err != nil {
			return err
		}
	}
	if t.Key != "" {
		return nil
	}
	return s.Set(ctx, tx, Timer{Kind: t.Kind, Due: again})
}

// Remove removes a timer in the transaction of a command. That there is none is no error.
func (s *Scheduler) Remove(ctx context.Context, tx *sql.Tx, kind, key string) error {
	_, err := tx.ExecContext(ctx, `-- name: RemoveTimer :exec
DELETE FROM timer WHERE kind = $1 AND key = $2`, kind, key)
	if err != nil {
		return fmt.Errorf("remove timer %s: %w", kind, err)
	}
	return nil
}
