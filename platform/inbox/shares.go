package inbox

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/lease"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// runShares follows each share of the stream that this instance has, until ctx ends. Each reads the whole stream and passes over
// what is not its own, undecoded: so its position moves with the stream, and who waits for an event need not know its share.
func (c *Consumer) runShares(ctx context.Context) error {
	all := newCrew(c.DB, c.Clock, c.Service, c.Shares)
	var running sync.WaitGroup
	defer running.Wait()
	for share := range c.Shares {
		one := *c
		one.share, one.crew, one.lease = share, all, c.leases[share]
		running.Go(func() { _ = one.run(ctx) }) // which answers no error
	}
	return all.run(ctx, func(err error) {
		c.Log.WarnContext(ctx, "who shares a stream is not known", "service", c.Service, "error", err)
	})
}

// leaseOf answers the name of the lease of a share.
func leaseOf(service string, share, shares int) string {
	if shares == 1 {
		return "consumer/" + service
	}
	return fmt.Sprintf("consumer/%s/%d-of-%d", service, share, shares)
}

// takeLease takes or renews the lease, and says whether it is held. Of several shares an instance has no more than its part.
func (c *Consumer) takeLease(ctx context.Context) (held bool, err error) {
	if c.crew == nil {
		return c.lease.Take(ctx)
	}
	if !c.crew.claim(c.share) {
		return false, c.lease.Release(ctx)
	}
	held, err = c.lease.Take(ctx)
	if !held {
		c.crew.drop(c.share)
	}
	return held, err
}

// crew is the instances that follow the shares of a stream, as one of them sees it. Each says that it is there with a lease that
// nobody else wants. Of n shares and m instances none has more than n/m, rounded up: so each share finds a place, and none goes
// round between instances. For efficiency only, as leases are.
type crew struct {
	db     *sqldb.DB
	clock  clock.Clock
	shares int
	names  string // what the names of their leases begin with
	lease  *lease.Lease

	mu   sync.Mutex
	most int // how many shares an instance may have; 0 until it knows how many instances there are
	held map[int]bool
}

func newCrew(db *sqldb.DB, c clock.Clock, service string, shares int) *crew {
	names := "crew/" + service + "/"
	return &crew{db: db, clock: c, shares: shares, names: names, lease: lease.New(db, c, names+ids.New()), held: map[int]bool{}}
}

// run says once a second that the instance is there, and looks who else is, until ctx ends.
func (c *crew) run(ctx context.Context, warn func(error)) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	defer func() {
		if err := c.lease.Release(context.WithoutCancel(ctx)); err != nil {
			warn(err)
		}
	}()
	for ctx.Err() == nil {
		if err := c.look(ctx); err != nil && ctx.Err() == nil {
			warn(err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	return nil
}

func (c *crew) look(ctx context.Context) error {
	if _, err := c.lease.Take(ctx); err != nil {
		return err
	}
	after, before := c.names, c.names[:len(c.names)-1]+"0" // "0" comes after "/"
	var there, gone int
	now := sqldb.At(c.clock.Now())
	err := c.db.Read().QueryRowContext(ctx, `-- name: CountCrew :one
SELECT COUNT(CASE WHEN expires_at >= $1 THEN 1 END), COUNT(CASE WHEN expires_at < $1 THEN 1 END)
FROM lease WHERE name > $2 AND name < $3`, now, after, before).Scan(&there, &gone)
	if err != nil {
		return fmt.Errorf("count who shares a stream: %w", err)
	}
	c.mu.Lock()
	there = max(1, there)
	c.most = (c.shares + there - 1) / there
	c.mu.Unlock()
	if gone == 0 {
		return nil
	}
	// Of an instance that was killed nobody takes the lease over.
	return c.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `-- name: DeleteGone :exec
DELETE FROM lease WHERE expires_at < $1 AND name > $2 AND name < $3`, now, after, before)
		return err
	})
}

// claim says whether the instance may have a share: one more, or still.
func (c *crew) claim(share int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if others := len(c.held); c.held[share] && others > c.most || !c.held[share] && others >= c.most {
		delete(c.held, share)
		return false
	}
	c.held[share] = true
	return true
}

// drop says that the instance does not have a share.
func (c *crew) drop(share int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, share)
}
