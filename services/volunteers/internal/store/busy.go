package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// Busy answers who has planned shifts at the given times, in their order, on at least so many days. The database counts: to
// read eight shifts of each of a thousand people takes longer than to rank them.
func (s Store) Busy(ctx context.Context, at []period.Period, days int) (map[string]bool, error) {
	busy := map[string]bool{}
	if len(at) == 0 {
		return busy, nil
	}
	times := make([]string, len(at))
	for i, p := range at {
		times[i] = fmt.Sprintf("(start_at < %d AND end_at > %d)", p.End.UnixMicro(), p.Start.UnixMicro())
	}
	rows, err := s.tx.QueryContext(ctx, fmt.Sprintf(`-- name: Busy :many
SELECT person_id FROM shift
WHERE start_at > %d AND start_at < %d AND state = 'planned' AND person_id <> '' AND (%s)
GROUP BY person_id HAVING COUNT(DISTINCT date) >= %d`, at[0].Start.Add(-domain.MaxShift).UnixMicro(),
		at[len(at)-1].End.UnixMicro(), strings.Join(times, " OR "), days))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		busy[id] = true
	}
	return busy, rows.Err()
}
