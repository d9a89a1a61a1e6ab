package outbox_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestEventOfACommandThatFailedLeavesNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.run(r.relay)
		refused := errors.New("refused")
		require.ErrorIs(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			require.NoError(t, outbox.Append(ctx, tx, start, service, event(1)))
			return refused
		}), refused)
		r.add(2)
		require.Equal(t, "numbers:1", r.sent())
		require.Equal(t, []int64{2}, r.numbers())
	})
}

func TestCommandThatRecordsNothingIsNoError(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.add()
		require.Zero(t, r.unsent())
	})
}

func TestEventThatNoServerTakesIsRefusedBeforeItIsRecorded(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		add := func(size int) error {
			return r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				big := outbox.Event{Noun: "number.added", AggregateID: "1", Data: wrapperspb.String(strings.Repeat("x", size))}
				return outbox.Append(ctx, tx, start, service, event(1), big)
			})
		}
		require.ErrorContains(t, add(512<<10), "number.added")
		require.Zero(t, r.unsent())
		require.NoError(t, add(500<<10))
		r.run(r.relay)
		r.sent()
		require.Len(t, r.events(), 2)
	})
}

func TestEventCarriesTheTraceOfTheCommandThatRecordedIt(t *testing.T) {
	tracer := sdktrace.NewTracerProvider()
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		ctx, span := tracer.Tracer("test").Start(t.Context(), "command")
		defer span.End()
		require.NoError(t, r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return outbox.Append(ctx, tx, start, service, event(1))
		}))
		r.add(2) // of no trace
		r.runOnce()
		events := r.events()
		require.Equal(t, "00-"+span.SpanContext().TraceID().String()+"-"+span.SpanContext().SpanID().String()+"-01",
			events[0].TraceParent)
		require.Empty(t, events[1].TraceParent)
	})
}

func TestEventCarriesTheTraceOfItsCauseWhereOneTransactionServesManyCalls(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		cause := func(n byte) trace.SpanContext {
			return trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{n}, SpanID: trace.SpanID{n}, TraceFlags: trace.TraceFlags(n % 2)})
		}
		ctx := trace.ContextWithSpanContext(t.Context(), cause(9))
		require.NoError(t, r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			first, second := event(1), event(2)
			first.Cause, second.Cause = cause(1), cause(2)
			return outbox.Append(ctx, tx, start, service, first, second, event(3))
		}))
		r.runOnce()
		var got []string
		for _, e := range r.events() {
			got = append(got, e.TraceParent)
		}
		require.Equal(t, []string{
			"00-01000000000000000000000000000000-0100000000000000-01",
			"00-02000000000000000000000000000000-0200000000000000-00",
			"00-09000000000000000000000000000000-0900000000000000-01",
		}, got)
	})
}

func TestTypeNamesServiceNounAndEvent(t *testing.T) {
	require.Equal(t, "nl.welzijn.numbers.head-count-saved.v1", outbox.Type("numbers", "head-count.saved"))
}
