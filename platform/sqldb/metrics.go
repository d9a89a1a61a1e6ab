package sqldb

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/XSAM/otelsql"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/gauge"
)

// sizeEvery is how long the size of a database holds: PostgreSQL looks at all its files for it.
const sizeEvery = time.Minute

// metrics are of one database. A process may have several, so each value says which.
type metrics struct {
	clock clock.Clock
	of    metric.MeasurementOption
	again map[string]metric.MeasurementOption // by the reason
	rerun metric.Int64Counter
	lost  metric.Int64Counter
	wait  metric.Float64Histogram
	group metric.Int64Histogram
	stop  []func() error
}

// Why a command is run again.
const (
	stale   = "stale"   // a row was changed by somebody else since the command read it
	undone  = "undone"  // another command that shared the transaction failed
	clashed = "clashed" // the database gave up on the transaction, for others were in the way
)

// newMetrics publishes what db does, and how large it is.
func newMetrics(db *DB, o Options) (*metrics, error) {
	about := attribute.String("database", db.engine.name())
	m := &metrics{
		clock: clock.System(), of: metric.WithAttributeSet(attribute.NewSet(about)), again: map[string]metric.MeasurementOption{},
	}
	for _, reason := range []string{stale, undone, clashed} {
		m.again[reason] = metric.WithAttributeSet(attribute.NewSet(about, attribute.String("reason", reason)))
	}
	if err := m.instruments(o.Meter.Meter("meedoen/sqldb")); err != nil {
		return nil, err
	}
	m.begin()
	for pool, handle := range db.pools() {
		stats, err := otelsql.RegisterDBStatsMetrics(handle, otelsql.WithMeterProvider(o.Meter),
			otelsql.WithAttributes(about, attribute.String("pool", pool)))
		if err != nil {
			return nil, errors.Join(err, m.close())
		}
		m.stop = append(m.stop, stats.Unregister)
	}
	for _, set := range db.gauges(o.Meter, about) {
		stop, err := set.Observe()
		if err != nil {
			return nil, errors.Join(err, m.close())
		}
		m.stop = append(m.stop, stop)
	}
	return m, nil
}

func (m *metrics) instruments(meter metric.Meter) (err error) {
	if m.rerun, err = meter.Int64Counter("meedoen.db.write.retries", metric.WithUnit("{command}"),
		metric.WithDescription("Commands that were run again, by the reason.")); err != nil {
		return err
	}
	if m.lost, err = meter.Int64Counter("meedoen.db.write.conflicts", metric.WithUnit("{command}"),
		metric.WithDescription("Commands that were given up, for others were first every time.")); err != nil {
		return err
	}
	if m.wait, err = meter.Float64Histogram("meedoen.db.writer.wait", metric.WithUnit("s"),
		metric.WithDescription("How long commands waited for their turn at the one writer of SQLite."),
		metric.WithExplicitBucketBoundaries(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10)); err != nil {
		return err
	}
	m.group, err = meter.Int64Histogram("meedoen.db.writer.group", metric.WithUnit("{command}"),
		metric.WithDescription("How many commands shared a transaction, and so one wait for the disk."),
		metric.WithExplicitBucketBoundaries(1, 2, 4, 8, 16, 32, 64))
	return err
}

// begin has the counts begin at 0: of one that begins at 1 nobody sees that it grew.
func (m *metrics) begin() {
	m.lost.Add(context.Background(), 0, m.of)
	for _, reason := range m.again {
		m.rerun.Add(context.Background(), 0, reason)
	}
}

// gauges are the length of the queue before the writer, where there is one, and the size of the database.
func (db *DB) gauges(meter metric.MeterProvider, about attribute.KeyValue) []gauge.Set {
	size := gauge.Set{
		Meter: meter, Scope: "meedoen/sqldb", Clock: clock.System(), Every: sizeEvery,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.db.size", Unit: "By", Description: "Size of the database; that of the log of SQLite is a part of its own.",
		}},
		Look: func(ctx context.Context, put gauge.Put) error {
			return db.engine.size(ctx, db.read, func(part string, bytes int64) {
				put("meedoen.db.size", float64(bytes), about, attribute.String("part", part))
			})
		},
	}
	if db.writer == nil {
		return []gauge.Set{size}
	}
	return []gauge.Set{size, {
		Meter: meter, Scope: "meedoen/sqldb", Clock: clock.System(),
		Gauges: []gauge.Gauge{{
			Name: "meedoen.db.writer.waiting", Unit: "{command}", Description: "Commands that wait for the one writer of SQLite.",
		}},
		Look: func(_ context.Context, put gauge.Put) error {
			put("meedoen.db.writer.waiting", float64(len(db.writer.queue)), about)
			return nil
		},
	}}
}

// retried counts that a command is run again after err.
func (m *metrics) retried(err error) {
	reason := clashed
	switch {
	case errors.Is(err, ErrStale):
		reason = stale
	case errors.Is(err, errLost):
		reason = undone
	}
	m.rerun.Add(context.Background(), 1, m.again[reason])
}

// conflicted counts that a command was given up.
func (m *metrics) conflicted() { m.lost.Add(context.Background(), 1, m.of) }

// began notes how long a command waited for its turn. A clock that was put back counts as no wait.
func (m *metrics) began(since time.Time) {
	m.wait.Record(context.Background(), max(0, m.clock.Now().Sub(since).Seconds()), m.of)
}

// ran notes how many commands a transaction had.
func (m *metrics) ran(commands int) { m.group.Record(context.Background(), int64(commands), m.of) }

func (m *metrics) close() error {
	var errs []error
	for _, stop := range m.stop {
		if err := stop(); err != nil {
			errs = append(errs, fmt.Errorf("stop measuring: %w", err))
		}
	}
	return errors.Join(errs...)
}
