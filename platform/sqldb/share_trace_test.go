package sqldb_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// remoteCall answers the context of a call of another process, sampled there or not.
func remoteCall(t *testing.T, name string, sampled bool) context.Context {
	cfg := trace.SpanContextConfig{Remote: true}
	copy(cfg.TraceID[:], name+"................")
	copy(cfg.SpanID[:], name+"........")
	if sampled {
		cfg.TraceFlags = trace.FlagsSampled
	}
	return trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(cfg))
}

// traced runs test with a rig whose spans are collected.
func traced(t *testing.T, test func(t *testing.T, r *rig, spans *tracetest.InMemoryExporter)) {
	spans := tracetest.NewInMemoryExporter()
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans), sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.NeverSample())))
	onGroups(t, sqldb.Options{Tracer: tracer}, func(t *testing.T, r *rig) { test(t, r, spans) })
}

// namesIn answers the names of the spans in the trace of ctx, in the order in which they ended.
func namesIn(ctx context.Context, spans *tracetest.InMemoryExporter) (names []string) {
	for _, s := range spans.GetSpans() {
		if s.SpanContext.TraceID() == trace.SpanContextFromContext(ctx).TraceID() {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestEveryCallerSeesItsCommitInItsOwnTrace(t *testing.T) {
	traced(t, func(t *testing.T, r *rig, spans *tracetest.InMemoryExporter) {
		unsampled, first, second := remoteCall(t, "unsampled", false), remoteCall(t, "first", true), remoteCall(t, "second", true)
		release := r.hold(t)
		answers := []<-chan error{r.queue(t, unsampled, note("a")), r.queue(t, first, note("b")), r.queue(t, second, note("c"))}
		release()
		for _, answer := range answers {
			require.NoError(t, <-answer)
		}

		require.Empty(t, namesIn(unsampled, spans))
		of := namesIn(first, spans)
		slices.Sort(of)
		require.Equal(t, []string{
			"ReleaseSavepoint", "Savepoint", "commit of write group", "sql.conn.begin_tx", "sql.conn.exec", "sql.tx.commit", "write group",
		}, of)
		require.Equal(t, []string{"Savepoint", "sql.conn.exec", "ReleaseSavepoint", "commit of write group"}, namesIn(second, spans))

		all := spans.GetSpans()
		group := all[slices.IndexFunc(all, func(s tracetest.SpanStub) bool { return s.Name == "write group" })]
		commit := all[slices.IndexFunc(all, func(s tracetest.SpanStub) bool { return s.Name == "sql.tx.commit" })]
		links := 0
		for _, s := range all {
			if s.Name == "commit of write group" {
				links++
				require.Equal(t, group.SpanContext.SpanID(), s.Links[0].SpanContext.SpanID())
				require.False(t, s.EndTime.Before(commit.EndTime), "it ends when the commit has")
			}
		}
		require.Equal(t, 2, links)
	})
}

func TestCommitOfALateComerIsSeenWhereNoTraceHasTheGroup(t *testing.T) {
	traced(t, func(t *testing.T, r *rig, spans *tracetest.InMemoryExporter) {
		late := remoteCall(t, "late", true)
		release := r.hold(t)
		var answer <-chan error
		first := r.queue(t, t.Context(), func(context.Context, *sql.Tx) error {
			answer = r.queue(t, late, note("c"))
			return nil
		})
		second := r.queue(t, t.Context(), note("b"))
		release()
		require.NoError(t, <-first)
		require.NoError(t, <-second)
		require.NoError(t, <-answer)
		require.Equal(t, []string{"Savepoint", "sql.conn.exec", "ReleaseSavepoint", "commit of write group"}, namesIn(late, spans))
	})
}

func TestCommandThatIsAloneHasATransactionOfItsOwn(t *testing.T) {
	traced(t, func(t *testing.T, r *rig, spans *tracetest.InMemoryExporter) {
		ctx := remoteCall(t, "alone", true)
		require.NoError(t, r.Write(ctx, note("a")))
		require.Equal(t, []string{"sql.conn.begin_tx", "sql.conn.exec", "sql.tx.commit"}, namesIn(ctx, spans))
	})
}
