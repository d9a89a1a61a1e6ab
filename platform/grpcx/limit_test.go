package grpcx_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// limited answers a change of a server on which time stands still, so that what was taken does not come back.
func limited(l limits.GRPC) func(*grpcx.ServerConfig) {
	return func(cfg *grpcx.ServerConfig) { cfg.Limits, cfg.Clock = l, clock.At(noon()) }
}

// overTCP answers a connection to the rig over a network.
func (r *rig) overTCP(t *testing.T) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(r.listen(t), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return conn
}

// listen has the rig serve on a network, and answers the address.
func (r *rig) listen(t testing.TB) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- r.Serve(listener) }()
	r.SetServing()
	t.Cleanup(func() {
		require.NoError(t, r.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-served)
	})
	return listener.Addr().String()
}

// requireWait requires that err says when to try again.
func requireWait(t *testing.T, err error, want time.Duration) {
	t.Helper()
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.RetryInfo); ok {
			require.Equal(t, want, info.GetRetryDelay().AsDuration())
			return
		}
	}
	require.Fail(t, "nothing says when to try again", "%v", err)
}

func TestWhoCallsTooOftenIsToldWhenToGoOn(t *testing.T) {
	r := serving(t, handlers{}, limited(limits.GRPC{Config: limits.Config{Rate: 4, Burst: 3}}))
	for range 3 {
		require.NoError(t, getPositions(r.as(t), r.conn))
	}
	// Another token of the same caller is the same caller.
	err := getPositions(r.as(t, "another-role"), r.conn)
	requireFault(t, err, codes.ResourceExhausted, "RATE_LIMITED")
	requireWait(t, err, 250*time.Millisecond)
	require.NotContains(t, err.Error(), "anna")
	require.NotContains(t, r.log.all(), "anna")

	health := healthv1.NewHealthClient(r.conn)
	for range 20 {
		_, err := health.Check(t.Context(), &healthv1.HealthCheckRequest{})
		require.NoError(t, err, "who asks for health is never refused")
	}
}

func TestTooManyCallsUnderWayAreShed(t *testing.T) {
	entered, release := make(chan struct{}, 10), make(chan struct{})
	r := serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		entered <- struct{}{}
		<-release
		return &eventsv1.GetPositionsResponse{}, nil
	}}, limited(limits.GRPC{Config: limits.Config{InFlight: 8}}))
	answers := make(chan error, 2)
	for range 2 {
		go func() { answers <- getPositions(r.as(t), r.conn) }()
		<-entered
	}
	err := createCount(r.as(t, "importer"), r.conn)
	requireFault(t, err, codes.Unavailable, "OVERLOADED")
	requireWait(t, err, time.Second)
	close(release)
	require.NoError(t, <-answers)
	require.NoError(t, <-answers)
	require.NoError(t, createCount(r.as(t, "importer"), r.conn), "places come free")
}

func TestCallerMayHaveSoManyStreams(t *testing.T) {
	r := echoing(t, echo, limited(limits.GRPC{Streams: 2}))
	var open []grpc.ClientStream
	answer := func(stream grpc.ClientStream) error { return stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}) }
	for range 2 {
		stream := openEcho(r.as(t, "cook"), t, r)
		require.NoError(t, stream.SendMsg(goodCount()))
		require.NoError(t, answer(stream))
		open = append(open, stream)
	}
	requireFault(t, answer(openEcho(r.as(t, "cook"), t, r)), codes.ResourceExhausted, "STREAMS_TOO_MANY")
	require.NoError(t, open[0].CloseSend())
	require.Error(t, answer(open[0]))
	next := openEcho(r.as(t, "cook"), t, r)
	require.NoError(t, next.SendMsg(goodCount()))
	require.NoError(t, answer(next))
}

// TestTokensThatDoNotCountAreNotLookedAtForEver: verifying one takes arithmetic. Who has a good one goes on.
func TestTokensThatDoNotCountAreNotLookedAtForEver(t *testing.T) {
	r := newRig(t, limited(limits.GRPC{Config: limits.Config{Rate: 100_000}}))
	handlers{}.register(r)
	conn := r.overTCP(t)
	good := r.as(t)
	require.NoError(t, getPositions(good, conn))
	refused := 0
	for i := range 2010 {
		err := getPositions(withHeaders(t.Context(), fmt.Sprint("Bearer guess-", i)), conn)
		if status.Code(err) == codes.ResourceExhausted {
			refused++
			requireFault(t, err, codes.ResourceExhausted, "RATE_LIMITED")
		} else {
			requireFault(t, err, codes.Unauthenticated, "TOKEN_MALFORMED")
		}
	}
	require.Equal(t, 10, refused)
	require.NoError(t, getPositions(good, conn), "a token that was verified before")
	requireFault(t, getPositions(r.as(t, "new"), conn), codes.ResourceExhausted, "RATE_LIMITED")
	requireFault(t, getPositions(t.Context(), conn), codes.Unauthenticated, "TOKEN_MISSING")
}

// flooding sends what is too much for the windows of a connection whose other end takes nothing.
func flooding(sent chan<- error) grpc.StreamHandler {
	return func(_ any, stream grpc.ServerStream) error {
		message := goodCount()
		message.HeadCount.LocationId = string(make([]byte, 1<<20))
		for {
			if err := stream.SendMsg(message); err != nil {
				sent <- err
				return err
			}
		}
	}
}

func openFlood(t *testing.T, patience time.Duration) (*rig, grpc.ClientStream, chan error) {
	linkTestServices(t)
	sent := make(chan error, 1)
	r := newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Patience = patience })
	r.RegisterService(streams("Streams", "Echo", flooding(sent)), nil)
	conn := r.overTCP(t)
	stream, err := conn.NewStream(r.as(t, "cook"), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
	require.NoError(t, err)
	require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), "and then nothing more is taken")
	return r, stream, sent
}

func TestWhoTakesNothingFromAStreamLosesIt(t *testing.T) {
	r, _, sent := openFlood(t, 50*time.Millisecond)
	require.Error(t, <-sent)
	require.Eventually(t, func() bool {
		return strings.Contains(r.log.all(), "its caller takes nothing")
	}, time.Minute, time.Millisecond)
}

func TestWhoTakesNothingDoesNotHoldUpTheStop(t *testing.T) {
	r, _, sent := openFlood(t, time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	require.NoError(t, r.Stop(ctx), "nothing is left to be cut off when the grace ends")
	require.Error(t, <-sent)
	require.Eventually(t, func() bool { return strings.Contains(r.log.all(), "the server stops") }, time.Minute, time.Millisecond)
}
