package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Status is how late timers are.
type Status struct {
	Due     int64     // how many are due and not handled
	Oldest  time.Time // when the oldest of them was due; zero where none is
	Failing int64     // how many failed at least once and are tried again
}

// Status answers how late the timers are.
func (s *Scheduler) Status(ctx context.Context) (Status, error) {
	var status Status
	var oldest sqldb.Time
	err := s.DB.Read().QueryRowContext(ctx, `-- name: CountTimers :one
SELECT COUNT(CASE WHEN due_at <= $1 THEN 1 END), COALESCE(MIN(CASE WHEN due_at <= $1 THEN due_at END), 0),
    COUNT(CASE WHEN failures > 0 THEN 1 END) FROM timer`, sqldb.At(s.Clock.Now())).
		Scan(&status.Due, &oldest, &status.Failing)
	if err != nil {
		return status, fmt.Errorf("read how late timers are: %w", err)
	}
	status.Oldest = oldest.Time
	return status, nil
}
