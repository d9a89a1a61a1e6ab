// Package telemetry gives a module its traces, metrics and log. Every module has its own, passed in, so that each says
// its own service.name where several run in one process; nothing here touches OpenTelemetry's or slog's globals.
//
// Where it goes is said by OpenTelemetry's standard variables, which the SDK reads from the process's environment:
// OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER, OTEL_EXPORTER_OTLP_*, OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES,
// OTEL_SDK_DISABLED and so on. Where none names an exporter or an endpoint nothing is exported, but spans still have
// ids, so that log lines of one request can be found together.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
)

// namespace is service.namespace, the name that the services share, where OTEL_RESOURCE_ATTRIBUTES has no other.
const namespace = "meedoen"

// Options say whose telemetry it is.
type Options struct {
	// Service is service.name, whatever OTEL_SERVICE_NAME says. It is required.
	Service string
	// Version is service.version.
	Version string
	// LogWriter is where log lines go, os.Stderr as a rule. It is required.
	LogWriter io.Writer
	// LogLevel is the least level that is logged; nil is slog.LevelInfo.
	LogLevel slog.Leveler
	// LogText makes log lines for a terminal instead of JSON.
	LogText bool
	// Spans and Readers get spans and metrics besides the exporters of the variables: a page of the process's own, a test.
	Spans   []sdktrace.SpanProcessor
	Readers []sdkmetric.Reader
	// Traces sends the spans to a process of the suite that shows them. The zero value sends none.
	Traces Traces
}

// Telemetry is the traces, metrics and log of one module.
type Telemetry struct {
	Tracer trace.TracerProvider
	Meter  metric.MeterProvider
	Log    *slog.Logger

	server, client *Calls
	shutdown       []func(context.Context) error
}

// New answers the telemetry of one module. The error is a variable that asks for what there is not, or an exporter that
// cannot start.
func New(ctx context.Context, o Options) (*Telemetry, error) {
	about, err := describe(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("telemetry of %s: %w", o.Service, err)
	}
	log := NewLog(o)
	tracer, err := newTracer(ctx, about, o, log)
	if err != nil {
		return nil, fmt.Errorf("traces of %s: %w", o.Service, err)
	}
	meter, err := newMeter(ctx, about, o.Readers)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("metrics of %s: %w", o.Service, err), tracer.Shutdown(ctx))
	}
	t := &Telemetry{
		Tracer: tracer, Meter: meter, Log: log,
		shutdown: []func(context.Context) error{tracer.Shutdown, meter.Shutdown},
	}
	if err := t.observeCalls(); err != nil {
		return nil, errors.Join(fmt.Errorf("metrics of the calls of %s: %w", o.Service, err), t.Shutdown(ctx))
	}
	return t, nil
}

// observeCalls makes what observes the calls of the module.
func (t *Telemetry) observeCalls() (err error) {
	if t.server, err = newCalls(serverSide(), t.Tracer, t.Meter); err != nil {
		return err
	}
	t.client, err = newCalls(clientSide(), t.Tracer, t.Meter)
	return err
}

// Shutdown sends what is not sent yet, and gives up when ctx ends.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	var errs []error
	for _, shutdown := range t.shutdown {
		errs = append(errs, shutdown(ctx))
	}
	return errors.Join(errs...)
}

// describe puts the module's own name after the environment's attributes, so that it wins.
func describe(ctx context.Context, o Options) (*resource.Resource, error) {
	if o.Service == "" || o.LogWriter == nil {
		return nil, errors.New("a service and a log writer are required")
	}
	return resource.New(ctx,
		resource.WithTelemetrySDK(), resource.WithHost(), resource.WithService(),
		resource.WithAttributes(semconv.ServiceNamespace(namespace)),
		resource.WithFromEnv(),
		resource.WithAttributes(semconv.ServiceName(o.Service), semconv.ServiceVersion(o.Version)),
	)
}
