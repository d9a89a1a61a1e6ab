package auditlog_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestTheAgeOfWhatIsNotSealedIsMeasured(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		reader := sdkmetric.NewManualReader()
		require.NoError(t, auditlog.Observe(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)), r.db, r.clock))
		age := func() map[string]float64 { return testkit.Gauges(t, reader) }
		require.Equal(t, map[string]float64{"meedoen.audit.unsealed.age": 0}, age(), "of an empty log")
		r.appends("cake/1", "cake/2")
		r.clock.Advance(90 * time.Second)
		r.appends("cake/3")
		require.Equal(t, map[string]float64{"meedoen.audit.unsealed.age": 90}, age())
		r.seal(0)
		require.Equal(t, map[string]float64{"meedoen.audit.unsealed.age": 0}, age())
	})
}
