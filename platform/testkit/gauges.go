package testkit

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// Gauges answers what the gauges of a reader say now: by the name of each, followed by its attributes where it has any, as
// "meedoen.inbox.lag stream=numbers".
func Gauges(t *testing.T, reader sdkmetric.Reader) map[string]float64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	got := map[string]float64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			gauge, is := m.Data.(metricdata.Gauge[float64])
			if !is {
				continue
			}
			for _, p := range gauge.DataPoints {
				name := m.Name
				if p.Attributes.Len() > 0 {
					name += " " + p.Attributes.Encoded(attribute.DefaultEncoder())
				}
				got[name] = p.Value
			}
		}
	}
	return got
}
