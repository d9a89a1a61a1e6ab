package telemetry

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// maxServers is for how many servers what is made once is kept: instances that were replaced leave theirs behind.
const maxServers = 64

// method is what is known of the calls of a method before there is one.
type method struct {
	calls *Calls
	quiet bool // is neither traced nor measured
	name  string
	about []attribute.KeyValue

	nowhere answers  // of calls of which no address is told
	at      sync.Map // *answers by the net.Addr of the server, that of one connection
	servers atomic.Int64
}

// answers are how a call may be told of, by the code of its answer. Each is made when it is first needed.
type answers [codes.Unauthenticated + 1]atomic.Pointer[[]metric.RecordOption]

func newMethod(c *Calls, full string) *method {
	name := strings.TrimPrefix(full, "/")
	return &method{
		calls: c, quiet: quiet(full), name: name,
		about: []attribute.KeyValue{semconv.RPCMethod(name), semconv.RPCSystemNameGRPC},
	}
}

// quiet says that a call says nothing: a health check, or a look at how the process is, as the pages of admins take every few
// seconds, which would drive out what they look for. What they change is traced.
func quiet(method string) bool {
	switch method {
	case operationsv1.OperationService_GetProcessStatus_FullMethodName,
		operationsv1.OperationService_ListDeadLetters_FullMethodName,
		operationsv1.OperationService_GetDeadLetter_FullMethodName:
		return true
	}
	return strings.HasPrefix(method, "/"+grpc_health_v1.Health_ServiceDesc.ServiceName+"/")
}

// start begins the span of a call. One that is not sampled has ids to be told to others and to the log, and nothing else.
func (m *method) start(ctx context.Context) (context.Context, Call) {
	ctx, span := m.calls.tracer.Start(ctx, m.name, m.calls.side.start...)
	call := Call{method: m}
	if !span.IsRecording() {
		return ctx, call
	}
	call.span = span
	span.SetAttributes(m.about...)
	if from, ok := peer.FromContext(ctx); ok && m.calls.side.received && from.LocalAddr != nil {
		span.SetAttributes(addressOf(from.LocalAddr)...)
	}
	return ctx, call
}

// finish ends the span of a call.
func (m *method) finish(span trace.Span, answer *status.Status, server net.Addr) {
	if server != nil {
		span.SetAttributes(addressOf(server)...)
	}
	if m.calls.side.failed(answer.Code()) {
		span.SetStatus(otelcodes.Error, answer.Message())
	}
	span.SetAttributes(codeOf(answer.Code()))
	span.End()
}

// series answers with what the duration of a call is recorded: a set of attributes that is made once.
func (m *method) series(answer codes.Code, server net.Addr) []metric.RecordOption {
	if int(answer) >= len(answers{}) { // made up by who answered
		return m.describe(answer, server)
	}
	known := &m.of(server)[answer]
	if made := known.Load(); made != nil {
		return *made
	}
	made := m.describe(answer, server)
	known.Store(&made)
	return made
}

// of answers what is kept of calls to a server.
func (m *method) of(server net.Addr) *answers {
	if server == nil {
		return &m.nowhere
	}
	if known, ok := m.at.Load(server); ok {
		return known.(*answers)
	}
	if m.servers.Add(1) > maxServers {
		m.servers.Store(1)
		m.at.Clear()
	}
	known, _ := m.at.LoadOrStore(server, &answers{})
	return known.(*answers)
}

func (m *method) describe(answer codes.Code, server net.Addr) []metric.RecordOption {
	attributes := append([]attribute.KeyValue{codeOf(answer)}, m.about...)
	if server != nil {
		attributes = append(attributes, addressOf(server)...)
	}
	if m.calls.side.failed(answer) {
		attributes = append(attributes, semconv.ErrorTypeKey.String(nameOf(answer)))
	}
	return []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attributes...))}
}

func codeOf(answer codes.Code) attribute.KeyValue {
	return semconv.RPCResponseStatusCode(nameOf(answer))
}

// nameOf answers a code as the protocol writes it: NOT_FOUND.
func nameOf(answer codes.Code) string { return code.Code(answer).String() }

// addressOf answers the attributes that say where a server is.
func addressOf(server net.Addr) []attribute.KeyValue {
	host, text, err := net.SplitHostPort(server.String())
	if err != nil {
		return []attribute.KeyValue{semconv.ServerAddress(server.String())}
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return []attribute.KeyValue{semconv.ServerAddress(host)}
	}
	return []attribute.KeyValue{semconv.ServerAddress(host), semconv.ServerPort(port)}
}
