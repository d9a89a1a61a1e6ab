package schedule_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/deschoor/meedoen/platform/schedule"
)

// failing has the handler fail for one key, after it did its work.
func (r *rig) failing(key string, fail func() error) {
	r.timer.Handle(kind, func(ctx context.Context, tx *sql.Tx, timer schedule.Timer) error {
		if err := effect(ctx, tx, timer); err != nil || timer.Key != key {
			return err
		}
		r.rang <- timer.Key
		return fail()
	})
}

func TestTimerThatFailsIsTriedAgainAfterLongerAndLongerAndHoldsNoOtherUp(t *testing.T) {
	onBoth(t, func(r *rig) {
		reader := sdkmetric.NewManualReader()
		r.meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
		r.timer = r.scheduler(r.db)
		mended := false
		r.failing("bad", func() error {
			if mended {
				return nil
			}
			return errors.New("not today")
		})
		r.set("bad", 0)
		r.set("good", time.Second)
		r.clock.Advance(time.Second)
		r.run(r.timer)
		now := r.clock.Now()
		<-r.rang
		r.looked()
		require.Equal(t, []string{"good"}, r.effects(), "what failed is undone")
		require.Equal(t, map[string]float64{"meedoen.schedule.failures": 1, "meedoen.schedule.delay": 1}, measured(t, reader))
		for failures := range 12 {
			pause := min(time.Second<<failures, 10*time.Minute)
			r.clock.Set(now.Add(pause - time.Microsecond))
			r.looked()
			require.Empty(t, r.rang, "the pause after failure %d is %s", failures+1, pause)
			r.clock.Set(now.Add(pause))
			<-r.rang
			r.looked()
			now = r.clock.Now()
		}
		require.EqualValues(t, 13, measured(t, reader)["meedoen.schedule.failures"])
		mended = true
		r.clock.Advance(10 * time.Minute)
		<-r.rang
		r.looked()
		require.Equal(t, []string{"good", "bad"}, r.effects())
		require.Zero(t, measured(t, reader)["meedoen.schedule.delay"])
	})
}

func TestTimerWhoseHandlerPanicsHoldsNoOtherUp(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.failing("bad", func() error { panic("no handler") })
		r.set("bad", 0)
		r.set("good", 0)
		r.run(r.timer)
		<-r.rang
		r.looked()
		require.Equal(t, []string{"good"}, r.effects())
		require.Equal(t, []string{"bad"}, r.waiting())
	})
}

func TestTimerThatIsSetAfterAFailureIsTriedWhenItIsDue(t *testing.T) {
	onBoth(t, func(r *rig) {
		r.failing("bad", func() error { return errors.New("not today") })
		r.set("bad", 0)
		r.run(r.timer)
		<-r.rang
		r.looked()
		r.set("bad", time.Millisecond)
		r.clock.Advance(time.Millisecond)
		require.Equal(t, "bad", <-r.rang, "the pause is over")
	})
}

// measured answers the values of all metrics by name.
func measured(t *testing.T, reader sdkmetric.Reader) map[string]float64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	values := map[string]float64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch data := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range data.DataPoints {
					values[m.Name] += float64(p.Value)
				}
			case metricdata.Gauge[float64]:
				values[m.Name] = data.DataPoints[0].Value
			}
		}
	}
	return values
}
