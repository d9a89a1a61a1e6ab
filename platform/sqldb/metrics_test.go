package sqldb_test

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// measured answers the options of a database that is measured, and the reader of that.
func measured() (sqldb.Options, sdkmetric.Reader) {
	reader := sdkmetric.NewManualReader()
	return sqldb.Options{Meter: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))}, reader
}

// counts answers what counters and histograms counted, by name and reason; of a histogram the number of values and their sum.
func counts(t *testing.T, reader sdkmetric.Reader) map[string][2]float64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	got := map[string][2]float64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					reason, _ := p.Attributes.Value("reason")
					got[strings.TrimSpace(m.Name+" "+reason.AsString())] = [2]float64{float64(p.Value)}
				}
			case metricdata.Histogram[int64]:
				got[m.Name] = [2]float64{float64(data.DataPoints[0].Count), float64(data.DataPoints[0].Sum)}
			case metricdata.Histogram[float64]:
				got[m.Name] = [2]float64{float64(data.DataPoints[0].Count), data.DataPoints[0].Sum}
			}
		}
	}
	return got
}

func TestCommandsThatAreRunAgainOrGivenUpAreCounted(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		o, reader := measured()
		r := newRig(t, engine, o)
		once := errors.New("")
		require.NoError(t, r.Write(t.Context(), func(context.Context, *sql.Tx) error {
			if once != nil {
				once = nil
				return sqldb.ErrStale
			}
			return nil
		}))
		got := counts(t, reader)
		require.EqualValues(t, 1, got["meedoen.db.write.retries stale"][0])
		require.Zero(t, got["meedoen.db.write.conflicts"][0])
		require.Error(t, r.Write(t.Context(), func(context.Context, *sql.Tx) error { return sqldb.ErrStale }))
		got = counts(t, reader)
		require.EqualValues(t, 4, got["meedoen.db.write.retries stale"][0])
		require.EqualValues(t, 1, got["meedoen.db.write.conflicts"][0])
	})
}

func TestTheQueueOfTheWriterIsMeasured(t *testing.T) {
	o, reader := measured()
	onGroups(t, o, func(t *testing.T, r *rig) {
		release := r.hold(t)
		done := make(chan error)
		for range 3 {
			go func() { done <- r.Write(context.Background(), func(context.Context, *sql.Tx) error { return nil }) }()
		}
		require.Eventually(t, func() bool { return queued(t, reader) == 3 }, 20*time.Second, time.Millisecond)
		release()
		for range 3 {
			require.NoError(t, <-done)
		}
		require.Zero(t, queued(t, reader))
		got := counts(t, reader)
		require.EqualValues(t, 4, got["meedoen.db.writer.wait"][0])
		require.Positive(t, got["meedoen.db.writer.wait"][1])
		require.EqualValues(t, [2]float64{2, 4}, got["meedoen.db.writer.group"], "one alone, and three together")
	})
}

func queued(t *testing.T, reader sdkmetric.Reader) float64 {
	for name, value := range testkit.Gauges(t, reader) {
		if strings.HasPrefix(name, "meedoen.db.writer.waiting database=") {
			return value
		}
	}
	require.Fail(t, "the queue is not measured")
	return 0
}

func TestTheSizeOfADatabaseIsMeasuredUntilItIsClosed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		o, reader := measured()
		r := newRig(t, engine, o)
		var size float64
		names := slices.Sorted(maps.Keys(testkit.Gauges(t, reader)))
		for name, value := range testkit.Gauges(t, reader) {
			if strings.HasPrefix(name, "meedoen.db.size") && strings.Contains(name, "part=data") {
				size = value
			}
		}
		require.GreaterOrEqual(t, size, 4096.0, names)
		require.NoError(t, r.Close())
		for name := range testkit.Gauges(t, reader) {
			require.NotContains(t, name, "meedoen.")
		}
	})
}
