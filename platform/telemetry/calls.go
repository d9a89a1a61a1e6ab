package telemetry

import (
	"context"
	"maps"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/status"
)

// callScope names who observes calls, in what is observed of them.
const callScope = "meedoen/grpc"

// Calls traces and measures the gRPC calls that a module gets, or those that it makes, but for health checks and those of who looks
// how a process is, which come every few seconds and say nothing. Whatever is the same for all calls of a method is made once;
// what is about one call is made only where its trace is sampled. A nil *Calls observes nothing.
type Calls struct {
	side     *side
	tracer   trace.Tracer
	duration metric.Float64Histogram
	// byService says whose calls those to a gRPC service are, where they are not these.
	byService map[string]*Calls
	// methods are those that were called, by full name: of those that are registered, or that the program calls. The map is
	// copied where one is added, so that it is read without a lock.
	methods atomic.Pointer[map[string]*method]
	adding  sync.Mutex
}

// ServerCalls observes the calls that the gRPC server of the module gets.
func (t *Telemetry) ServerCalls() *Calls { return t.server }

// ClientCalls observes the calls that gRPC clients of the module make.
func (t *Telemetry) ClientCalls() *Calls { return t.client }

// RouteCalls observes the calls of a server that hosts several modules: each as one of its gRPC service, by full name such as
// "grpc.health.v1.Health", and any other as one of fallback.
func RouteCalls(byService map[string]*Calls, fallback *Calls) *Calls {
	return &Calls{side: fallback.side, tracer: fallback.tracer, duration: fallback.duration, byService: byService}
}

// newCalls answers what observes the calls of a module at one side. The error is a metric that cannot be.
func newCalls(s *side, tracer trace.TracerProvider, meter metric.MeterProvider) (*Calls, error) {
	duration, err := s.histogram(meter.Meter(callScope, metric.WithSchemaURL(semconv.SchemaURL)))
	if err != nil {
		return nil, err
	}
	return &Calls{side: s, tracer: tracer.Tracer(callScope), duration: duration}, nil
}

// Begin answers the context in which a call to method, "/package.Service/Method", is answered or made, and the call, to be ended.
// A server's goes on the trace of the headers it came with; a client's is sent along in the headers.
func (c *Calls) Begin(ctx context.Context, method string) (context.Context, Call) {
	if c == nil {
		return ctx, Call{}
	}
	m := c.method(method)
	if c.side.received {
		ctx = extract(ctx)
	}
	var call Call
	if !m.quiet {
		ctx, call = m.start(ctx)
	}
	if !c.side.received {
		ctx = inject(ctx)
	}
	return ctx, call
}

// method answers what is known of a method beforehand.
func (c *Calls) method(name string) *method {
	if known := c.methods.Load(); known != nil {
		if m := (*known)[name]; m != nil {
			return m
		}
	}
	c.adding.Lock()
	defer c.adding.Unlock()
	methods := map[string]*method{}
	if known := c.methods.Load(); known != nil {
		methods = maps.Clone(*known)
	}
	if methods[name] == nil {
		methods[name] = c.make(name)
		c.methods.Store(&methods)
	}
	return methods[name]
}

// make answers the method as its owner knows it.
func (c *Calls) make(name string) *method {
	service, _, _ := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	if owner := c.byService[service]; owner != nil {
		return owner.method(name)
	}
	return newMethod(c, name)
}

// Call is one call that is under way. The zero value is one that nobody observes.
type Call struct {
	method *method
	span   trace.Span // nil where the call is not sampled
}

// Observed says whether anybody wants to know how the call ends.
func (c Call) Observed() bool { return c.method != nil }

// End ends the call of ctx, the context that Begin answered. The call took so long, and was answered with answer; nil is OK. Of a
// client's, server is the address that answered, nil where none did.
func (c Call) End(ctx context.Context, took time.Duration, answer *status.Status, server net.Addr) {
	if c.method == nil {
		return
	}
	if c.span != nil {
		c.method.finish(c.span, answer, server)
	}
	if c.method.calls.duration.Enabled(ctx) {
		// A clock that was set back in the middle of a call would take from the sum.
		c.method.calls.duration.Record(ctx, max(0, took).Seconds(), c.method.series(answer.Code(), server)...)
	}
}
