package servicetest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// NewTimers answers the timers in a database. They run where a test says so.
func NewTimers(t testing.TB, db *sqldb.DB, clk clock.Clock) *schedule.Scheduler {
	t.Helper()
	timers, err := schedule.New(schedule.Config{DB: db, Clock: clk, Log: slog.New(slog.DiscardHandler), Poll: time.Millisecond})
	require.NoError(t, err)
	return timers
}

// RunTimers has the timers in a database that are due fire, until none of a kind is; every kind for "".
func RunTimers(t testing.TB, db *sqldb.DB, clk clock.Clock, timers *schedule.Scheduler, kind string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- timers.Run(ctx) }()
	require.Eventually(t, func() bool {
		var due int
		require.NoError(t, db.Read().QueryRowContext(t.Context(),
			"SELECT COUNT(*) FROM timer WHERE (kind = $1 OR CAST($1 AS TEXT) = '') AND due_at <= $2",
			kind, clk.Now().UnixMicro()).Scan(&due))
		return due == 0
	}, Patience, 5*time.Millisecond)
	cancel()
	require.NoError(t, <-done)
}
