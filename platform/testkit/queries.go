package testkit

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// Queries tells when a database was asked something, so that a test waits until a task has come to that point.
type Queries struct {
	mu    sync.Mutex
	asked map[string]chan struct{}
}

// Open opens the database at url until the test ends, and listens to it from now on.
func (q *Queries) Open(t testing.TB, url string) *sqldb.DB {
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(listener{q}))
	db, err := sqldb.Open(context.Background(), url, sqldb.Options{Tracer: tracer})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// After answers a channel that closes when a query of that name has been answered the next time.
func (q *Queries) After(name string) <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.asked == nil {
		q.asked = map[string]chan struct{}{}
	}
	if q.asked[name] == nil {
		q.asked[name] = make(chan struct{})
	}
	return q.asked[name]
}

// listener hears of queries by their spans.
type listener struct{ *Queries }

func (l listener) OnEnd(span sdktrace.ReadOnlySpan) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if asked := l.asked[span.Name()]; asked != nil {
		close(asked)
		delete(l.asked, span.Name())
	}
}

func (listener) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (listener) Shutdown(context.Context) error                  { return nil }
func (listener) ForceFlush(context.Context) error                { return nil }
