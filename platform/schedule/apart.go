package schedule

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

const (
	// patience is how long a call apart may take.
	patience = time.Minute
	// leeway is how much longer its timer is claimed: for the commits before and after it.
	leeway = 10 * time.Second
	// atOnce is how many calls apart of one kind an instance makes at the same time.
	atOnce = 8
)

// Call does what is to be done when a timer is due, apart from any transaction: it may call others and take its time, a minute
// at most. Without an error the timer is removed, unless the call or somebody else set it anew meanwhile. With one it is tried
// again later. It is done at least once: again where the process was killed meanwhile, and a call that takes no notice of the
// end of its ctx may meet the next one for the same timer.
type Call func(ctx context.Context, t Timer) error

// calls are those of one kind.
type calls struct {
	do      Call
	running map[string]bool // the keys of the timers for which one runs
}

// HandleApart has the timers of a kind handled by do, apart from any transaction: eight at the same time in each instance,
// one for a timer, without holding up those of other kinds. Else it is as Handle. When Run ends, the ctx of calls that run
// ends; one that then fails has not failed, and is made anew by another instance or after the next start.
func (s *Scheduler) HandleApart(kind string, do Call) {
	s.apart[kind] = &calls{do: do, running: map[string]bool{}}
	s.beginCount(kind)
}

// begin begins the calls apart that are due, as many as there is room for. It says whether more may be due.
func (s *Scheduler) begin(ctx context.Context) (more bool, err error) {
	for kind, c := range s.apart {
		again, err := s.beginKind(ctx, kind, c)
		if err != nil {
			return false, err
		}
		more = more || again
	}
	return more, nil
}

func (s *Scheduler) beginKind(ctx context.Context, kind string, c *calls) (more bool, err error) {
	// Those that run are found, too, where they were set anew; so there are as many others as there is room for. No further
	// than the next look.
	until := sqldb.At(s.Clock.Now().Add(s.Poll))
	rows, err := s.find(ctx, `-- name: ListTimersApart :many
SELECT kind, key, due_at, version, try_at, failures, traceparent FROM timer
WHERE `+kindInOrder+` = $2 AND try_at <= $3 ORDER BY try_at, kind, key LIMIT $1`, atOnce, kind, until)
	if err != nil {
		return false, err
	}
	for _, r := range rows {
		now := s.Clock.Now()
		if r.try.After(now) {
			s.foresee(r.try)
			return false, nil
		}
		room, running := s.room(c, r.Key)
		if !room {
			return false, nil // the end of a call wakes the scheduler
		}
		if running {
			continue
		}
		claimed, err := s.claimFor(ctx, &r, now.Add(s.Patience+leeway))
		if err != nil {
			return false, err
		}
		if claimed {
			s.note(c, r.Key)
			s.callers.Go(func() { s.call(ctx, c, r) })
		}
	}
	return len(rows) == atOnce, nil
}

// room says whether another call can be made, and whether one runs for the timer with key.
func (s *Scheduler) room(c *calls, key string) (room, running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(c.running) < atOnce, c.running[key]
}

// note keeps that a call runs for the timer with key.
func (s *Scheduler) note(c *calls, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.running[key] = true
}

// ended keeps that a call ended, which makes room, and wakes the scheduler: its timer may have been set anew.
func (s *Scheduler) ended(c *calls, key string) {
	s.mu.Lock()
	delete(c.running, key)
	s.mu.Unlock()
	s.rouse()
}

// claimFor has nobody else try the timer before an instant, and says whether it was there as it was found. The new version is
// what tells this claim from another, and from the timer that was set anew. It does not wait for the disk: who loses it dies
// with the call, and the timer is due.
func (s *Scheduler) claimFor(ctx context.Context, r *row, until time.Time) (claimed bool, err error) {
	err = s.DB.WriteReplayable(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `-- name: ClaimTimerFor :execrows
UPDATE timer SET version = version + 1, try_at = $1
WHERE kind = $2 AND key = $3 AND version = $4 AND due_at = $5 AND try_at = $6`,
			sqldb.At(until), r.Kind, r.Key, r.version, sqldb.At(r.Due), sqldb.At(r.try))
		if err != nil {
			return err
		}
		rows, err := result.RowsAffected()
		claimed = rows > 0
		return err
	})
	r.version, r.try = r.version+1, sqldb.At(until).Time
	return claimed && err == nil, err
}

// call makes a call for a timer that was claimed.
func (s *Scheduler) call(ctx context.Context, c *calls, r row) {
	defer s.ended(c, r.Key)
	traced, end := s.trace(ctx, r)
	limited, cancel := context.WithTimeout(traced, s.Patience)
	err := guard(func() error { return c.do(limited, r.Timer) })
	cancel()
	end(err)
	stopped := ctx.Err() != nil
	ctx = context.WithoutCancel(ctx) // what became of it is kept also when the process stops
	switch {
	case err == nil:
		err = s.finish(ctx, r)
	case stopped:
		err = s.release(ctx, r)
	default:
		err = s.failure(ctx, slog.LevelWarn, r, s.Clock.Now(), err) // who was called may be away
	}
	if err != nil {
		s.Log.WarnContext(ctx, "a timer is tried again later than need be", "kind", r.Kind, "key", r.Key, "error", err)
	}
}

// finish removes a timer whose call was made, unless it was set anew meanwhile. One that was removed and set again may have
// come to the same version; it has been claimed until another instant.
func (s *Scheduler) finish(ctx context.Context, r row) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: FinishTimer :exec
DELETE FROM timer WHERE kind = $1 AND key = $2 AND version = $3 AND try_at = $4`,
			r.Kind, r.Key, r.version, sqldb.At(r.try))
		return err
	})
}

// release has a timer tried at once whose call was cancelled, by another instance or after the next start.
func (s *Scheduler) release(ctx context.Context, r row) error {
	return s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: ReleaseTimer :exec
UPDATE timer SET try_at = due_at WHERE kind = $1 AND key = $2 AND version = $3 AND try_at = $4`,
			r.Kind, r.Key, r.version, sqldb.At(r.try))
		return err
	})
}
