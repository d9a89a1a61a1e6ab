package local_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	testv1 "google.golang.org/grpc/interop/grpc_testing"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

// limits that both ways have.
const (
	maxMessage = 10_000
	maxHeader  = 8 << 10
	maxCalls   = 3
)

// service does what a test says.
type service struct {
	testv1.UnimplementedTestServiceServer
	unary func(context.Context, *testv1.SimpleRequest) (*testv1.SimpleResponse, error)
	down  func(*testv1.StreamingOutputCallRequest, testv1.TestService_StreamingOutputCallServer) error
	up    func(testv1.TestService_StreamingInputCallServer) error
	both  func(testv1.TestService_FullDuplexCallServer) error
}

func (s service) UnaryCall(ctx context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
	return s.unary(ctx, r)
}

func (s service) StreamingOutputCall(
	r *testv1.StreamingOutputCallRequest, stream testv1.TestService_StreamingOutputCallServer,
) error {
	return s.down(r, stream)
}

func (s service) StreamingInputCall(stream testv1.TestService_StreamingInputCallServer) error {
	return s.up(stream)
}

func (s service) FullDuplexCall(stream testv1.TestService_FullDuplexCallServer) error {
	return s.both(stream)
}

// served is a service that is served one way, with a connection to it.
type served struct {
	testv1.TestServiceClient
	conn interface {
		grpc.ClientConnInterface
		Close() error
	}
	// stop lets calls come to their end; cut does not.
	stop, cut func()
}

// opening is what both ways are opened with.
type opening struct {
	service     service
	credentials credentials.PerRPCCredentials
	server      grpc.UnaryServerInterceptor
	streams     grpc.StreamServerInterceptor
	client      grpc.UnaryClientInterceptor
}

// way serves calls.
type way func(t *testing.T, o opening) served

// onEveryWay runs a test over a network and within the process: what it finds must be the same.
func onEveryWay(t *testing.T, test func(t *testing.T, open way)) {
	t.Run("over TCP", func(t *testing.T) { test(t, overTCP) })
	t.Run("within the process", func(t *testing.T) { test(t, within) })
}

// serving answers a client of s.
func (w way) serving(t *testing.T, s service) served { return w(t, opening{service: s}) }

func overTCP(t *testing.T, o opening) served {
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(maxMessage), grpc.MaxHeaderListSize(maxHeader), grpc.MaxConcurrentStreams(maxCalls),
	}
	if o.server != nil {
		options = append(options, grpc.UnaryInterceptor(o.server), grpc.StreamInterceptor(o.streams))
	}
	server := grpc.NewServer(options...)
	testv1.RegisterTestServiceServer(server, o.service)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	dial := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if o.credentials != nil {
		dial = append(dial, grpc.WithPerRPCCredentials(o.credentials))
	}
	if o.client != nil {
		dial = append(dial, grpc.WithUnaryInterceptor(o.client))
	}
	conn, err := grpc.NewClient(listener.Addr().String(), dial...)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(); server.Stop(); require.NoError(t, <-ended) })
	return served{testv1.NewTestServiceClient(conn), conn, server.GracefulStop, server.Stop}
}

func within(t *testing.T, o opening) served {
	server := &local.Server{Unary: o.server, Stream: o.streams, MaxMessage: maxMessage, MaxHeader: maxHeader}
	testv1.RegisterTestServiceServer(server, o.service)
	endpoint := local.NewEndpoint()
	endpoint.Answer(server, true)
	conn := endpoint.Connect(local.Client{Credentials: o.credentials, Unary: o.client, MaxCalls: maxCalls})
	t.Cleanup(func() { _ = conn.Close(); endpoint.Cut() })
	return served{testv1.NewTestServiceClient(conn), conn, func() { <-endpoint.Stop() }, endpoint.Cut}
}

func request(text string) *testv1.SimpleRequest {
	return &testv1.SimpleRequest{Payload: &testv1.Payload{Body: []byte(text)}}
}

func response(text string) *testv1.SimpleResponse {
	return &testv1.SimpleResponse{Payload: &testv1.Payload{Body: []byte(text)}}
}

// echo answers what it is asked.
func echo(_ context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
	return response(string(r.GetPayload().GetBody())), nil
}

// message answers one of a stream, of so many bytes.
func message(size int) *testv1.StreamingOutputCallResponse {
	return &testv1.StreamingOutputCallResponse{Payload: &testv1.Payload{Body: make([]byte, size)}}
}
