package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/contrib/exporters/autoexport"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func newTracer(
	ctx context.Context, about *resource.Resource, o Options, log *slog.Logger,
) (*sdktrace.TracerProvider, error) {
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(about)}
	for _, p := range o.Spans {
		options = append(options, sdktrace.WithSpanProcessor(p))
	}
	if exports("TRACES") {
		exporter, err := autoexport.NewSpanExporter(ctx)
		if err != nil {
			return nil, fmt.Errorf("OTEL_TRACES_EXPORTER=%s: %w", os.Getenv("OTEL_TRACES_EXPORTER"), err)
		}
		options = append(options, sdktrace.WithBatcher(exporter))
	}
	if o.Traces.Endpoint != "" {
		sender, err := newSender(ctx, o.Traces, log)
		if err != nil {
			return nil, fmt.Errorf("send to %s: %w", o.Traces.Endpoint, err)
		}
		options = append(options, sdktrace.WithSpanProcessor(sender))
	}
	return sdktrace.NewTracerProvider(options...), nil
}

func newMeter(
	ctx context.Context, about *resource.Resource, readers []sdkmetric.Reader,
) (*sdkmetric.MeterProvider, error) {
	options := []sdkmetric.Option{sdkmetric.WithResource(about)}
	for _, r := range readers {
		options = append(options, sdkmetric.WithReader(r))
	}
	if exports("METRICS") {
		reader, err := autoexport.NewMetricReader(ctx)
		if err != nil {
			return nil, fmt.Errorf("OTEL_METRICS_EXPORTER=%s: %w", os.Getenv("OTEL_METRICS_EXPORTER"), err)
		}
		options = append(options, sdkmetric.WithReader(reader))
	}
	return sdkmetric.NewMeterProvider(options...), nil
}

// exports says whether the environment asks to export a signal, "TRACES" or "METRICS". The standard's default is OTLP
// to this very machine; for a program that also runs on a laptop without a collector that would be an error every few
// seconds, so it takes an exporter or an endpoint that somebody named.
func exports(signal string) bool {
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") {
		return false
	}
	switch os.Getenv("OTEL_" + signal + "_EXPORTER") {
	case "none":
		return false
	case "":
		return os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" ||
			os.Getenv("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT") != ""
	}
	return true
}
