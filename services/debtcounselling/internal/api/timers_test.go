package api_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/outbox"
)

// runTimers has the timers that are due fire, until none of a kind is; every kind for "".
func (r *rig) runTimers(t testing.TB, kind string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.timers.Run(ctx) }()
	require.Eventually(t, func() bool {
		var due int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(),
			"SELECT COUNT(*) FROM timer WHERE (kind = $1 OR CAST($1 AS TEXT) = '') AND due_at <= $2", kind, r.clock.Now().UnixMicro()).Scan(&due))
		return due == 0
	}, patience, 5_000_000)
	cancel()
	require.NoError(t, <-done)
}

// told answers the events of a noun that were told, in order.
func (r *rig) told(t testing.TB, noun string) (events []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), "SELECT aggregate_id FROM outbox WHERE type = $1 ORDER BY id",
		outbox.Type("debtcounselling", noun))
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id string
		require.NoError(t, rows.Scan(&id))
		events = append(events, id)
	}
	require.NoError(t, rows.Err())
	return events
}
