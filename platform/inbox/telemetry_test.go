package inbox_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// recorder keeps the spans that ended.
func recorder() (*tracetest.InMemoryExporter, *sdktrace.TracerProvider) {
	spans := tracetest.NewInMemoryExporter()
	return spans, sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
}

// publishIn publishes a number inside a span of tracer, and answers that span.
func (f *flow) publishIn(tracer trace.TracerProvider, n int64) trace.SpanContext {
	f.t.Helper()
	ctx, span := tracer.Tracer("test").Start(context.Background(), "command")
	defer span.End()
	require.NoError(f.t, f.publisher.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return outbox.Append(ctx, tx, clock.System().Now(), service,
			outbox.Event{Noun: "number.added", AggregateID: fmt.Sprint(n), Data: wrapperspb.Int64(n)})
	}))
	return span.SpanContext()
}

func TestEachSampledEventHasASpanInTheTraceThatRecordedIt(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.publish("number.added", 1) // of no trace
		f.publishIn(sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())), 2)
		const sampled = 50
		tracer := sdktrace.NewTracerProvider()
		var commands []trace.SpanContext
		for range sampled {
			commands = append(commands, f.publishIn(tracer, 3))
		}
		f.position()

		spans, tracer := recorder()
		var batches []batch
		stop := f.run(f.newConsumer(func(c *inbox.Config) {
			c.Tracer = tracer
			c.Handle = func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
				batches = append(batches, batch{trace.SpanContextFromContext(ctx).SpanID(), events})
				return f.add(ctx, tx, events)
			}
		}).Run)
		require.EqualValues(t, 3+3*sampled, f.settled())
		stop()
		messages, got := f.messages()[2:], spans.GetSpans()
		require.Len(t, got, sampled)
		byEvent := map[string]trace.SpanID{}
		for i, command := range commands {
			id := messages[i].Header["ce-id"][0]
			byEvent[id] = got[i].SpanContext.SpanID()
			require.Equal(t, "process nl.welzijn.numbers.number-added.v1", got[i].Name)
			require.Equal(t, trace.SpanKindConsumer, got[i].SpanKind)
			require.Equal(t, command.TraceID(), got[i].SpanContext.TraceID())
			require.Equal(t, command.SpanID(), got[i].Parent.SpanID())
			require.ElementsMatch(t, []attribute.KeyValue{
				attribute.String("messaging.system", "nats"),
				attribute.String("messaging.operation.type", "process"),
				attribute.String("messaging.message.id", id),
				attribute.String("cloudevents.event_type", "nl.welzijn.numbers.number-added.v1"),
			}, got[i].Attributes)
			require.Equal(t, codes.Unset, got[i].Status.Code)
		}
		for _, b := range batches {
			require.Equal(t, b.firstSampled(byEvent), b.span, "the changes of a batch are part of its first sampled event")
		}
	})
}

// batch is what a handler got.
type batch struct {
	span   trace.SpanID
	events []cloudevent.Event
}

func (b batch) firstSampled(spans map[string]trace.SpanID) trace.SpanID {
	for _, e := range b.events {
		if span, sampled := spans[e.ID]; sampled {
			return span
		}
	}
	return trace.SpanID{}
}

func TestSpanOfAnEventThatFailedSaysSoWithoutItsReason(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		command := f.publishIn(sdktrace.NewTracerProvider(), 1)
		refuse := func() error { return inbox.Poison(errors.New("Mrs. Jansen")) }
		f.hook.Store(&refuse)
		spans, tracer := recorder()
		stop := f.run(f.newConsumer(func(c *inbox.Config) { c.Tracer = tracer }).Run)
		f.settled()
		stop()
		got := spans.GetSpans()
		require.Len(t, got, 2, "alone in its batch, which is not tried twice, and then set aside")
		require.Equal(t, []codes.Code{codes.Error, codes.Unset}, []codes.Code{got[0].Status.Code, got[1].Status.Code})
		require.Contains(t, got[1].Name, "set aside")
		for _, span := range got {
			require.Equal(t, command.TraceID(), span.SpanContext.TraceID())
			require.NotContains(t, fmt.Sprintf("%+v", span), "Jansen")
		}
	})
}

func TestEventsThatAreSkippedOrSetAsideAreCountedOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		reader := sdkmetric.NewManualReader()
		provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
		f.publish("number.forgotten", 1)
		f.publish("number.added", 2, -1000, 3) // the batch is handled one by one
		f.publish("number.lost", 4)
		f.position()
		f.send(&strange)
		stop := f.run(f.newConsumer(func(c *inbox.Config) { c.Meter = provider }).Run)
		require.EqualValues(t, 5, f.settled())
		stop()
		require.Equal(t, map[string]int64{
			"meedoen.inbox.skipped ": 0,
			"meedoen.inbox.skipped nl.welzijn.numbers.number-forgotten.v1":  1,
			"meedoen.inbox.skipped nl.welzijn.numbers.number-lost.v1":       1,
			"meedoen.inbox.dead_letters nl.welzijn.numbers.number-added.v1": 1,
			"meedoen.inbox.dead_letters ":                                   1,
		}, counts(t, reader))
	})
}

// counts answers the value of every counter by name and event type.
func counts(t *testing.T, reader sdkmetric.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	got := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			sum, counter := m.Data.(metricdata.Sum[int64])
			if !counter {
				continue
			}
			for _, p := range sum.DataPoints {
				kind, _ := p.Attributes.Value("type")
				got[m.Name+" "+kind.AsString()] = p.Value
			}
		}
	}
	return got
}
