package sqldb

import (
	"context"

	"go.opentelemetry.io/otel/trace"
)

// startShared answers the context of the first caller with a span of work for them all, which stands in the trace of the
// first whose call is sampled. There is none where no call is.
func (db *DB) startShared(name string, callers []context.Context) (context.Context, trace.Span) {
	for _, ctx := range callers {
		if span := trace.SpanFromContext(ctx); span.SpanContext().IsSampled() {
			return db.tracer.Start(trace.ContextWithSpan(callers[0], span), name)
		}
	}
	return callers[0], noSpan()
}

// startWait answers a span of the wait for work that is shared, in the trace of one who waits: the work itself may stand
// in the trace of another.
func (db *DB) startWait(ctx context.Context, name string) trace.Span {
	if !trace.SpanContextFromContext(ctx).IsSampled() {
		return noSpan()
	}
	_, span := db.tracer.Start(ctx, name)
	return span
}

// linkTo has a span of a wait name the work it waited for, where that is traced.
func linkTo(span trace.Span, work trace.SpanContext) {
	if work.IsSampled() {
		span.AddLink(trace.Link{SpanContext: work})
	}
}

func noSpan() trace.Span { return trace.SpanFromContext(context.Background()) }
