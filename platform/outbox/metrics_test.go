package outbox_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestAgeOfTheOldestEventThatWaitsIsMeasured(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		reader := sdkmetric.NewManualReader()
		relay, err := outbox.New(outbox.Config{
			Service: service, DB: r.db, NATS: r.nats, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
			Meter: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
		})
		require.NoError(t, err)
		require.Zero(t, age(t, reader), "of an empty log")
		r.add(1)
		r.clock.Advance(90 * time.Second)
		r.add(2)
		r.clock.Advance(time.Second / 2)
		require.InDelta(t, 90.5, age(t, reader), 1e-9)
		r.run(relay)
		r.sent()
		require.Zero(t, age(t, reader), "when all is sent")
	})
}

// age answers the value of meedoen.outbox.age, the only metric of a relay, in seconds.
func age(t *testing.T, reader sdkmetric.Reader) float64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	require.Len(t, all.ScopeMetrics, 1)
	require.Len(t, all.ScopeMetrics[0].Metrics, 1)
	m := all.ScopeMetrics[0].Metrics[0]
	require.Equal(t, "meedoen.outbox.age", m.Name)
	require.Equal(t, "s", m.Unit)
	points := m.Data.(metricdata.Gauge[float64]).DataPoints
	require.Len(t, points, 1)
	return points[0].Value
}
