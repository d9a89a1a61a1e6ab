package gateway_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// services stands for every service of the suite behind one real gRPC server: it notes the call and answers what the
// test says, an empty message otherwise.
type services struct {
	mu       sync.Mutex
	method   string
	request  proto.Message
	metadata metadata.MD
	deadline bool

	answer proto.Message
	err    error
	wait   chan struct{} // where set, an answer waits for it or for the caller to give up
}

func (s *services) handle(_ any, stream grpc.ServerStream) error {
	ctx := stream.Context()
	name, _ := grpc.MethodFromServerStream(stream)
	descriptor, err := protoregistry.GlobalFiles.FindDescriptorByName(
		protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", ".")))
	if err != nil {
		return err
	}
	method := descriptor.(protoreflect.MethodDescriptor)
	request := newMessage(method.Input())
	if err := stream.RecvMsg(request); err != nil {
		return err
	}
	s.mu.Lock()
	s.method, s.request = name, request
	s.metadata, _ = metadata.FromIncomingContext(ctx)
	_, s.deadline = ctx.Deadline()
	answer, fails, wait := s.answer, s.err, s.wait
	s.mu.Unlock()
	if wait != nil {
		select {
		case <-wait:
		case <-ctx.Done():
			return fault.Status(ctx.Err(), "").Err()
		}
	}
	if fails != nil {
		return fault.Status(fails, "").Err()
	}
	if answer == nil {
		answer = newMessage(method.Output())
	}
	_ = stream.SetHeader(metadata.Pairs("x-internal", "host-17"))
	return stream.SendMsg(answer)
}

func newMessage(d protoreflect.MessageDescriptor) proto.Message {
	t, err := protoregistry.GlobalTypes.FindMessageByName(d.FullName())
	if err != nil {
		panic(err)
	}
	return t.New().Interface()
}

// suite is a gateway with services behind it.
type suite struct {
	*services
	*httptest.Server
	server *grpc.Server
	issuer *devissuer.Issuer
	health *health.Server
	spans  *tracetest.InMemoryExporter
	log    *strings.Builder
}

// traced has calls go on the trace of their context, as programs do.
func traced(t *testing.T, spans *tracetest.InMemoryExporter) grpc.UnaryClientInterceptor {
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "gateway", LogWriter: io.Discard, Spans: []trace.SpanProcessor{trace.NewSimpleSpanProcessor(spans)},
	})
	require.NoError(t, err)
	return func(
		ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption,
	) error {
		ctx, call := tel.ClientCalls().Begin(ctx, method)
		err := invoke(ctx, method, req, reply, conn, opts...)
		call.End(ctx, 0, status.Convert(err), nil)
		return err
	}
}

// start runs a gateway over a real connection; change alters its configuration.
func start(t *testing.T, change ...func(*gateway.Config)) *suite {
	t.Helper()
	s := &suite{services: &services{}, health: health.NewServer(), spans: tracetest.NewInMemoryExporter()}
	s.log = &strings.Builder{}
	tracer := trace.NewTracerProvider(trace.WithSyncer(s.spans))

	server := grpc.NewServer(grpc.UnknownServiceHandler(s.handle))
	grpc_health_v1.RegisterHealthServer(server, s.health)
	listener := bufconn.Listen(1 << 20)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	s.server = server

	conn, err := grpc.NewClient("passthrough:///services",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUnaryInterceptor(traced(t, s.spans)))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })

	s.issuer, err = devissuer.Open(t.TempDir(), clock.System())
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), s.issuer.Issuer())
	require.NoError(t, err)
	s.Server = httptest.NewUnstartedServer(nil)
	cfg := gateway.DefaultConfig()
	cfg.PublicURL = "http://" + s.Listener.Addr().String()
	cfg.Limits = limits.Config{} // tests of rules ask more than one caller may
	for _, c := range change {
		c(&cfg)
	}
	handler, err := gateway.New(gateway.Deps{
		Conn: conn, Verifier: verifier, Clock: clock.System(), Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Tracer: tracer, Meter: metricnoop.NewMeterProvider(),
	}, cfg)
	require.NoError(t, err)
	s.Config.Handler = handler
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// reply is an answer read to its end.
type reply struct {
	*http.Response
	body []byte
}

// problem is an error as a caller of another language would read it.
type problem struct {
	Type     string
	Title    string
	Status   int
	Detail   string
	Instance string
	Reason   string
	Meta     map[string]string
	Errors   []violation
}

type violation struct{ In, Field, Reason, Detail string }

func (r reply) problem(t *testing.T) problem {
	t.Helper()
	require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"), "%s", r.body)
	var p problem
	require.NoError(t, json.Unmarshal(r.body, &p))
	require.Equal(t, r.StatusCode, p.Status)
	require.Equal(t, http.StatusText(r.StatusCode), p.Title)
	require.NotEmpty(t, p.Detail)
	require.Regexp(t, `^[A-Z][A-Z0-9_]*$`, p.Reason)
	require.Equal(t, "urn:meedoen:problem:"+strings.ToLower(strings.ReplaceAll(p.Reason, "_", "-")), p.Type)
	require.Regexp(t, `^urn:meedoen:trace:[0-9a-f]{32}$`, p.Instance)
	return p
}

// do sends a request; headers are names and values in turn. A body is JSON unless a header says otherwise.
func (s *suite) do(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(r)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response, content}
}
