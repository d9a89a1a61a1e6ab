package rules

import (
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Trace gives every request a span, named after its route, that goes on the caller's trace (W3C Trace Context), and
// counts it in the HTTP server metrics.
func Trace(tracer trace.TracerProvider, meter metric.MeterProvider) Rule {
	return otelhttp.NewMiddleware("",
		otelhttp.WithTracerProvider(tracer),
		otelhttp.WithMeterProvider(meter),
		otelhttp.WithPropagators(propagation.TraceContext{}),
	)
}
