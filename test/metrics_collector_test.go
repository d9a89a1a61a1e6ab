package test

import (
	"context"
	"maps"
	"net"
	"sync"
	"testing"

	"github.com/prometheus/otlptranslator"
	"github.com/stretchr/testify/require"
	metricscollectorpb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	"google.golang.org/grpc"
)

// labels are those of a metric in Prometheus.
type labels map[string]bool

// metricsCollector takes the metrics of processes, and knows how Prometheus calls them after deploy/otel/collector.yaml.
type metricsCollector struct {
	metricscollectorpb.UnimplementedMetricsServiceServer
	t       *testing.T
	address string
	mu      sync.Mutex
	series  map[string]labels // the labels that were seen of each metric
}

// collectMetrics answers a collector that listens until the test ends.
func collectMetrics(t *testing.T) *metricsCollector {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &metricsCollector{t: t, address: listener.Addr().String(), series: map[string]labels{}}
	server := grpc.NewServer()
	metricscollectorpb.RegisterMetricsServiceServer(server, c)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		require.NoError(t, <-done)
	})
	return c
}

// env has a process send its metrics here, twice a second.
func (c *metricsCollector) env() []string {
	return []string{
		"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://" + c.address, "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=grpc",
		"OTEL_METRIC_EXPORT_INTERVAL=500",
	}
}

// seen answers the labels of each metric that has come.
func (c *metricsCollector) seen() map[string]labels {
	c.mu.Lock()
	defer c.mu.Unlock()
	copied := map[string]labels{}
	for name, of := range c.series {
		copied[name] = maps.Clone(of)
	}
	return copied
}

// Export keeps the names and labels of what was sent.
func (c *metricsCollector) Export(
	_ context.Context, sent *metricscollectorpb.ExportMetricsServiceRequest,
) (*metricscollectorpb.ExportMetricsServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range sent.GetResourceMetrics() {
		c.add("target_info", resource.GetResource().GetAttributes())
		for _, scope := range resource.GetScopeMetrics() {
			for _, m := range scope.GetMetrics() {
				if err := c.addMetric(m); err != nil {
					return nil, err
				}
			}
		}
	}
	return &metricscollectorpb.ExportMetricsServiceResponse{}, nil
}

// addMetric notes a metric by the names that the exporter for Prometheus gives it.
func (c *metricsCollector) addMetric(m *metricspb.Metric) error {
	of := otlptranslator.Metric{Name: m.GetName(), Unit: m.GetUnit(), Type: otlptranslator.MetricTypeGauge}
	switch data := m.GetData().(type) {
	case *metricspb.Metric_Sum:
		if data.Sum.GetIsMonotonic() {
			of.Type = otlptranslator.MetricTypeMonotonicCounter
		} else {
			of.Type = otlptranslator.MetricTypeNonMonotonicCounter
		}
	case *metricspb.Metric_Histogram:
		of.Type = otlptranslator.MetricTypeHistogram
	}
	namer := otlptranslator.MetricNamer{WithMetricSuffixes: true}
	name, err := namer.Build(of)
	if err != nil {
		return err
	}
	switch data := m.GetData().(type) {
	case *metricspb.Metric_Gauge:
		for _, p := range data.Gauge.GetDataPoints() {
			c.add(name, p.GetAttributes())
		}
	case *metricspb.Metric_Sum:
		for _, p := range data.Sum.GetDataPoints() {
			c.add(name, p.GetAttributes())
		}
	case *metricspb.Metric_Histogram:
		for _, p := range data.Histogram.GetDataPoints() {
			c.add(name+"_bucket", p.GetAttributes())
			c.series[name+"_bucket"]["le"] = true
			c.add(name+"_sum", p.GetAttributes())
			c.add(name+"_count", p.GetAttributes())
		}
	}
	return nil
}

// add notes the labels of one series. The collector gives each the name of its service.
func (c *metricsCollector) add(name string, attributes []*commonpb.KeyValue) {
	of := c.series[name]
	if of == nil {
		of = labels{"service_name": true, "job": true, "instance": true}
		c.series[name] = of
	}
	var namer otlptranslator.LabelNamer
	for _, a := range attributes {
		label, err := namer.Build(a.GetKey())
		if err == nil {
			of[label] = true
		}
	}
}
