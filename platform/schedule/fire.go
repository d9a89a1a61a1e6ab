package schedule

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Handler does what is to be done when a timer is due, in the transaction that removed it. It may set the timer anew. An
// error undoes what it did and the removal, and the timer is tried again later. Like every command it may run again.
type Handler func(ctx context.Context, tx *sql.Tx, t Timer) error

// row is a timer as it stood when it was found.
type row struct {
	Timer
	version, failures int64
	try               time.Time
	traceParent       string // of the call that set it
}

// round begins the calls apart that are due, and handles the other timers that are, at most a batch, the earliest first. It
// says whether more may be due.
func (s *Scheduler) round(ctx context.Context) (more bool, err error) {
	s.forget() // before the look: what is set from now on is noted
	if more, err = s.begin(ctx); err != nil {
		return false, fmt.Errorf("begin calls for timers: %w", err)
	}
	rows, err := s.earliest(ctx)
	if err != nil {
		return false, fmt.Errorf("look for timers: %w", err)
	}
	for _, r := range rows {
		now := s.Clock.Now()
		if r.try.After(now) {
			s.foresee(r.try)
			return more, nil
		}
		if err := s.fire(ctx, r, now); err != nil {
			return false, err
		}
	}
	return more || len(rows) == batch, nil
}

// earliest answers the timers that come first, among those that are handled in a transaction.
func (s *Scheduler) earliest(ctx context.Context) ([]row, error) {
	if len(s.handlers) == 0 {
		return nil, nil
	}
	args := []any{batch}
	var places []string
	for kind := range s.handlers {
		args = append(args, kind)
		places = append(places, fmt.Sprint("$", len(args)))
	}
	return s.find(ctx, `-- name: ListTimers :many
SELECT kind, key, due_at, version, try_at, failures, traceparent FROM timer
WHERE `+kindInOrder+` IN (`+strings.Join(places, ", ")+`) ORDER BY try_at, kind, key LIMIT $1`, args...)
}

// kindInOrder is the kind of a timer where timers are read in the order of the index that all kinds have together, and no further
// than to the last that is wanted. By the key of the table, which begins with the kind, SQLite reads and sorts all there are.
const kindInOrder = `kind || ''`

// find answers the timers that a query finds.
func (s *Scheduler) find(ctx context.Context, query string, args ...any) (list []row, err error) {
	rows, err := s.DB.Read().QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var due, try sqldb.Time
		if err := rows.Scan(&r.Kind, &r.Key, &due, &r.version, &try, &r.failures, &r.traceParent); err != nil {
			return nil, err
		}
		r.Due, r.try = due.Time, try.Time
		list = append(list, r)
	}
	return list, rows.Err()
}

// fire handles one timer. It answers an error only where the others must wait, too.
func (s *Scheduler) fire(ctx context.Context, r row, now time.Time) error {
	traced, end := s.trace(ctx, r)
	err := s.DB.Write(traced, func(ctx context.Context, tx *sql.Tx) error {
		claimed, err := r.claim(ctx, tx, now)
		if err != nil || !claimed {
			return err
		}
		return guard(func() error { return s.handlers[r.Kind](ctx, tx, r.Timer) })
	})
	end(err)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	return s.failure(ctx, slog.LevelError, r, now, err)
}

// failure tells why a timer could not be handled, and has it tried again later.
func (s *Scheduler) failure(ctx context.Context, level slog.Level, r row, now time.Time, why error) error {
	s.Log.Log(ctx, level, "a timer could not be handled", "kind", r.Kind, "key", r.Key, "failures", r.failures+1,
		"error", why)
	s.countFailure(ctx, r.Kind)
	if err := s.postpone(ctx, r, now); err != nil {
		return fmt.Errorf("postpone timer %s: %w", r.Kind, err)
	}
	return nil
}

// claim removes the timer, and says whether it was there as it was found: another instance may have handled it, or a
// command may have moved or removed it. One that was removed and set again may have the same version, but not be due.
func (r row) claim(ctx context.Context, tx *sql.Tx, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, `-- name: ClaimTimer :execrows
DELETE FROM timer WHERE kind = $1 AND key = $2 AND version = $3 AND due_at = $4 AND try_at <= $5`,
		r.Kind, r.Key, r.version, sqldb.At(r.Due), sqldb.At(now))
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

// postpone has the timer tried again after a pause, unless it was changed meanwhile.
func (s *Scheduler) postpone(ctx context.Context, r row, now time.Time) error {
	again := now.Add(pauseAfter(r.failures + 1))
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: PostponeTimer :exec
UPDATE timer SET try_at = $1, failures = failures + 1
WHERE kind = $2 AND key = $3 AND version = $4 AND due_at = $5 AND failures = $6`,
			sqldb.At(again), r.Kind, r.Key, r.version, sqldb.At(r.Due), r.failures)
		return err
	})
	s.foresee(again)
	return err
}

// longestPause bounds how long a timer that failed waits to be tried again.
const longestPause = 10 * time.Minute

// pauseAfter answers how long a timer waits that failed n times: a second, and twice as long each time.
func pauseAfter(n int64) time.Duration {
	if n > 10 {
		return longestPause
	}
	return min(time.Second<<(n-1), longestPause)
}

// guard makes an error of a panic: the timer would end the process again at every start.
func guard(handle func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.Join(fmt.Errorf("panic: %v", p), errors.New(string(debug.Stack())))
		}
	}()
	return handle()
}
