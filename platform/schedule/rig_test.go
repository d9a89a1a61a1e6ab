package schedule_test

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// kind is the kind of timer that the rig handles.
const kind = "alarm"

var start = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

// rig is a service with timers. Its handler leaves a row in the table effect for every timer: two for one that was handled
// twice.
type rig struct {
	t     *testing.T
	url   string
	db    *sqldb.DB
	clock *testkit.Clock
	poll  time.Duration
	// patience is how long a call may take; 0: the default.
	patience time.Duration
	meter    metric.MeterProvider
	timer    *schedule.Scheduler // which runs where a test says so
	rang     chan string         // the key of every timer whose handler ran, before its transaction ends
	testkit.Queries
}

// onBoth runs test on each engine, beside the test of the other.
func onBoth(t *testing.T, test func(r *rig)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		t.Parallel()
		test(newRig(t, engine.URL(t, nil)))
	})
}

func newRig(t *testing.T, url string) *rig {
	r := &rig{t: t, url: url, clock: testkit.NewClock(start), poll: time.Millisecond, rang: make(chan string, 10_000)}
	r.db = r.Open(t, url)
	r.exec("CREATE TABLE IF NOT EXISTS effect (key TEXT NOT NULL, due_at BIGINT NOT NULL)")
	r.timer = r.scheduler(r.db)
	return r
}

// scheduler answers another scheduler of the same service.
func (r *rig) scheduler(db *sqldb.DB) *schedule.Scheduler {
	s, err := schedule.New(schedule.Config{
		DB: db, Clock: r.clock, Log: slog.New(slog.DiscardHandler), Poll: r.poll, Meter: r.meter, Patience: r.patience,
	})
	require.NoError(r.t, err)
	s.Handle(kind, func(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
		defer func() { r.rang <- t.Key }()
		return effect(ctx, tx, t)
	})
	return s
}

func effect(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO effect (key, due_at) VALUES ($1, $2)", t.Key, sqldb.At(t.Due))
	return err
}

// run runs a scheduler until the function it answers is called, or the test ends.
func (r *rig) run(s *schedule.Scheduler) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	r.t.Cleanup(stop)
	return stop
}

// looked waits until all was handled that was due at the call: the first look that ends may have begun before it, and what
// the second one found was handled when the third one begins.
func (r *rig) looked() {
	for range 3 {
		<-r.After("ListTimers")
	}
}

func (r *rig) write(command func(context.Context, *sql.Tx) error) {
	r.t.Helper()
	require.NoError(r.t, r.db.Write(context.Background(), command))
}

func (r *rig) exec(statement string) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// set sets a timer that is due some time after the start.
func (r *rig) set(key string, after time.Duration) {
	r.t.Helper()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		return r.timer.Set(ctx, tx, schedule.Timer{Kind: kind, Key: key, Due: start.Add(after)})
	})
}

// effects answers the keys of what was done, in the order in which it was.
func (r *rig) effects() (keys []string) {
	r.t.Helper()
	return r.keys("SELECT key FROM effect")
}

// waiting answers the keys of the timers that there are.
func (r *rig) waiting() (keys []string) {
	r.t.Helper()
	return r.keys("SELECT key FROM timer ORDER BY key")
}

func (r *rig) keys(query string) (keys []string) {
	r.t.Helper()
	rows, err := r.db.Read().Query(query)
	require.NoError(r.t, err)
	defer rows.Close()
	for rows.Next() {
		var key string
		require.NoError(r.t, rows.Scan(&key))
		keys = append(keys, key)
	}
	require.NoError(r.t, rows.Err())
	return keys
}
