package telemetry

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// Traces says where the spans of a module go besides the exporters of the variables: to a process of the suite that shows
// them. They are there within about two seconds, or as soon as a receiver that was away is back, if it is within ten. Where
// nobody takes them they are lost: a module neither waits for its spans nor fails over them.
type Traces struct {
	// Endpoint is the address and port of an OTLP receiver over gRPC; "" for none.
	Endpoint string
	// Transport secures the line, as tlsx.Authorities does; nil: without TLS.
	Transport credentials.TransportCredentials
	// Credentials let the module in; nil for none.
	Credentials credentials.PerRPCCredentials
}

const (
	sendInterval = time.Second
	// sendTimeout bounds one attempt. It is longer than a pause between connections, so that what happens while a
	// receiver starts anew is seen there.
	sendTimeout = 10 * time.Second
	// sendAgain is the longest pause before the next attempt to connect; the library's own is two minutes.
	sendAgain = 5 * time.Second
	// stopTimeout bounds what stopping waits for the last spans, and an attempt to connect.
	stopTimeout = 2 * time.Second
)

// newSender answers what sends spans to t.
func newSender(ctx context.Context, t Traces, log *slog.Logger) (sdktrace.SpanProcessor, error) {
	pause := backoff.DefaultConfig
	pause.MaxDelay = sendAgain
	dial := []grpc.DialOption{
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: pause, MinConnectTimeout: stopTimeout}),
		grpc.WithDefaultCallOptions(grpc.WaitForReady(true)),
	}
	if t.Credentials != nil {
		dial = append(dial, grpc.WithPerRPCCredentials(t.Credentials))
	}
	if t.Transport == nil {
		t.Transport = insecure.NewCredentials()
	}
	options := []otlptracegrpc.Option{
		otlptracegrpc.WithEndpoint(t.Endpoint),
		// The variables are for the exporter beside this one: neither its headers, which may be a secret of another
		// receiver, nor its certificates are for ours.
		otlptracegrpc.WithHeaders(nil),
		otlptracegrpc.WithTLSCredentials(t.Transport),
		otlptracegrpc.WithTimeout(sendTimeout),
		otlptracegrpc.WithRetry(otlptracegrpc.RetryConfig{Enabled: false}),
		otlptracegrpc.WithDialOption(dial...), // all in one: a second takes the place of the first
	}
	exporter, err := otlptracegrpc.New(ctx, options...)
	if err != nil {
		return nil, err
	}
	told := &teller{SpanExporter: exporter, log: log.With("endpoint", t.Endpoint)}
	return sender{sdktrace.NewBatchSpanProcessor(told, sdktrace.WithBatchTimeout(sendInterval))}, nil
}

// sender does not let a process that stops wait long for spans that nobody takes, nor fail.
type sender struct{ sdktrace.SpanProcessor }

// Shutdown sends what is left, for a short while.
func (s sender) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	_ = s.SpanProcessor.Shutdown(ctx)
	return nil
}

// teller has the log say when spans are no longer taken, and when they are again; the library would say it every second,
// to standard error. Its methods are called one after the other.
type teller struct {
	sdktrace.SpanExporter
	log  *slog.Logger
	lost bool
}

// ExportSpans sends spans, or loses them.
func (t *teller) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := t.SpanExporter.ExportSpans(ctx, spans)
	switch {
	case err != nil && !t.lost:
		t.log.Warn("spans are lost", "error", err)
	case err == nil && t.lost:
		t.log.Info("spans are taken again")
	}
	t.lost = err != nil
	return nil
}
