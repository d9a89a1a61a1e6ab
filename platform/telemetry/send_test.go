package telemetry_test

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	tracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
)

// receiver takes spans over gRPC, and tells their names and the tokens that came with them.
type receiver struct {
	tracepb.UnimplementedTraceServiceServer
	names  chan string
	tokens chan []string
}

func (r *receiver) Export(
	ctx context.Context, sent *tracepb.ExportTraceServiceRequest,
) (*tracepb.ExportTraceServiceResponse, error) {
	r.tokens <- metadata.ValueFromIncomingContext(ctx, "authorization")
	for _, resource := range sent.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				r.names <- span.GetName()
			}
		}
	}
	return &tracepb.ExportTraceServiceResponse{}, nil
}

// receive answers a receiver at address.
func receive(t *testing.T, address string) *receiver {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	require.NoError(t, err)
	return receiveOn(t, listener)
}

// receiveOn answers a receiver on listener.
func receiveOn(t *testing.T, listener net.Listener) *receiver {
	t.Helper()
	const room = 1 << 15 // for more than a test sends: a receiver that waits would be one that takes nothing
	r := &receiver{names: make(chan string, room), tokens: make(chan []string, room)}
	server := grpc.NewServer()
	tracepb.RegisterTraceServiceServer(server, r)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		require.NoError(t, <-done)
	})
	return r
}

type token string

func (t token) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(t)}, nil
}

func (token) RequireTransportSecurity() bool { return false }

// log is what a module logs, read while it does.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *log) count(part string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), part)
}

// sending answers telemetry that sends its spans to endpoint, and its log.
func sending(t *testing.T, endpoint string) (*telemetry.Telemetry, *log) {
	t.Helper()
	lines := &log{}
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: "one", LogWriter: lines, Traces: telemetry.Traces{Endpoint: endpoint, Credentials: token("abc")},
	})
	require.NoError(t, err)
	return tel, lines
}

func work(t *testing.T, tel *telemetry.Telemetry, name string) {
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), name)
	span.End()
}

func TestSpansAreSentWithTheModulesOwnToken(t *testing.T) {
	withoutVariables(t)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=secret-of-another")
	address := testkit.Address(t)
	r := receive(t, address)
	tel, _ := sending(t, address)
	work(t, tel, "work")
	require.Equal(t, []string{"Bearer abc"}, <-r.tokens)
	require.Equal(t, "work", <-r.names, "before the module stops")
	work(t, tel, "last")
	require.NoError(t, tel.Shutdown(t.Context()))
	require.Equal(t, "last", <-r.names)
}

func TestSpansWaitForAReceiverThatStartsLater(t *testing.T) {
	withoutVariables(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	tel, lines := sending(t, listener.Addr().String())
	work(t, tel, "early")
	for range 2 { // it is there, and not ready
		conn, err := listener.Accept()
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	}
	r := receiveOn(t, listener)
	require.Equal(t, "early", <-r.names)
	require.Zero(t, lines.count("spans are lost"))
	require.NoError(t, tel.Shutdown(t.Context()))
}

func TestModuleWorksOnWhereNobodyTakesItsSpans(t *testing.T) {
	withoutVariables(t)
	address := testkit.Address(t)
	tel, lines := sending(t, address)
	for range 10_000 { // more than can wait
		work(t, tel, "lost")
	}
	require.Eventually(t, func() bool { return lines.count("spans are lost") == 1 }, time.Minute, 10*time.Millisecond)

	r := receive(t, address)
	require.Eventually(t, func() bool { // the connection is tried again after some seconds
		work(t, tel, "found")
		return lines.count("spans are taken again") == 1
	}, time.Minute, 100*time.Millisecond)
	for name := range r.names {
		if name == "found" {
			break
		}
	}
	require.Equal(t, 1, lines.count("spans are lost"), "said once")
	require.NoError(t, tel.Shutdown(t.Context()))
}

func TestStoppingDoesNotFailWhereNobodyTakesTheSpans(t *testing.T) {
	withoutVariables(t)
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and never answers
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, silent.Close()) })
	tel, _ := sending(t, silent.Addr().String())
	work(t, tel, "lost")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, tel.Shutdown(ctx))
	require.NoError(t, ctx.Err())
}
