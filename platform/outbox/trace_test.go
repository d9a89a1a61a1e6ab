package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// tracedRig is a rig whose relay is traced.
func tracedRig(t *testing.T, engine testkit.Engine) (*rig, *tracetest.InMemoryExporter) {
	t.Helper()
	r := newRig(t, engine, testkit.NATS(t))
	spans := tracetest.NewInMemoryExporter()
	r.tracer = sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	r.relay = r.newRelay()
	return r, spans
}

// addIn records a number in a span of tracer, and answers that span.
func (r *rig) addIn(tracer trace.TracerProvider, number int64) trace.SpanContext {
	ctx, span := tracer.Tracer("test").Start(r.t.Context(), "command")
	defer span.End()
	require.NoError(r.t, r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, r.clock.Now(), service, event(number))
	}))
	return span.SpanContext()
}

// addTraced records numbers as calls do that are traced, one event each.
func (r *rig) addTraced(numbers ...int64) {
	r.t.Helper()
	_, span := sdktrace.NewTracerProvider().Tracer("test").Start(r.t.Context(), "command")
	defer span.End()
	r.write(func(ctx context.Context, tx *sql.Tx) error {
		events := make([]outbox.Event, len(numbers))
		for i, n := range numbers {
			events[i] = event(n)
			events[i].Cause = span.SpanContext()
		}
		return outbox.Append(ctx, tx, r.clock.Now(), service, events...)
	})
}

// atEvent has relays that are made from then on do something before they publish the traced event with a number, counted from 1.
func (r *rig) atEvent(number int, do func()) {
	count := 0
	r.tracer = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(starts(func() {
		if count++; count == number {
			do()
		}
	})))
}

// starts is called at the start of each span.
type starts func()

func (s starts) OnStart(context.Context, sdktrace.ReadWriteSpan) { s() }
func (starts) OnEnd(sdktrace.ReadOnlySpan)                       {}
func (starts) Shutdown(context.Context) error                    { return nil }
func (starts) ForceFlush(context.Context) error                  { return nil }

func traceparent(c trace.SpanContext) string {
	return fmt.Sprintf("00-%s-%s-%s", c.TraceID(), c.SpanID(), c.TraceFlags())
}

func TestSampledEventIsPublishedInASpanOfItsTraceAndCarriesIt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r, spans := tracedRig(t, engine)
		sampled := r.addIn(sdktrace.NewTracerProvider(), 1)
		unsampled := r.addIn(sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())), 2)
		r.add(3) // of no trace
		r.runOnce()

		events, got := r.events(), spans.GetSpans()
		require.Len(t, got, 1)
		require.Equal(t, "publish nl.welzijn.numbers.number-added.v1", got[0].Name)
		require.Equal(t, trace.SpanKindProducer, got[0].SpanKind)
		require.Equal(t, sampled.TraceID(), got[0].SpanContext.TraceID())
		require.Equal(t, sampled.SpanID(), got[0].Parent.SpanID())
		require.Equal(t, codes.Unset, got[0].Status.Code)
		require.ElementsMatch(t, []attribute.KeyValue{
			attribute.String("messaging.system", "nats"),
			attribute.String("messaging.operation.type", "send"),
			attribute.String("messaging.message.id", events[0].ID),
			attribute.String("cloudevents.event_type", "nl.welzijn.numbers.number-added.v1"),
		}, got[0].Attributes)

		require.Equal(t, traceparent(got[0].SpanContext), events[0].TraceParent)
		require.Equal(t, traceparent(unsampled), events[1].TraceParent)
		require.Empty(t, events[2].TraceParent)
	})
}

func TestEventThatIsSentAgainHasNoSpan(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r, spans := tracedRig(t, engine)
		first := r.addIn(sdktrace.NewTracerProvider(), 1)
		r.runOnce()
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		second := r.addIn(sdktrace.NewTracerProvider(), 2)
		spans.Reset()
		r.runOnce()

		events, got := r.events(), spans.GetSpans()
		require.Equal(t, traceparent(first), events[0].TraceParent)
		require.Len(t, got, 1)
		require.Equal(t, second.TraceID(), got[0].SpanContext.TraceID())
	})
}

func TestSpanOfAnEventThatTheServerDidNotTakeSaysSo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r, spans := tracedRig(t, engine)
		r.add(1)
		r.run(r.relay)
		r.sent()
		require.NoError(t, r.nats.JS.DeleteStream(t.Context(), natsx.StreamName(service)))
		r.addIn(sdktrace.NewTracerProvider(), 2)
		r.sent()

		got := spans.GetSpans()
		require.Len(t, got, 2)
		require.Equal(t, sdktrace.Status{Code: codes.Error, Description: "not published"}, got[0].Status)
		require.Equal(t, codes.Unset, got[1].Status.Code)
		require.Equal(t, traceparent(got[1].SpanContext), r.events()[1].TraceParent)
	})
}
