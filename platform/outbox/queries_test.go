package outbox_test

import (
	"context"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// queries tells when a database was asked something, so that a test can wait until a relay has come to that point.
type queries struct {
	mu    sync.Mutex
	asked map[string]chan struct{}
}

// after answers a channel that closes when the query of that name is answered the next time.
func (q *queries) after(name string) <-chan struct{} {
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

func (q *queries) tracer() trace.TracerProvider {
	return sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(processor{q}))
}

type processor struct{ *queries }

func (p processor) OnEnd(s sdktrace.ReadOnlySpan) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if asked := p.asked[s.Name()]; asked != nil {
		close(asked)
		delete(p.asked, s.Name())
	}
}

func (processor) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (processor) Shutdown(context.Context) error                  { return nil }
func (processor) ForceFlush(context.Context) error                { return nil }
