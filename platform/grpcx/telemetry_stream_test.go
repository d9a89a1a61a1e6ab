package grpcx_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"

	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// betweenStreams is between, for a stream that handler serves.
func betweenStreams(t *testing.T, handler grpc.StreamHandler) (r *rig, server, client watched) {
	t.Helper()
	linkTestServices(t)
	server, client = watch(t, "server"), watch(t, "client")
	r = newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
	handlers{}.register(r)
	r.RegisterService(streams("Streams", "Echo", handler), nil)
	return r.serve(t, grpcx.ClientConfig{Telemetry: client.ClientCalls()}), server, client
}

func TestStreamIsOneCallUntilItsEnd(t *testing.T) {
	var inside trace.SpanContext
	r, server, client := betweenStreams(t, func(srv any, stream grpc.ServerStream) error {
		inside = trace.SpanContextFromContext(stream.Context())
		return echo(srv, stream)
	})
	stream := openEcho(r.as(t, "cook"), t, r)
	for range 2 {
		require.NoError(t, stream.SendMsg(goodCount()))
		require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}))
	}
	require.Empty(t, append(server.names(), client.names()...))
	require.NoError(t, stream.CloseSend())
	require.ErrorIs(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), io.EOF)
	require.ErrorIs(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), io.EOF)

	require.Equal(t, []string{"server grpcxtest.v1.Streams/Echo"}, server.names())
	require.Equal(t, []string{"client grpcxtest.v1.Streams/Echo"}, client.names())
	require.Equal(t, server.spans.GetSpans()[0].SpanContext.SpanID(), inside.SpanID())
	require.Equal(t, map[string]int{"OK": 1}, server.answered(t))
	require.Equal(t, map[string]int{"OK": 1}, client.answered(t))
}

func TestStreamThatIsRefusedSaysSo(t *testing.T) {
	r, server, client := betweenStreams(t, echo)
	require.Error(t, openEcho(t.Context(), t, r).RecvMsg(&activitiesv1.CreateHeadCountRequest{}))
	require.Equal(t, map[string]int{"UNAUTHENTICATED": 1}, server.answered(t))
	require.Equal(t, map[string]int{"UNAUTHENTICATED": 1}, client.answered(t))
}

func TestStreamThatIsLeftEndsWithItsContext(t *testing.T) {
	r, _, client := betweenStreams(t, echo)
	ctx, cancel := context.WithCancel(r.as(t, "cook"))
	stream := openEcho(ctx, t, r)
	require.NoError(t, stream.SendMsg(goodCount()))
	require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}))
	cancel()
	require.Eventually(t, func() bool { return len(client.names()) == 1 }, time.Minute, time.Millisecond)
	require.Eventually(t, func() bool { return client.answered(t)["CANCELLED"] == 1 }, time.Minute, time.Millisecond)
	require.Error(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}))
	require.Len(t, client.names(), 1, "it ends once")
}

// TestStreamThatIsLeftIsToldOfWithItsServer, whoever the caller itself was called by.
func TestStreamThatIsLeftIsToldOfWithItsServer(t *testing.T) {
	mistake := goodCount()
	mistake.HeadCount.LocationId = "caf\xe9"
	leave := map[string]func(context.CancelFunc, grpc.ClientStream){
		"CANCELLED": func(cancel context.CancelFunc, _ grpc.ClientStream) { cancel() },
		"INTERNAL":  func(_ context.CancelFunc, stream grpc.ClientStream) { _ = stream.SendMsg(mistake) },
	}
	for code, leave := range leave {
		for _, way := range []string{"tcp", "local"} {
			t.Run(code+" "+way, func(t *testing.T) {
				r, _, client := betweenStreams(t, echo)
				conn, at := grpc.ClientConnInterface(r.near), "server.address=local"
				if way == "tcp" {
					host, port, err := net.SplitHostPort(r.listener.Addr().String())
					require.NoError(t, err)
					conn, at = r.conn, "server.address="+host+",server.port="+port
				}
				caller := peer.NewContext(r.as(t, "cook"), &peer.Peer{Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 7}})
				ctx, cancel := context.WithCancel(caller)
				defer cancel()
				stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
				require.NoError(t, err)
				require.NoError(t, stream.SendMsg(goodCount()))
				require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}))
				leave(cancel, stream)

				require.Eventually(t, func() bool { return client.answered(t)[code] == 1 }, time.Minute, time.Millisecond)
				all := "rpc.method=grpcxtest.v1.Streams/Echo,rpc.response.status_code=" + code + ",rpc.system.name=grpc," + at
				require.Equal(t, all, about(client.spans.GetSpans()[0]))
				require.Equal(t, []string{"error.type=" + code + "," + all}, client.measured(t))
			})
		}
	}
}

func TestStreamWithOneAnswerEndsWithIt(t *testing.T) {
	r, _, client := betweenStreams(t, echo)
	stream, err := r.conn.NewStream(r.as(t), &grpc.StreamDesc{}, positionsMethod)
	require.NoError(t, err)
	require.NoError(t, stream.SendMsg(&eventsv1.GetPositionsRequest{}))
	require.NoError(t, stream.CloseSend())
	require.NoError(t, stream.RecvMsg(&eventsv1.GetPositionsResponse{}))
	require.Equal(t, map[string]int{"OK": 1}, client.answered(t))
}

func TestStreamThatCannotBeOpenedIsACallThatFailed(t *testing.T) {
	client := watch(t, "client")
	conn, err := grpcx.Dial("127.0.0.1:1", grpcx.ClientConfig{Telemetry: client.ClientCalls()})
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	_, err = conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, echoMethod)
	require.Error(t, err)
	require.Equal(t, map[string]int{"UNAVAILABLE": 1}, client.answered(t))
}
