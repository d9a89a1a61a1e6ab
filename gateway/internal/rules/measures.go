package rules

import (
	"context"
	"net/http"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
)

// measures are the HTTP server metrics of OpenTelemetry.
type measures struct {
	duration metric.Float64Histogram // in seconds
	received metric.Int64Histogram   // in bytes
	sent     metric.Int64Histogram   // in bytes

	series sync.Map // of a []metric.RecordOption by series
}

// series is what tells one series of measurements from another. There are no more than routes, methods, and statuses of our own.
type series struct {
	method, pattern, protocol string
	status                    int
	secure                    bool
}

func newMeasures(provider metric.MeterProvider) *measures {
	meter := provider.Meter(scope)
	duration, err := httpconv.NewServerRequestDuration(meter,
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10))
	told(err)
	received, err := httpconv.NewServerRequestBodySize(meter)
	told(err)
	sent, err := httpconv.NewServerResponseBodySize(meter)
	told(err)
	return &measures{duration: duration.Inst(), received: received.Inst(), sent: sent.Inst()}
}

// told passes on what is wrong with an instrument, as the libraries do: without it requests are served all the same.
func told(err error) {
	if err != nil {
		otel.Handle(err)
	}
}

func (m *measures) record(ctx context.Context, r *http.Request, seen *exchange, took time.Duration) {
	if !m.duration.Enabled(ctx) {
		return // nobody reads them
	}
	about := m.about(r, seen.answer.status)
	m.received.Record(ctx, seen.body.size, about...)
	m.sent.Record(ctx, seen.answer.size, about...)
	m.duration.Record(ctx, max(0, took).Seconds(), about...) // clocks can be set back
}

// about answers the attributes of a measurement, the same ones for each of a series: to sort and hash them takes longer than to
// measure.
func (m *measures) about(r *http.Request, status int) []metric.RecordOption {
	s := series{method: r.Method, pattern: r.Pattern, protocol: r.Proto, status: status, secure: r.TLS != nil}
	if !isMethod(s.method) {
		s.method = ""
	}
	if known, ok := m.series.Load(s); ok {
		return known.([]metric.RecordOption)
	}
	attributes := append(common(r), semconv.NetworkProtocolName("http"), semconv.HTTPResponseStatusCode(status))
	if route := routeOf(r); route != "" {
		attributes = append(attributes, semconv.HTTPRoute(route))
	}
	about := []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attributes...))}
	m.series.Store(s, about)
	return about
}
