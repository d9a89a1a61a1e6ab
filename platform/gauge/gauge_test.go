package gauge_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/testkit"
)

// counted is a set with one gauge, "looks", that says how often it was looked up.
func counted(meter *sdkmetric.MeterProvider, c *testkit.Clock, every time.Duration) gauge.Set {
	looks := 0.0
	return gauge.Set{
		Meter: meter, Scope: "test", Clock: c, Every: every, Gauges: []gauge.Gauge{{Name: "looks", Unit: "{look}"}},
		Look: func(_ context.Context, put gauge.Put) error {
			looks++
			put("looks", looks)
			return nil
		},
	}
}

func TestValuesHoldUntilTheirTimeIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		every time.Duration
		want  []float64
	}{
		"at every collection": {0, []float64{1, 2, 3, 4}},
		"every ten seconds":   {10 * time.Second, []float64{1, 1, 2, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			reader := sdkmetric.NewManualReader()
			clock := testkit.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
			_, err := counted(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)), clock, c.every).Observe()
			require.NoError(t, err)
			var got []float64
			for _, passes := range []time.Duration{0, 9 * time.Second, time.Second, -time.Hour} { // the clock was put right
				clock.Advance(passes)
				got = append(got, testkit.Gauges(t, reader)["looks"])
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestWhatCannotBeLookedUpIsAbsentAndKeepsNothingElseBack(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	meter := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	clock := testkit.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	_, err := gauge.Set{
		Meter: meter, Scope: "test", Clock: clock, Gauges: []gauge.Gauge{{Name: "first"}, {Name: "second"}},
		Look: func(_ context.Context, put gauge.Put) error {
			put("first", 1, attribute.String("of", "a"))
			put("first", 2, attribute.String("of", "b"))
			return errors.New("away")
		},
	}.Observe()
	require.NoError(t, err)
	_, err = counted(meter, clock, 0).Observe()
	require.NoError(t, err)
	require.Equal(t, map[string]float64{"first of=a": 1, "first of=b": 2, "looks": 1}, testkit.Gauges(t, reader))
}

func TestTwoSetsOfOneNameAreBothPublishedUntilOneIsStopped(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	meter := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	observe := func(of string) func() error {
		stop, err := gauge.Set{
			Meter: meter, Scope: "test", Clock: testkit.NewClock(time.Time{}), Gauges: []gauge.Gauge{{Name: "size", Unit: "By"}},
			Look: func(_ context.Context, put gauge.Put) error {
				put("size", 1, attribute.String("of", of))
				return nil
			},
		}.Observe()
		require.NoError(t, err)
		return stop
	}
	stop := observe("a")
	observe("b")
	require.Equal(t, map[string]float64{"size of=a": 1, "size of=b": 1}, testkit.Gauges(t, reader))
	require.NoError(t, stop())
	require.Equal(t, map[string]float64{"size of=b": 1}, testkit.Gauges(t, reader))
}

func TestNothingIsPublishedWithoutAMeter(t *testing.T) {
	stop, err := gauge.Set{Look: func(context.Context, gauge.Put) error { panic("not looked up") }}.Observe()
	require.NoError(t, err)
	require.NoError(t, stop())
}
