package traces

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// provider answers the tracer provider of a service whose spans go to s.
func provider(s *Store, service string, options ...sdktrace.TracerProviderOption) *sdktrace.TracerProvider {
	return sdktrace.NewTracerProvider(append(options,
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", service))),
		sdktrace.WithSpanProcessor(s.Processor()))...)
}

func TestSpanOfThisProcessIsThereWhenItEnds(t *testing.T) {
	s := NewStore(Limits{})
	tracer := provider(s, "gateway").Tracer("rest")
	ctx, root := tracer.Start(t.Context(), "GET /v1/things", trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(now))
	linked := trace.Link{SpanContext: root.SpanContext()}
	_, child := provider(s, "shop").Tracer("sql").Start(ctx, "ListThings", trace.WithTimestamp(now.Add(time.Millisecond)),
		trace.WithLinks(linked), trace.WithAttributes(attribute.String("url.query", "name=Jansen"), attribute.Int("rows", 3)))
	child.RecordError(errors.New("Mrs. Jansen"), trace.WithTimestamp(now))
	child.SetStatus(codes.Error, "not read")
	child.End(trace.WithTimestamp(now.Add(3 * time.Millisecond)))
	require.Equal(t, 1, s.State().Spans, "the root is still at work")
	root.End(trace.WithTimestamp(now.Add(4 * time.Millisecond)))

	spans := s.Trace(root.SpanContext().TraceID())
	require.Len(t, spans, 2)
	require.Equal(t, "gateway", spans[0].Service)
	require.Equal(t, "rest", spans[0].Scope)
	require.Equal(t, trace.SpanKindServer, spans[0].Kind)
	require.False(t, spans[0].Parent.IsValid())
	got := *spans[1]
	got.size = 0
	require.Equal(t, Span{
		Trace: root.SpanContext().TraceID(), ID: child.SpanContext().SpanID(), Parent: root.SpanContext().SpanID(),
		Service: "shop", Scope: "sql", Name: "ListThings", Kind: trace.SpanKindInternal,
		Start: now.Add(time.Millisecond), Duration: 2 * time.Millisecond, Failed: true, Status: "not read",
		Attributes: []attribute.KeyValue{attribute.Int("rows", 3)},
		Events: []Event{{Time: now, Name: "exception", Attributes: []attribute.KeyValue{
			attribute.String("exception.type", "*errors.errorString"),
		}}},
		Links: []Link{{Trace: root.SpanContext().TraceID(), ID: root.SpanContext().SpanID()}},
	}, got)
	require.NotContains(t, fmt.Sprintf("%+v", got), "Jansen")
}

func TestSpanThatIsNotSampledIsNotKept(t *testing.T) {
	s := NewStore(Limits{})
	_, span := provider(s, "gateway", sdktrace.WithSampler(sdktrace.NeverSample())).Tracer("x").Start(t.Context(), "work")
	span.End()
	require.Zero(t, s.State().Spans)
}

// BenchmarkSpan says what a span of the usual size costs, by itself and with the store behind it.
func BenchmarkSpan(b *testing.B) {
	s := NewStore(Limits{})
	for name, tracer := range map[string]trace.Tracer{
		"without": sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(nothing{})).Tracer("x"),
		"with":    provider(s, "gateway").Tracer("x"),
	} {
		attributes := trace.WithAttributes(
			attribute.String("http.request.method", "POST"), attribute.String("http.route", "/v1/head-counts"),
			attribute.Int("http.response.status_code", 201), attribute.String("url.scheme", "http"),
			attribute.String("network.protocol.version", "1.1"), attribute.String("server.address", "localhost"))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					_, span := tracer.Start(b.Context(), "POST /v1/head-counts", attributes)
					span.End()
				}
			})
		})
	}
}

// nothing is a processor that keeps no span, but for which spans are recorded.
type nothing struct{ processor }

func (nothing) OnEnd(sdktrace.ReadOnlySpan) {}

// BenchmarkSearch says how long it takes to list the newest traces of a full store, and to find nothing in it.
func BenchmarkSearch(b *testing.B) {
	s := NewStore(Limits{})
	for i := range 20_000 {
		s.Add(span(i/10+1, i+1, i%10, i, 1))
	}
	for name, q := range map[string]Query{"newest": {Limit: 50}, "nothing": {Limit: 50, Name: "no such name"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Search(q)
			}
		})
	}
}
