package traces

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	collectorv1 "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonv1 "go.opentelemetry.io/proto/otlp/common/v1"
	resourcev1 "go.opentelemetry.io/proto/otlp/resource/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
)

// sent answers a good span as it is sent.
func sent(trace, id int) *tracev1.Span {
	t, s := traceID(trace), spanID(id)
	return &tracev1.Span{
		TraceId: t[:], SpanId: s[:], Name: "work", Kind: tracev1.Span_SPAN_KIND_CONSUMER,
		StartTimeUnixNano: uint64(now.UnixNano()), EndTimeUnixNano: uint64(now.Add(3 * time.Millisecond).UnixNano()),
	}
}

func text(value string) *commonv1.AnyValue {
	return &commonv1.AnyValue{Value: &commonv1.AnyValue_StringValue{StringValue: value}}
}

// request answers a request of the service reporting.
func request(spans ...*tracev1.Span) *collectorv1.ExportTraceServiceRequest {
	return &collectorv1.ExportTraceServiceRequest{ResourceSpans: []*tracev1.ResourceSpans{{
		Resource:   &resourcev1.Resource{Attributes: []*commonv1.KeyValue{{Key: "service.name", Value: text("reporting")}}},
		ScopeSpans: []*tracev1.ScopeSpans{{Scope: &commonv1.InstrumentationScope{Name: "inbox"}, Spans: spans}},
	}}}
}

func TestSpanIsReadAsItWasSent(t *testing.T) {
	span := sent(1, 2)
	parent, linkedTrace, linked := spanID(3), traceID(8), spanID(9)
	span.ParentSpanId = parent[:]
	span.Status = &tracev1.Status{Code: tracev1.Status_STATUS_CODE_ERROR, Message: "not handled"}
	span.Attributes = []*commonv1.KeyValue{
		{Key: "text", Value: text("x")}, {Key: "client.address", Value: text("192.0.2.1")},
		{Key: "yes", Value: &commonv1.AnyValue{Value: &commonv1.AnyValue_BoolValue{BoolValue: true}}},
		{Key: "number", Value: &commonv1.AnyValue{Value: &commonv1.AnyValue_IntValue{IntValue: 7}}},
		{Key: "half", Value: &commonv1.AnyValue{Value: &commonv1.AnyValue_DoubleValue{DoubleValue: 0.5}}},
		{Key: "index", Value: &commonv1.AnyValue{Value: &commonv1.AnyValue_StringValueStrindex{StringValueStrindex: 1}}},
		{Key: "none"},
		{Key: "all", Value: list(text("a"), &commonv1.AnyValue{Value: &commonv1.AnyValue_KvlistValue{
			KvlistValue: &commonv1.KeyValueList{Values: []*commonv1.KeyValue{
				{Key: "k", Value: &commonv1.AnyValue{Value: &commonv1.AnyValue_BytesValue{BytesValue: []byte("abc")}}},
				{Key: "user.id", Value: text("jansen")},
			}},
		}})},
	}
	span.Events = []*tracev1.Span_Event{{Name: "retry", TimeUnixNano: uint64(now.UnixNano())}, {Name: "never"}}
	span.Links = []*tracev1.Span_Link{{TraceId: linkedTrace[:], SpanId: linked[:]}, {}}

	spans, refused := fromOTLP(request(span).GetResourceSpans(), now)
	require.Empty(t, refused)
	require.Equal(t, []*Span{{
		Trace: traceID(1), ID: spanID(2), Parent: spanID(3), Service: "reporting", Scope: "inbox", Name: "work",
		Kind: trace.SpanKindConsumer, Start: now, Duration: 3 * time.Millisecond, Failed: true, Status: "not handled",
		Attributes: []attribute.KeyValue{
			attribute.String("text", "x"), attribute.Bool("yes", true), attribute.Int("number", 7),
			attribute.Float64("half", 0.5), attribute.String("index", "-"), attribute.String("none", "-"),
			attribute.String("all", `["a", {k: (3 bytes), user.id: …}]`),
		},
		Events: []Event{{Name: "retry", Time: now}}, Links: []Link{{Trace: linkedTrace, ID: linked}},
	}}, spans)
}

func list(values ...*commonv1.AnyValue) *commonv1.AnyValue {
	return &commonv1.AnyValue{Value: &commonv1.AnyValue_ArrayValue{ArrayValue: &commonv1.ArrayValue{Values: values}}}
}

