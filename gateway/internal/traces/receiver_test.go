package traces

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	collectorv1 "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
)

// receiving answers a client of a receiver for store, and how to call it with a token of roles.
func receiving(t *testing.T, store *Store) (
	client collectorv1.TraceServiceClient, as func(roles ...string) context.Context,
) {
	t.Helper()
	clk := clock.At(now)
	issuer, err := devissuer.Open(t.TempDir(), clk)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clk, issuer.Issuer())
	require.NoError(t, err)
	server := NewReceiver(store, verifier, slog.New(slog.DiscardHandler), clk)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	conn, err := grpcx.Dial(listener.Addr().String(), grpcx.ClientConfig{})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		require.NoError(t, server.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-served)
	})
	return collectorv1.NewTraceServiceClient(conn), func(roles ...string) context.Context {
		token, err := issuer.Token(devissuer.Claims{Subject: "reporting", Roles: roles})
		require.NoError(t, err)
		return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
	}
}

func TestSpansOfOtherProcessesAreKept(t *testing.T) {
	s := NewStore(Limits{})
	client, as := receiving(t, s)
	for _, option := range []grpc.CallOption{grpc.EmptyCallOption{}, grpc.UseCompressor(gzip.Name)} {
		answer, err := client.Export(as(Role), request(sent(1, 2), sent(1, 3)), option)
		require.NoError(t, err)
		require.Nil(t, answer.GetPartialSuccess())
	}
	require.Len(t, s.Trace(traceID(1)), 2)
}

func TestSenderNeedsTheRoleTelemetry(t *testing.T) {
	s := NewStore(Limits{})
	client, as := receiving(t, s)
	for _, c := range []struct {
		ctx    context.Context
		code   codes.Code
		reason string
	}{
		{t.Context(), codes.Unauthenticated, "TOKEN_MISSING"},
		{metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer x"), codes.Unauthenticated, "TOKEN_MALFORMED"},
		{as("admin"), codes.PermissionDenied, "ROLE_MISSING"},
	} {
		_, err := client.Export(c.ctx, request(sent(1, 2)))
		require.Equal(t, c.code, status.Code(err))
		require.Equal(t, c.reason, fault.FromStatus(status.Convert(err)).Reason)
	}
	require.Zero(t, s.State().Spans)
}

func TestBadSpansAreCountedAndTheOthersKept(t *testing.T) {
	s := NewStore(Limits{})
	client, as := receiving(t, s)
	nameless, backwards := sent(1, 2), sent(1, 3)
	nameless.TraceId = nil
	backwards.EndTimeUnixNano = 1
	answer, err := client.Export(as(Role), request(nameless, sent(1, 4), backwards))
	require.NoError(t, err)
	require.EqualValues(t, 2, answer.GetPartialSuccess().GetRejectedSpans())
	require.Equal(t, "2 spans were refused, the first because its trace id has 0 bytes",
		answer.GetPartialSuccess().GetErrorMessage())
	require.Equal(t, 1, s.State().Spans)
	require.Equal(t, 2, s.State().Refused)
}

func TestMessageThatIsTooLargeIsRefused(t *testing.T) {
	client, as := receiving(t, NewStore(Limits{}))
	huge := sent(1, 2)
	huge.Name = string(make([]byte, maxMessage))
	_, err := client.Export(as(Role), request(huge))
	require.Equal(t, codes.ResourceExhausted, status.Code(err))
	_, err = client.Export(as(Role), &collectorv1.ExportTraceServiceRequest{
		ResourceSpans: []*tracev1.ResourceSpans{{}, {ScopeSpans: []*tracev1.ScopeSpans{{}, {Spans: []*tracev1.Span{{}}}}}},
	})
	require.NoError(t, err, "and the next is taken")
}

// BenchmarkExport says what it takes to receive one span, of batches of the size of the SDK.
func BenchmarkExport(b *testing.B) {
	r := &receiver{store: NewStore(Limits{}), clock: clock.At(now)}
	var batch []*tracev1.Span
	for i := range 512 {
		batch = append(batch, sent(i+1, i+1))
	}
	message := request(batch...)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = r.Export(b.Context(), message)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/512, "ns/span")
}
