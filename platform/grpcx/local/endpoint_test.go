package local_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	testv1 "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

// busy answers a client in the middle of a call, which ends when release is closed.
func busy(t *testing.T, open way) (c served, answer chan error, told chan error, release chan struct{}) {
	entered := make(chan struct{})
	answer, told, release = make(chan error, 1), make(chan error, 1), make(chan struct{})
	c = open.serving(t, service{unary: func(ctx context.Context, _ *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
		close(entered)
		select {
		case <-release:
		case <-ctx.Done():
		}
		told <- ctx.Err()
		return response(""), nil
	}})
	go func() {
		_, err := c.UnaryCall(t.Context(), request(""))
		answer <- err
	}()
	<-entered
	return c, answer, told, release
}

func TestStopLetsCallsEndAndRefusesOthers(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c, answer, told, release := busy(t, open)
		stopped := make(chan struct{})
		go func() { c.stop(); close(stopped) }()
		require.Eventually(t, func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := c.EmptyCall(ctx, &testv1.Empty{})
			return status.Code(err) == codes.Unavailable
		}, time.Minute, time.Millisecond)
		require.Empty(t, answer)
		close(release)
		require.NoError(t, <-answer)
		require.NoError(t, <-told)
		<-stopped
	})
}

func TestCutEndsCallsOnBothSides(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c, answer, told, _ := busy(t, open)
		c.cut()
		require.Equal(t, codes.Unavailable, status.Code(<-answer))
		require.ErrorIs(t, <-told, context.Canceled)
		_, err := c.EmptyCall(t.Context(), &testv1.Empty{})
		require.Equal(t, codes.Unavailable, status.Code(err))
	})
}

func TestConnectionThatIsClosedEndsItsCallsAndMakesNone(t *testing.T) {
	onEveryWay(t, func(t *testing.T, open way) {
		c, answer, told, _ := busy(t, open)
		require.NoError(t, c.conn.Close())
		require.Equal(t, codes.Canceled, status.Code(<-answer))
		require.ErrorIs(t, <-told, context.Canceled)
		_, err := c.EmptyCall(t.Context(), &testv1.Empty{})
		require.Equal(t, codes.Canceled, status.Code(err))
		_, err = c.FullDuplexCall(t.Context())
		require.Equal(t, codes.Canceled, status.Code(err))
		require.Error(t, c.conn.Close(), "once")
	})
}

func TestCutStreamIsLostToItsCaller(t *testing.T) {
	told := make(chan error, 1)
	c := way(within).serving(t, service{both: func(stream testv1.TestService_FullDuplexCallServer) error {
		require.True(t, local.Cut(stream.Context()))
		told <- stream.Send(message(1))
		return nil
	}})
	stream, err := c.FullDuplexCall(t.Context())
	require.NoError(t, err)
	_, err = stream.Recv()
	require.Equal(t, codes.Unavailable, status.Code(err))
	require.Error(t, <-told)
	require.False(t, local.Cut(t.Context()), "of a call that came otherwise")
}

// TestStreamMayBeCutWhileItIsOpened, and ends for its caller all the same; the race detector looks at it.
func TestStreamMayBeCutWhileItIsOpened(t *testing.T) {
	for i := range 20 {
		e, server := local.NewEndpoint(), &local.Server{}
		testv1.RegisterTestServiceServer(server, service{both: sendBack})
		e.Answer(server, true)
		conn := e.Connect(local.Client{})
		var begun, callers sync.WaitGroup
		begun.Add(4)
		for range 4 {
			callers.Go(func() { openUntilClosed(t, conn, begun.Done) })
		}
		begun.Wait()
		if i%2 == 0 {
			require.NoError(t, conn.Close())
		} else {
			e.Cut()
		}
		callers.Wait()
		<-e.Stop()
		_ = conn.Close()
	}
}

// openUntilClosed opens streams until that is refused, and looks whether each of them ends, once. It says when there is one.
func openUntilClosed(t *testing.T, conn *local.Conn, begun func()) {
	const most = 1000
	ends := []codes.Code{codes.Canceled, codes.Unavailable}
	opened, finished := []testv1.TestService_FullDuplexCallClient{}, make(chan error, 2*most)
	tell := grpc.OnFinish(func(err error) { finished <- err })
	for len(opened) < most {
		stream, err := testv1.NewTestServiceClient(conn).FullDuplexCall(t.Context(), tell)
		if err != nil {
			assert.Contains(t, ends, status.Code(<-finished))
			break
		}
		if opened = append(opened, stream); len(opened) == 1 {
			begun()
		}
	}
	for _, stream := range opened {
		_, err := stream.Header()
		assert.NoError(t, err)
		_, err = stream.Recv()
		assert.Contains(t, ends, status.Code(err))
		assert.Contains(t, ends, status.Code(<-finished))
	}
	assert.Empty(t, finished)
}

