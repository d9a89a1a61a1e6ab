package schedule

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// soon is how long after it was set a timer is still a part of the call that set it: it hands on what the call had to do. What is
// due later, such as the end of a term, begins by itself, for nobody looks for it in a trace of weeks ago.
const soon = time.Minute

// cause answers the trace of ctx that a timer carries along, "" where there is none or it is due later than soon.
func (s *Scheduler) cause(ctx context.Context, t Timer) string {
	if t.Due.Sub(s.Clock.Now()) > soon || !trace.SpanContextFromContext(ctx).IsSampled() {
		return ""
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier.Get("traceparent")
}

// trace begins the span of a timer that is handled, in the trace of the call that set it. A timer that carries none, or that was
// tried before without avail for long, has none: whoever is called may be away for days.
func (s *Scheduler) trace(ctx context.Context, r row) (_ context.Context, end func(error)) {
	if s.Tracer == nil || r.traceParent == "" || s.Clock.Now().Sub(r.Due) > longestTraced {
		return ctx, func(error) {}
	}
	set := propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": r.traceParent})
	ctx, span := s.Tracer.Tracer("meedoen/schedule").Start(set, "timer "+r.Kind, trace.WithAttributes(
		attribute.String("meedoen.timer.kind", r.Kind), attribute.Int64("meedoen.timer.failures", r.failures)))
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "not handled")
		}
		span.End()
	}
}

// longestTraced is how long after it was due a timer that is tried again still adds to its trace: some ten tries.
const longestTraced = 15 * time.Minute
