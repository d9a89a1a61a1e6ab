package grpcx_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const echoMethod = "/grpcxtest.v1.Streams/Echo"

// echoing answers a rig whose Echo stream is served by handler.
func echoing(t *testing.T, handler grpc.StreamHandler, change func(*grpcx.ServerConfig)) *rig {
	t.Helper()
	linkTestServices(t)
	r := newRig(t, change)
	r.RegisterService(streams("Streams", "Echo", handler), nil)
	return r.serve(t, grpcx.ClientConfig{})
}

// echo sends back what it gets, with the caller as location.
func echo(_ any, stream grpc.ServerStream) error {
	for {
		var message activitiesv1.CreateHeadCountRequest
		if err := stream.RecvMsg(&message); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		message.HeadCount.LocationId = auth.From(stream.Context()).Subject
		if err := stream.SendMsg(&message); err != nil {
			return err
		}
	}
}

func openEcho(ctx context.Context, t *testing.T, r *rig) grpc.ClientStream {
	t.Helper()
	stream, err := r.conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
	require.NoError(t, err)
	return stream
}

func TestStreamKnowsWhoCalls(t *testing.T) {
	r := echoing(t, echo, nil)
	stream := openEcho(r.as(t, "cook"), t, r)
	for range 2 {
		require.NoError(t, stream.SendMsg(goodCount()))
		var answer activitiesv1.CreateHeadCountRequest
		require.NoError(t, stream.RecvMsg(&answer))
		require.Equal(t, "anna", answer.GetHeadCount().GetLocationId())
	}
	require.NoError(t, stream.CloseSend())
	require.ErrorIs(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), io.EOF)
}

func TestStreamOfPersonalDataThatNobodyLoggedEndsBadly(t *testing.T) {
	linkTestServices(t)
	r := newRig(t, nil)
	r.RegisterService(streams("Streams", "Bake", echo), nil)
	r.serve(t, grpcx.ClientConfig{})
	stream, err := r.conn.NewStream(r.as(t, "cook"), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true},
		"/grpcxtest.v1.Streams/Bake")
	require.NoError(t, err)
	require.NoError(t, stream.CloseSend())
	require.Equal(t, codes.Internal, status.Code(stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{})))
}

func TestStreamIsRefusedLikeACall(t *testing.T) {
	r := echoing(t, echo, nil)
	tests := map[string]struct {
		ctx    context.Context
		code   codes.Code
		reason string
	}{
		"no token":   {t.Context(), codes.Unauthenticated, "TOKEN_MISSING"},
		"wrong role": {r.as(t, "baker"), codes.PermissionDenied, "ROLE_MISSING"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := openEcho(tt.ctx, t, r).RecvMsg(&activitiesv1.CreateHeadCountRequest{})
			requireFault(t, err, tt.code, tt.reason)
		})
	}
}

func TestEveryMessageOfAStreamIsValidated(t *testing.T) {
	r := echoing(t, echo, nil)
	stream := openEcho(r.as(t, "cook"), t, r)
	require.NoError(t, stream.SendMsg(goodCount()))
	require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}))

	require.NoError(t, stream.SendMsg(&activitiesv1.CreateHeadCountRequest{}))

	err := stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{})
	requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
}

func TestPanicOfAStreamIsInternal(t *testing.T) {
	r := echoing(t, func(any, grpc.ServerStream) error { panic("out of flour") }, nil)

	err := openEcho(r.as(t, "cook"), t, r).RecvMsg(&activitiesv1.CreateHeadCountRequest{})

	requireFault(t, err, codes.Internal, "INTERNAL")
	require.Contains(t, r.onlyLine(t, echoMethod)["stack"], "stream_test.go")
}

func TestTooLargeAMessageIsTheCallersFault(t *testing.T) {
	r := echoing(t, echo, func(cfg *grpcx.ServerConfig) { cfg.MaxMessage = 10 })
	stream := openEcho(r.as(t, "cook"), t, r)

	require.NoError(t, stream.SendMsg(goodCount()))

	err := stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{})
	require.Equal(t, codes.ResourceExhausted, status.Code(err), "%v", err)
}

func TestStreamHasNoDeadlineOfOurs(t *testing.T) {
	deadlines := make(chan bool, 1)
	r := echoing(t, func(_ any, stream grpc.ServerStream) error {
		_, has := stream.Context().Deadline()
		deadlines <- has
		return nil
	}, func(cfg *grpcx.ServerConfig) { cfg.MaxDeadline = time.Millisecond })

	openEcho(r.as(t, "cook"), t, r)

	require.False(t, <-deadlines)
}

func TestStreamThatIsLeftIsNoError(t *testing.T) {
	done := make(chan struct{})
	r := echoing(t, func(_ any, stream grpc.ServerStream) error {
		defer close(done)
		<-stream.Context().Done()
		return stream.Context().Err()
	}, nil)
	ctx, cancel := context.WithCancel(r.as(t, "cook"))
	stream := openEcho(ctx, t, r)
	require.NoError(t, stream.SendMsg(goodCount()))
	cancel()
	<-done
	require.NoError(t, r.Stop(t.Context()))

	line := r.onlyLine(t, echoMethod)
	require.Equal(t, "DEBUG", line["level"])
	require.Equal(t, "Canceled", line["code"])
}

func TestStreamThatStaysOpenEndsWhenTheServerStops(t *testing.T) {
	entered := make(chan struct{})
	r := echoing(t, func(_ any, stream grpc.ServerStream) error {
		ctx, cancel := grpcx.UntilStop(stream.Context())
		defer cancel()
		close(entered)
		<-ctx.Done()
		return context.Cause(ctx)
	}, nil)
	stream := openEcho(r.as(t, "cook"), t, r)
	<-entered

	require.NoError(t, r.Stop(t.Context()), "nothing is cut off")

	requireFault(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), codes.Unavailable, "SERVER_STOPPING")
}

func TestUntilStopEndsWithItsCaller(t *testing.T) {
	causes := make(chan error, 1)
	r := echoing(t, func(_ any, stream grpc.ServerStream) error {
		ctx, cancel := grpcx.UntilStop(stream.Context())
		defer cancel()
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return context.Cause(ctx)
	}, nil)
	ctx, cancel := context.WithCancel(r.as(t, "cook"))
	stream := openEcho(ctx, t, r)
	require.NoError(t, stream.SendMsg(goodCount()))
	cancel()
	require.ErrorIs(t, <-causes, context.Canceled)

	outside, cancel := grpcx.UntilStop(t.Context())
	require.NoError(t, outside.Err(), "outside a server nothing stops")
	cancel()
	require.ErrorIs(t, outside.Err(), context.Canceled)
}
