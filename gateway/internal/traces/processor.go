package traces

import (
	"context"

	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// Processor answers what brings the spans of this very process into s, at once as they end. It can serve any number of
// tracer providers.
func (s *Store) Processor() sdktrace.SpanProcessor { return processor{s} }

type processor struct{ store *Store }

func (processor) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (processor) ForceFlush(context.Context) error                { return nil }
func (processor) Shutdown(context.Context) error                  { return nil }

// OnEnd keeps a span that is sampled.
func (p processor) OnEnd(span sdktrace.ReadOnlySpan) {
	if span.SpanContext().IsSampled() {
		p.store.Add(fromSDK(span))
	}
}

func fromSDK(span sdktrace.ReadOnlySpan) *Span {
	service, _ := span.Resource().Set().Value("service.name")
	s := &Span{
		Trace: span.SpanContext().TraceID(), ID: span.SpanContext().SpanID(), Parent: span.Parent().SpanID(),
		Service: cut(service.AsString(), maxName), Scope: cut(span.InstrumentationScope().Name, maxName),
		Name: cut(span.Name(), maxName), Kind: span.SpanKind(),
		Start: span.StartTime(), Duration: max(0, span.EndTime().Sub(span.StartTime())),
		Failed: span.Status().Code == codes.Error, Status: cut(span.Status().Description, maxText),
		Attributes: keep(span.Attributes(), maxAttributes),
	}
	for _, e := range first(span.Events(), maxEvents) {
		s.Events = append(s.Events, Event{Time: e.Time, Name: cut(e.Name, maxName), Attributes: keep(e.Attributes, maxOfEvent)})
	}
	for _, l := range first(span.Links(), maxLinks) {
		s.Links = append(s.Links, Link{Trace: l.SpanContext.TraceID(), ID: l.SpanContext.SpanID()})
	}
	return s
}

// first answers at most n of list.
func first[T any](list []T, n int) []T { return list[:min(len(list), n)] }
