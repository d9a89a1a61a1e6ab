package grpcx_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/grpcx"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

const (
	isServing  = healthv1.HealthCheckResponse_SERVING
	notServing = healthv1.HealthCheckResponse_NOT_SERVING
)

func TestEveryServiceHasItsHealth(t *testing.T) {
	r := newRig(t, nil)
	handlers{}.register(r)
	served := make(chan error, 1)
	go func() { served <- r.Serve(r.listener) }()
	client := healthv1.NewHealthClient(r.plain(t))
	requireHealth := func(want healthv1.HealthCheckResponse_ServingStatus) {
		for _, service := range []string{
			"", "meedoen.events.v1.PositionService", "meedoen.reporting.v1.AccountService",
		} {
			answer, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: service})
			require.NoError(t, err)
			require.Equal(t, want, answer.GetStatus(), service)
		}
	}

	requireLives := func() {
		answer, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: grpcx.Liveness})
		require.NoError(t, err)
		require.Equal(t, isServing, answer.GetStatus())
	}

	requireHealth(notServing)
	requireLives()
	r.SetServing()
	requireHealth(isServing)
	r.SetNotServing()
	requireHealth(notServing)
	requireLives()
	require.NoError(t, createCount(r.as(t, "importer"), r.plain(t)), "calls are answered all the same")
	r.SetServing()
	requireHealth(isServing)
	_, err := client.Check(t.Context(), &healthv1.HealthCheckRequest{Service: "nowhere"})
	require.Equal(t, codes.NotFound, status.Code(err))

	require.NoError(t, r.Stop(t.Context()))
	require.NoError(t, <-served)
}

// busy is a rig in the middle of a call that ends when release is closed, or when the server cuts it off.
type busy struct {
	*rig
	release chan struct{}
	answer  chan error
}

func newBusy(t *testing.T) busy {
	t.Helper()
	b := busy{release: make(chan struct{}), answer: make(chan error, 1)}
	entered := make(chan struct{})
	b.rig = serving(t, handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		close(entered)
		select {
		case <-b.release:
			return &eventsv1.GetPositionsResponse{}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}, nil)
	ctx := b.as(t)
	go func() { b.answer <- getPositions(ctx, b.conn) }()
	<-entered
	return b
}

func TestStopSaysNotServingAndLetsCallsEnd(t *testing.T) {
	b := newBusy(t)
	ctx, cancel := context.WithCancel(t.Context())
	watch, err := healthv1.NewHealthClient(b.plain(t)).Watch(ctx, &healthv1.HealthCheckRequest{})
	require.NoError(t, err)
	requireNext := func(want healthv1.HealthCheckResponse_ServingStatus) {
		answer, err := watch.Recv()
		require.NoError(t, err)
		require.Equal(t, want, answer.GetStatus())
	}
	requireNext(isServing)
	stopped := make(chan error, 1)
	go func() { stopped <- b.Stop(t.Context()) }()

	requireNext(notServing)
	cancel()
	select {
	case err := <-stopped:
		require.Fail(t, "stopped while a call was running", "%v", err)
	default:
	}
	close(b.release)

	require.NoError(t, <-b.answer)
	require.NoError(t, <-stopped)
}

func TestStopCutsOffCallsThatTakeTooLong(t *testing.T) {
	b := newBusy(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	err := b.Stop(ctx)

	require.ErrorContains(t, err, "calls were cut off")
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, codes.Unavailable, status.Code(<-b.answer))
}

func TestStoppedServerDoesNotServeAgain(t *testing.T) {
	r := newRig(t, nil)
	handlers{}.register(r)
	require.NoError(t, r.Stop(t.Context()))

	r.SetServing()

	require.NoError(t, r.Serve(r.listener))
	_, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.listener.Addr().String())
	require.Error(t, err, "the listener is closed")
}

func TestClientSendsNothingToAServerThatIsNotReady(t *testing.T) {
	r := newRig(t, nil)
	handlers{}.register(r)
	served := make(chan error, 1)
	go func() { served <- r.Serve(r.listener) }()
	conn := r.dial(t, grpcx.ClientConfig{})
	ctx := r.as(t, "importer")

	require.Equal(t, codes.Unavailable, status.Code(createCount(ctx, conn)))
	r.SetServing()
	require.NoError(t, waitFor(ctx, conn, connectivity.Ready))
	require.NoError(t, createCount(ctx, conn))
	r.SetNotServing()
	require.NoError(t, waitFor(ctx, conn, connectivity.TransientFailure))
	require.Equal(t, codes.Unavailable, status.Code(createCount(ctx, conn)))

	require.NoError(t, r.Stop(t.Context()))
	require.NoError(t, <-served)
}
