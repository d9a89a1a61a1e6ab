package inbox

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// trace answers a context in which the changes of a batch belong to the traces that recorded its events: one span for
// each event that is sampled; the statements join the first of them. end ends the spans.
func (c *Consumer) trace(ctx context.Context, batch []*message) (_ context.Context, end func(error)) {
	return c.traceAs(ctx, "process", batch)
}

// traceAs is trace for another work than processing.
func (c *Consumer) traceAs(ctx context.Context, work string, batch []*message) (_ context.Context, end func(error)) {
	if c.Tracer == nil {
		return ctx, func(error) {}
	}
	tracer := c.Tracer.Tracer("meedoen/inbox")
	var spans []trace.Span
	traced := ctx
	for _, m := range batch {
		if !m.event.MayBeSampled() {
			continue
		}
		carrier := propagation.MapCarrier{"traceparent": m.event.TraceParent}
		remote := propagation.TraceContext{}.Extract(ctx, carrier)
		if !trace.SpanContextFromContext(remote).IsSampled() {
			continue
		}
		child, span := tracer.Start(remote, work+" "+m.event.Type,
			trace.WithSpanKind(trace.SpanKindConsumer),
			trace.WithAttributes(
				attribute.String("messaging.system", "nats"),
				attribute.String("messaging.operation.type", "process"),
				attribute.String("messaging.message.id", m.event.ID),
				attribute.String("cloudevents.event_type", m.event.Type),
			))
		if len(spans) == 0 {
			traced = child
		}
		spans = append(spans, span)
	}
	return traced, func(err error) {
		for _, s := range spans {
			if err != nil {
				s.SetStatus(codes.Error, "not handled")
			}
			s.End()
		}
	}
}

type metrics struct{ unknown, dead metric.Int64Counter }

func newMetrics(provider metric.MeterProvider) (m metrics, err error) {
	if provider == nil {
		provider = metricnoop.NewMeterProvider()
	}
	meter := provider.Meter("meedoen/inbox")
	m.unknown, err = meter.Int64Counter("meedoen.inbox.skipped",
		metric.WithDescription("Events of a type that is not handled here."))
	if err != nil {
		return m, err
	}
	m.dead, err = meter.Int64Counter("meedoen.inbox.dead_letters",
		metric.WithDescription("Events that could not be handled and were set aside."))
	return m, err
}

// begin has the counts of a consumer begin at 0: of one that begins at 1 nobody sees that it grew. "" is what is no event, or of
// no type yet.
func (m metrics) begin(c Config) {
	for _, t := range append([]string{""}, c.Types...) {
		m.dead.Add(context.Background(), 0, metric.WithAttributes(attribute.String("type", t)))
	}
	if !c.Sparse {
		m.unknown.Add(context.Background(), 0, metric.WithAttributes(attribute.String("type", "")))
	}
}

func (m metrics) skipped(ctx context.Context, eventType string) {
	m.unknown.Add(ctx, 1, metric.WithAttributes(attribute.String("type", eventType)))
}

func (m metrics) buried(ctx context.Context, eventType string) {
	m.dead.Add(ctx, 1, metric.WithAttributes(attribute.String("type", eventType)))
}
