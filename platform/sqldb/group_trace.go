package sqldb

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// startGroup answers the context and the span of the transaction that members share. They stand in the trace of the first
// whose call is sampled; the others link to it.
func (w *writer) startGroup(members []*member) (context.Context, trace.Span) {
	first := context.WithoutCancel(members[0].ctx)
	if len(members) == 1 {
		return first, trace.SpanFromContext(context.Background())
	}
	for _, m := range members {
		if trace.SpanContextFromContext(m.ctx).IsSampled() {
			return w.db.tracer.Start(context.WithoutCancel(m.ctx), "write group")
		}
	}
	return first, trace.SpanFromContext(context.Background())
}

// awaitCommit answers a span of the wait for a commit that is shared, in the trace of one who waits for it: the statement
// itself stands in the trace of another.
func (w *writer) awaitCommit(ctx context.Context, t turn) trace.Span {
	if !t.shared || !trace.SpanContextFromContext(ctx).IsSampled() {
		return trace.SpanFromContext(context.Background())
	}
	var options []trace.SpanStartOption
	if t.group.IsSampled() {
		options = append(options, trace.WithLinks(trace.Link{SpanContext: t.group}))
	}
	_, span := w.db.tracer.Start(ctx, "commit of write group", options...)
	return span
}
