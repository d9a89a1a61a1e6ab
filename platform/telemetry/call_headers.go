package telemetry

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/grpc/metadata"
)

// Calls carry the W3C trace context and no baggage: that goes in clear to whoever is called.

// traceHeaders are the headers that carry it.
var traceHeaders = propagation.TraceContext{}.Fields()

// extract answers ctx with the trace that its call came with, if it came with one.
func extract(ctx context.Context) context.Context {
	return propagation.TraceContext{}.Extract(ctx, received{ctx})
}

// received is the headers of the call that a context is of.
type received struct{ ctx context.Context }

// Get answers the first value of a header, "" where there is none.
func (r received) Get(key string) string {
	if values := metadata.ValueFromIncomingContext(r.ctx, key); len(values) > 0 {
		return values[0]
	}
	return ""
}

// Set does nothing: what came is read alone.
func (received) Set(string, string) {}

// Keys answers none: nobody asks a carrier that is read by name.
func (received) Keys() []string { return nil }

// inject answers ctx with its trace in the headers of the call that is made in it.
func inject(ctx context.Context) context.Context {
	var h headers
	propagation.TraceContext{}.Inject(ctx, &h)
	if len(h) == 0 {
		return ctx
	}
	if slices.ContainsFunc(traceHeaders, func(name string) bool { return len(metadata.ValueFromOutgoingContext(ctx, name)) > 0 }) {
		ctx = withoutTrace(ctx)
	}
	return metadata.AppendToOutgoingContext(ctx, h...)
}

// withoutTrace answers ctx with no trace in the headers. Whoever got two would take either, or none.
func withoutTrace(ctx context.Context) context.Context {
	sent, _ := metadata.FromOutgoingContext(ctx) // a copy
	for _, name := range traceHeaders {
		sent.Delete(name)
	}
	return metadata.NewOutgoingContext(ctx, sent)
}

// headers are names and values in turn.
type headers []string

// Get answers "": what is sent is written alone.
func (h *headers) Get(string) string { return "" }

// Set adds a header.
func (h *headers) Set(key, value string) { *h = append(*h, key, value) }

// Keys answers none: what is sent is written alone.
func (h *headers) Keys() []string { return nil }