func TestSpanThatCannotBeRightIsRefusedWithEveryReason(t *testing.T) {
	for reason, spoil := range map[string]func(*tracev1.Span){
		"its trace id has 3 bytes":               func(s *tracev1.Span) { s.TraceId = []byte("abc") },
		"its trace id is zero":                   func(s *tracev1.Span) { s.TraceId = make([]byte, 16) },
		"its span id has 0 bytes":                func(s *tracev1.Span) { s.SpanId = nil },
		"its span id is zero":                    func(s *tracev1.Span) { s.SpanId = make([]byte, 8) },
		"its parent span id has 16 bytes":        func(s *tracev1.Span) { s.ParentSpanId = make([]byte, 16) },
		"it ends before it starts":               func(s *tracev1.Span) { s.EndTimeUnixNano--; s.StartTimeUnixNano = s.EndTimeUnixNano + 1 },
		"its time is more than 24h0m0s from now": func(s *tracev1.Span) { s.EndTimeUnixNano = 1 << 63 },
		"its span id is zero, it ends before it starts": func(s *tracev1.Span) {
			s.SpanId, s.EndTimeUnixNano = make([]byte, 8), 0
		},
	} {
		span := sent(1, 2)
		spoil(span)
		spans, refused := fromOTLP(request(span).GetResourceSpans(), now)
		require.Empty(t, spans, reason)
		require.EqualError(t, refused[0], reason)
	}
	old := sent(1, 2)
	old.StartTimeUnixNano, old.EndTimeUnixNano = 0, 0
	_, refused := fromOTLP(request(old).GetResourceSpans(), now)
	require.Len(t, refused, 1)
}

func TestParentOfZerosIsNone(t *testing.T) {
	span := sent(1, 2)
	span.ParentSpanId = make([]byte, 8)
	spans, _ := fromOTLP(request(span).GetResourceSpans(), now)
	require.False(t, spans[0].Parent.IsValid())
}

func TestSenderThatDoesNotSayWhoItIsHasAName(t *testing.T) {
	r := request(sent(1, 2))
	r.ResourceSpans[0].Resource = nil
	spans, _ := fromOTLP(r.GetResourceSpans(), now)
	require.Equal(t, "unknown_service", spans[0].Service)
}

func TestDeepAndLongValuesAreCut(t *testing.T) {
	deep := text("bottom")
	for range 1000 {
		deep = list(deep)
	}
	var long []*commonv1.AnyValue
	for range 10_000 {
		long = append(long, text(strings.Repeat("x", 100)))
	}
	span := sent(1, 2)
	span.Attributes = []*commonv1.KeyValue{{Key: "deep", Value: deep}, {Key: "long", Value: list(long...)}}
	spans, _ := fromOTLP(request(span).GetResourceSpans(), now)
	require.Equal(t, "[[[[[…]]]]]", spans[0].Attributes[0].Value.AsString())
	require.LessOrEqual(t, len(spans[0].Attributes[1].Value.AsString()), maxText)
}

// FuzzExport says: whatever is sent, each span is kept within bounds or counted as refused, and the store can be asked.
func FuzzExport(f *testing.F) {
	seed := func(spans ...*tracev1.Span) {
		data, err := proto.Marshal(request(spans...))
		require.NoError(f, err)
		f.Add(data)
	}
	odd := sent(1, 3)
	odd.ParentSpanId, odd.Attributes = odd.GetSpanId(), []*commonv1.KeyValue{{Key: "l", Value: list(list(text("\x00")))}}
	odd.Events, odd.Links = []*tracev1.Span_Event{{}}, []*tracev1.Span_Link{{}}
	backwards := sent(2, 1)
	backwards.StartTimeUnixNano = 1 << 63
	seed()
	seed(sent(1, 2), odd, &tracev1.Span{}, backwards)
	f.Fuzz(func(t *testing.T, data []byte) {
		var message collectorv1.ExportTraceServiceRequest
		if proto.Unmarshal(data, &message) != nil {
			return
		}
		s := NewStore(Limits{Spans: 10})
		r := &receiver{store: s, clock: clock.At(now)}
		answer, err := r.Export(t.Context(), &message)
		require.NoError(t, err)
		require.EqualValues(t, s.State().Refused, answer.GetPartialSuccess().GetRejectedSpans())
		found, _ := s.Search(Query{Limit: 100})
		for _, sum := range found {
			require.GreaterOrEqual(t, sum.Duration, time.Duration(0))
			for _, span := range s.Trace(sum.ID) {
				require.True(t, span.Trace.IsValid() && span.ID.IsValid())
				require.Less(t, span.Start.Sub(now).Abs(), maxSkew+1)
				require.LessOrEqual(t, len(span.Name), maxName)
				for _, a := range span.Attributes {
					require.LessOrEqual(t, len(a.Value.String()), maxText)
					require.False(t, private(a.Key))
				}
			}
		}
	})
}
