package inbox_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestHowFarAConsumerIsBehindIsMeasured(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		reader := sdkmetric.NewManualReader()
		later := testkit.NewClock(clock.System().Now().Add(time.Hour))
		watched := func(c *inbox.Config) {
			c.Meter, c.Clock = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)), later
		}
		f.newConsumer(watched) // which does not run
		lag := func() (events, age float64) {
			later.Advance(10 * time.Second)
			got := testkit.Gauges(t, reader)
			require.Contains(t, got, "meedoen.inbox.lag stream=numbers")
			return got["meedoen.inbox.lag stream=numbers"], got["meedoen.inbox.lag.age stream=numbers"]
		}
		f.publish("number.added", 1, 2, 3)
		f.position()
		events, age := lag()
		require.EqualValues(t, 3, events, "of a stream that was never handled")
		require.InDelta(t, time.Hour.Seconds(), age, time.Minute.Seconds())

		stop := f.run(f.newConsumer().Run)
		f.settled()
		stop()
		events, age = lag()
		require.Zero(t, events)
		require.Zero(t, age)

		f.publish("number.added", 4)
		f.position()
		events, age = lag()
		require.EqualValues(t, 1, events)
		require.Positive(t, age)
	})
}

func TestLagIsAbsentWhereItIsNotKnown(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		reader := sdkmetric.NewManualReader()
		f.newConsumer(func(c *inbox.Config) { c.Meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)) })
		require.Equal(t, map[string]float64{"meedoen.inbox.dead_letters.waiting stream=numbers": 0}, testkit.Gauges(t, reader),
			"of a stream that is not there")
		require.NoError(t, f.consumer.Close())
		require.Empty(t, testkit.Gauges(t, reader), "and the collection goes well while the database is away")
	})
}
