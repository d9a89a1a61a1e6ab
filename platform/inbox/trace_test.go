package inbox_test

import (
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// tracedDB answers a database whose statements are traced.
func tracedDB(t *testing.T, url string, tracer trace.TracerProvider) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), url, sqldb.Options{Tracer: tracer})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// inTrace answers the spans of a trace by name; where there are several, the first.
func inTrace(spans tracetest.SpanStubs, id trace.TraceID) map[string]tracetest.SpanStub {
	byName := map[string]tracetest.SpanStub{}
	for _, s := range slices.Backward(spans) {
		if s.SpanContext.TraceID() == id {
			byName[s.Name] = s
		}
	}
	return byName
}

func TestOneTraceRunsFromTheCommandToTheChangeItMade(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		here, publisher := recorder()
		there, consumer := recorder()
		f := newFlow(t, engine)
		f.publisher = tracedDB(t, engine.URL(t, nil), publisher)
		f.consumer = tracedDB(t, engine.URL(t, schema), consumer)
		relay, err := outbox.New(outbox.Config{
			Service: service, DB: f.publisher, NATS: f.nats, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
			Tracer: publisher,
		})
		require.NoError(t, err)
		f.relay = relay
		f.run(relay.Run)
		stop := f.run(f.newConsumer(func(c *inbox.Config) { c.Tracer = consumer }).Run)

		ctx, command := publisher.Tracer("test").Start(t.Context(), "command")
		require.NoError(t, f.publisher.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return outbox.Append(ctx, tx, clock.System().Now(), service,
				outbox.Event{Noun: "number.added", AggregateID: "1", Data: wrapperspb.Int64(5)})
		}))
		command.End()
		require.EqualValues(t, 5, f.settled())
		stop()

		const eventType = "nl.welzijn.numbers.number-added.v1"
		id := command.SpanContext().TraceID()
		sent, handled := inTrace(here.GetSpans(), id), inTrace(there.GetSpans(), id)
		require.Contains(t, sent, "InsertOutbox")
		require.Equal(t, command.SpanContext().SpanID(), sent["publish "+eventType].Parent.SpanID())
		require.Equal(t, sent["publish "+eventType].SpanContext.SpanID(), handled["process "+eventType].Parent.SpanID())
		process := handled["process "+eventType].SpanContext.SpanID()
		statements := 0
		for _, s := range handled {
			if s.SpanKind == trace.SpanKindClient && s.Parent.SpanID() == process {
				statements++
			}
		}
		require.Positive(t, statements, "%v", handled)
	})
}

func TestEventThatIsSetAsideSaysSoInItsTrace(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		_, publisher := recorder()
		there, consumer := recorder()
		f.run(f.relay.Run)
		mend := f.refuse("no such place")
		defer mend()
		stop := f.run(f.newConsumer(func(c *inbox.Config) { c.Tracer = consumer }).Run)
		ctx, command := publisher.Tracer("test").Start(t.Context(), "command")
		require.NoError(t, f.publisher.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			return outbox.Append(ctx, tx, clock.System().Now(), service,
				outbox.Event{Noun: "number.added", AggregateID: "1", Data: wrapperspb.Int64(5)})
		}))
		command.End()
		f.settled()
		stop()
		require.Contains(t, inTrace(there.GetSpans(), command.SpanContext().TraceID()), "set aside nl.welzijn.numbers.number-added.v1")
	})
}
