package schedule_test

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/schedule"
)

// setIn sets a timer inside a span of tracer, and answers that span.
func (r *rig) setIn(tracer trace.TracerProvider, of, key string, after time.Duration) trace.SpanContext {
	r.t.Helper()
	ctx, span := tracer.Tracer("test").Start(context.Background(), "command")
	defer span.End()
	require.NoError(r.t, r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return r.timer.Set(ctx, tx, schedule.Timer{Kind: of, Key: key, Due: start.Add(after)})
	}))
	return span.SpanContext()
}

func TestWhatIsDoneSoonStandsInTheTraceOfTheCallThatSetIt(t *testing.T) {
	onBoth(t, func(r *rig) {
		spans := tracetest.NewInMemoryExporter()
		s, err := schedule.New(schedule.Config{
			DB: r.db, Clock: r.clock, Log: slog.New(slog.DiscardHandler), Poll: r.poll,
			Tracer: sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)),
		})
		require.NoError(r.t, err)
		done, apart := make(chan trace.SpanContext, 10), make(chan trace.SpanContext, 10)
		s.Handle("within", func(ctx context.Context, _ *sql.Tx, _ schedule.Timer) error {
			done <- trace.SpanContextFromContext(ctx)
			return nil
		})
		failing := errors.New("away")
		s.HandleApart("apart", func(ctx context.Context, _ schedule.Timer) error {
			apart <- trace.SpanContextFromContext(ctx)
			defer func() { failing = nil }()
			return failing
		})
		within := r.setIn(sdktrace.NewTracerProvider(), "within", "1", 0)
		called := r.setIn(sdktrace.NewTracerProvider(), "apart", "1", time.Second)
		r.setIn(sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())), "within", "unsampled", 2*time.Second)
		r.setIn(sdktrace.NewTracerProvider(), "within", "later", time.Hour)
		stop := r.run(s)
		require.Equal(r.t, within.TraceID(), (<-done).TraceID())
		r.clock.Advance(time.Second)
		require.Equal(r.t, called.TraceID(), (<-apart).TraceID())
		require.Eventually(r.t, func() bool { // it failed, and is tried again
			r.clock.Advance(time.Second)
			return len(apart) == 1
		}, 20*time.Second, time.Millisecond)
		require.Equal(r.t, called.TraceID(), (<-apart).TraceID())
		require.False(r.t, (<-done).IsValid(), "of a call that is not sampled")
		r.clock.Advance(2 * time.Hour)
		require.False(r.t, (<-done).IsValid(), "of a call that is long over")
		stop()
		got := spans.GetSpans()
		require.Len(r.t, got, 3)
		failures := 0
		for _, span := range got {
			require.Contains(r.t, []trace.SpanID{within.SpanID(), called.SpanID()}, span.Parent.SpanID())
			if span.Status.Code == codes.Error {
				failures++
				require.Equal(r.t, "timer apart", span.Name)
			}
		}
		require.Equal(r.t, 1, failures)
	})
}
