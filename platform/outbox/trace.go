package outbox

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/cloudevent"
)

// trace begins the span of publishing e in the trace that recorded it, and has e carry that span on to its consumers. An
// event of no trace, or of one that is not sampled, stays as it is. So does one that may have been sent before: its
// consumers have handled it by then, and a stream that is made anew would put a span into each trace there ever was.
func (r *Relay) trace(e *cloudevent.Event) (end func(error)) {
	if r.Tracer == nil || e.ID <= r.again || !e.MayBeSampled() {
		return func(error) {}
	}
	carrier := propagation.MapCarrier{"traceparent": e.TraceParent}
	recorded := propagation.TraceContext{}.Extract(context.Background(), carrier)
	if !trace.SpanContextFromContext(recorded).IsSampled() {
		return func(error) {}
	}
	ctx, span := r.Tracer.Tracer("meedoen/outbox").Start(recorded, "publish "+e.Type,
		trace.WithSpanKind(trace.SpanKindProducer),
		trace.WithAttributes(
			attribute.String("messaging.system", "nats"),
			attribute.String("messaging.operation.type", "send"),
			attribute.String("messaging.message.id", e.ID),
			attribute.String("cloudevents.event_type", e.Type),
		))
	propagation.TraceContext{}.Inject(ctx, carrier)
	e.TraceParent = carrier["traceparent"]
	return func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "not published")
		}
		span.End()
	}
}
