// Package lease gives a piece of background work to one instance at a time. For efficiency only: whoever relies on it
// must stay correct when two instances hold it for a moment.
package lease

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Term is how long a lease lasts from when it was last taken: for so long the work of an instance that was killed lies still.
const Term = 3 * time.Second

// Lease is one instance's view of a lease.
type Lease struct {
	db     *sqldb.DB
	clock  clock.Clock
	name   string
	holder string
	until  time.Time
	seen   atomic.Int64 // until in microseconds since 1970, for others than whoever takes it
}

// New answers the lease called name, not held yet.
func New(db *sqldb.DB, c clock.Clock, name string) *Lease {
	return &Lease{db: db, clock: c, name: name, holder: ids.New()}
}

// Take takes or renews the lease, and says whether it is held. The database is asked only in the second half of a term,
// and written to only where the lease may be had: a commit wakes whoever waits for one, who may be asking for this lease.
func (l *Lease) Take(ctx context.Context) (held bool, err error) {
	now := l.clock.Now()
	if l.until.Sub(now) > Term/2 {
		return true, nil
	}
	if elsewhere, err := l.heldElsewhere(ctx, now); err != nil || elsewhere {
		return false, err
	}
	until := now.Add(Term)
	err = l.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `-- name: TakeLease :execrows
INSERT INTO lease (name, holder, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE lease.holder = excluded.holder OR lease.expires_at < $4`, l.name, l.holder, sqldb.At(until), sqldb.At(now))
		if err != nil {
			return err
		}
		changed, err := result.RowsAffected()
		held = changed > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take lease %s: %w", l.name, err)
	}
	if held {
		l.until = until
		l.seen.Store(until.UnixMicro())
	}
	return held, nil
}

// Held says whether the lease is held here, by what was known when it was last taken. Other than the rest it is for many
// goroutines.
func (l *Lease) Held() bool { return l.clock.Now().UnixMicro() < l.seen.Load() }

func (l *Lease) heldElsewhere(ctx context.Context, now time.Time) (elsewhere bool, err error) {
	err = l.db.Read().QueryRowContext(ctx, `-- name: LeaseHeldElsewhere :one
SELECT EXISTS (SELECT 1 FROM lease WHERE name = $1 AND holder <> $2 AND expires_at >= $3)`,
		l.name, l.holder, sqldb.At(now)).Scan(&elsewhere)
	if err != nil {
		return false, fmt.Errorf("read lease %s: %w", l.name, err)
	}
	return elsewhere, nil
}

// Release gives the lease up, so that another instance need not wait for its end.
func (l *Lease) Release(ctx context.Context) error {
	if l.until.IsZero() {
		return nil
	}
	l.until = time.Time{}
	l.seen.Store(0)
	return l.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: ReleaseLease :exec
DELETE FROM lease WHERE name = $1 AND holder = $2`, l.name, l.holder)
		return err
	})
}