// waiting answers an endpoint that a call waits for, and how the call ends.
func waiting(t *testing.T, options ...grpc.CallOption) (e *local.Endpoint, server *local.Server, answer chan error) {
	e, server, answer = local.NewEndpoint(), &local.Server{}, make(chan error, 1)
	testv1.RegisterTestServiceServer(server, service{unary: echo})
	conn := e.Connect(local.Client{})
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	go func() {
		_, err := testv1.NewTestServiceClient(conn).UnaryCall(t.Context(), request(""), options...)
		answer <- err
	}()
	return e, server, answer
}

func TestCallWaitsForAServerAndIsRefusedWhileThatIsNotReady(t *testing.T) {
	e, server, answer := waiting(t)
	require.Empty(t, answer)
	e.Answer(server, false)
	require.Equal(t, codes.Unavailable, status.Code(<-answer))

	e, server, answer = waiting(t, grpc.WaitForReady(true))
	e.Answer(server, false)
	e.SetServing(false)
	require.Empty(t, answer)
	e.SetServing(true)
	require.NoError(t, <-answer)

	e, _, answer = waiting(t)
	e.Stop()
	require.Equal(t, codes.Unavailable, status.Code(<-answer))
	e.SetServing(true)
	conn := e.Connect(local.Client{})
	require.Equal(t, codes.Unavailable,
		status.Code(conn.Invoke(t.Context(), testv1.TestService_UnaryCall_FullMethodName, request(""), response(""))), "it stopped for good")
	require.NoError(t, conn.Close())
}

// trying answers what calls of a server end in that fails so often first, by whether they may be made again.
func trying(t *testing.T, failures int64, fail func(context.Context) error) (call func(method string) error, calls *atomic.Int64) {
	calls = &atomic.Int64{}
	server, e := &local.Server{}, local.NewEndpoint()
	testv1.RegisterTestServiceServer(server, service{unary: func(ctx context.Context, r *testv1.SimpleRequest) (*testv1.SimpleResponse, error) {
		if calls.Add(1) <= failures {
			return nil, fail(ctx)
		}
		return echo(ctx, r)
	}})
	e.Answer(server, true)
	conn := e.Connect(local.Client{Retry: local.Retry{
		Of: func(string) bool { return true }, Attempts: 3, First: time.Microsecond, Most: time.Millisecond, Factor: 3, Tokens: 10, Ratio: 0.1,
	}})
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return func(method string) error { return conn.Invoke(t.Context(), method, request(""), response("")) }, calls
}

func away(context.Context) error { return status.Error(codes.Unavailable, "away") }

func TestCallIsMadeAgainWhileItsServerIsAway(t *testing.T) {
	call, calls := trying(t, 2, away)
	require.NoError(t, call(testv1.TestService_UnaryCall_FullMethodName))
	require.EqualValues(t, 3, calls.Load())

	call, calls = trying(t, 100, away)
	for range 10 {
		require.Equal(t, codes.Unavailable, status.Code(call(testv1.TestService_UnaryCall_FullMethodName)))
	}
	// 3, 2 until half of the tokens are spent, and then one each.
	require.EqualValues(t, 3+2+8, calls.Load(), "a server in trouble is left alone")

	call, calls = trying(t, 100, func(context.Context) error { return status.Error(codes.Aborted, "") })
	require.Equal(t, codes.Aborted, status.Code(call(testv1.TestService_UnaryCall_FullMethodName)))
	require.EqualValues(t, 1, calls.Load())
}

func TestCallThatBeganToBeAnsweredIsNotMadeAgain(t *testing.T) {
	call, calls := trying(t, 100, func(ctx context.Context) error {
		require.NoError(t, grpc.SendHeader(ctx, metadata.Pairs("a", "1")))
		return away(ctx)
	})
	require.Equal(t, codes.Unavailable, status.Code(call(testv1.TestService_UnaryCall_FullMethodName)))
	require.EqualValues(t, 1, calls.Load())
}
