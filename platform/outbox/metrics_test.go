package outbox_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

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

func TestWhatTheStreamHoldsIsMeasured(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		reader := sdkmetric.NewManualReader()
		relay, err := outbox.New(outbox.Config{
			Service: service, DB: r.db, NATS: r.nats, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
			Meter: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
		})
		require.NoError(t, err)
		require.NotContains(t, testkit.Gauges(t, reader), "meedoen.stream.events stream="+service, "of no stream")
		r.add(1)
		r.add(2)
		r.run(relay)
		r.sent()
		r.clock.Advance(10 * time.Second)
		got := testkit.Gauges(t, reader)
		require.EqualValues(t, 2, got["meedoen.stream.events stream="+service])
		require.Greater(t, got["meedoen.stream.size stream="+service], 100.0)
	})
}

// age answers the value of meedoen.outbox.age, in seconds.
func age(t *testing.T, reader sdkmetric.Reader) float64 {
	t.Helper()
	got := testkit.Gauges(t, reader)
	require.Contains(t, got, "meedoen.outbox.age")
	return got["meedoen.outbox.age"]
}
