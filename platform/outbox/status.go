package outbox

import (
	"context"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Status is how far the events of a service were sent.
type Status struct {
	Unsent int64
	// Oldest is when the oldest unsent event was registered, and LastSent when one was sent last; zero where there is none.
	Oldest, LastSent time.Time
	// Active says that they are sent from here, and not by another instance.
	Active bool
}

// Status answers how far the events were sent, by whichever instance.
func (r *Relay) Status(ctx context.Context) (Status, error) {
	s := Status{Active: r.lease.Held()}
	if err := r.mark(ctx); err != nil {
		return s, err
	}
	var oldest, last sqldb.Time
	err := r.DB.Read().QueryRowContext(ctx, `-- name: CountUnsent :one
SELECT COUNT(*), COALESCE(MIN(created_at), 0), (SELECT COALESCE(MAX(sent_at), 0) FROM outbox WHERE sent_at > 0)
FROM outbox WHERE sent_at = 0`).
		Scan(&s.Unsent, &oldest, &last)
	if err != nil {
		return s, fmt.Errorf("read how far events were sent: %w", err)
	}
	s.Oldest, s.LastSent = oldest.Time, last.Time
	return s, nil
}
