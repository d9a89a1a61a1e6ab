package grpcx_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// both answers the connections to the rig: what a call ends in must not depend on which it takes.
func (r *rig) both() map[string]grpc.ClientConnInterface {
	return map[string]grpc.ClientConnInterface{"over TCP": r.conn, "within the process": r.near}
}

func TestCallWithinTheProcessIsLetInOrRefusedAsOneOverANetwork(t *testing.T) {
	r := serving(t, handlers{}, nil)
	for name, conn := range r.both() {
		t.Run(name, func(t *testing.T) {
			requireFault(t, createCount(t.Context(), conn), codes.Unauthenticated, "TOKEN_MISSING")
			requireFault(t, createCount(withHeaders(t.Context(), "Bearer x"), conn), codes.Unauthenticated, "TOKEN_MALFORMED")
			requireFault(t, createCount(r.as(t, "cook"), conn), codes.PermissionDenied, "ROLE_MISSING")
			require.NoError(t, createCount(r.as(t, "importer"), conn))
			require.NoError(t, getAccount(t.Context(), conn))
			_, err := activitiesv1.NewHeadCountServiceClient(conn).CreateHeadCount(r.as(t, "importer"), &activitiesv1.CreateHeadCountRequest{})
			requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
			_, err = healthv1.NewHealthClient(conn).Check(t.Context(), &healthv1.HealthCheckRequest{})
			require.NoError(t, err)
		})
	}
}

func TestFailureWithinTheProcessSaysNoMoreThanOverANetwork(t *testing.T) {
	cause := errors.New("row 7 of crumbs")
	for name, c := range map[string]struct {
		fail   func() error
		code   codes.Code
		reason string
	}{
		"fault": {func() error { return fault.New(fault.NotFound, "CAKE_GONE", "Gone.").Because(cause) }, codes.NotFound, "CAKE_GONE"},
		"other": {func() error { return cause }, codes.Internal, "INTERNAL"},
		"panic": {func() error { panic(cause) }, codes.Internal, "INTERNAL"},
		"status of another service": {
			func() error { return status.Error(codes.PermissionDenied, "row 7 of crumbs") }, codes.Internal, "INTERNAL",
		},
	} {
		r := serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) { return nil, c.fail() }}, nil)
		for way, conn := range r.both() {
			t.Run(name+" "+way, func(t *testing.T) {
				err := getPositions(r.as(t), conn)
				requireFault(t, err, c.code, c.reason)
				require.NotContains(t, status.Convert(err).Proto().String(), "crumbs")
				require.NotErrorIs(t, err, cause)
				require.Contains(t, r.log.all(), "row 7 of crumbs")
			})
		}
	}
}

// TestHandlerDoesNotInheritWhoCalledItsCaller: within a process the context of one call would be at hand in the next.
func TestHandlerDoesNotInheritWhoCalledItsCaller(t *testing.T) {
	for _, forward := range []bool{false, true} {
		r := newRig(t, nil)
		near, err := r.local.Connect(grpcx.ClientConfig{ForwardToken: forward})
		require.NoError(t, err)
		var inner *auth.Identity
		depth := 0
		handlers{account: func(ctx context.Context) (*reportingv1.Account, error) {
			if depth++; depth == 1 {
				return &reportingv1.Account{}, getAccount(ctx, near)
			}
			inner = auth.From(ctx)
			return &reportingv1.Account{}, nil
		}}.register(r)
		r.serve(t, grpcx.ClientConfig{})
		require.NoError(t, getAccount(r.as(t), r.near))
		require.Equal(t, forward, inner != nil)
		require.NoError(t, near.Close())
	}
}

func TestClientWithinTheProcessHasTheHabitsOfOneOverANetwork(t *testing.T) {
	var reads, writes atomic.Int32
	var left time.Duration
	r := serving(t, handlers{
		positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
			deadline, _ := ctx.Deadline()
			left = time.Until(deadline)
			if reads.Add(1) < 3 {
				return nil, fault.New(fault.Unavailable, "OVEN_COLD", "The oven is cold.")
			}
			return &eventsv1.GetPositionsResponse{}, nil
		},
		create: func(context.Context) (*activitiesv1.HeadCount, error) {
			writes.Add(1)
			return nil, fault.New(fault.Unavailable, "OVEN_COLD", "The oven is cold.")
		},
	}, nil)
	require.NoError(t, getPositions(r.as(t), r.near))
	require.EqualValues(t, 3, reads.Load(), "a read is tried again")
	require.Greater(t, left, 20*time.Second)
	require.LessOrEqual(t, left, 30*time.Second)
	requireFault(t, createCount(r.as(t, "importer"), r.near), codes.Unavailable, "OVEN_COLD")
	require.EqualValues(t, 1, writes.Load(), "and a write is not")
	_, err := r.local.Connect(grpcx.ClientConfig{ForwardToken: true, Credentials: own{}})
	require.ErrorContains(t, err, "either forwards tokens or has credentials of its own")
}

func TestCallerWithinTheProcessIsLimitedByWhoItIs(t *testing.T) {
	r := serving(t, handlers{}, limited(limits.GRPC{Config: limits.Config{Rate: 1, Burst: 1}}))
	require.NoError(t, getPositions(r.as(t), r.near))
	requireFault(t, getPositions(r.as(t), r.near), codes.ResourceExhausted, "RATE_LIMITED")
	for range 10 {
		require.NoError(t, getAccount(t.Context(), r.near), "who has no token is bounded by the gateway, which knows from where it calls")
	}
}

func TestServerThatIsNotReadyGetsNoCallsOfItsProcess(t *testing.T) {
	r := newRig(t, nil)
	handlers{}.register(r)
	near, err := r.local.Connect(grpcx.ClientConfig{})
	require.NoError(t, err)
	ctx := r.as(t, "importer")
	early := make(chan error, 1)
	go func() { early <- createCount(ctx, near) }()
	served := make(chan error, 1)
	go func() { served <- r.Serve(r.local) }()
	require.Equal(t, codes.Unavailable, status.Code(<-early))
	r.SetServing()
	require.NoError(t, createCount(ctx, near))
	r.SetNotServing()
	require.Equal(t, codes.Unavailable, status.Code(createCount(ctx, near)))
	r.SetServing()
	r.Retire()
	require.NoError(t, createCount(ctx, near), "there is nobody else to turn to")

	require.NoError(t, r.Stop(t.Context()))
	require.NoError(t, <-served)
	require.Equal(t, codes.Unavailable, status.Code(createCount(ctx, near)))
	require.NoError(t, near.Close())
	require.NoError(t, r.Serve(grpcx.NewLocal()), "after the stop")
}

func TestStopWaitsForCallsOfItsProcessOrCutsThemOff(t *testing.T) {
	for _, patient := range []bool{true, false} {
		entered, release, answer := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		r := serving(t, handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
			close(entered)
			select {
			case <-release:
				return &eventsv1.GetPositionsResponse{}, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}}, nil)
		ctx := r.as(t)
		go func() { answer <- getPositions(ctx, r.near) }()
		<-entered
		stop, cut := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- r.Stop(stop) }()
		if patient {
			close(release)
			require.NoError(t, <-answer)
			require.NoError(t, <-stopped)
		} else {
			cut()
			require.ErrorContains(t, <-stopped, "calls were cut off")
			require.Equal(t, codes.Unavailable, status.Code(<-answer))
		}
		cut()
	}
}

func TestWhoTakesNothingFromAStreamOfItsProcessLosesIt(t *testing.T) {
	for why, stopping := range map[string]bool{"its caller takes nothing": false, "the server stops": true} {
		linkTestServices(t)
		sent := make(chan error, 1)
		r := newRig(t, func(cfg *grpcx.ServerConfig) {
			cfg.Patience = 50 * time.Millisecond
			if stopping {
				cfg.Patience = time.Hour
			}
		})
		r.RegisterService(streams("Streams", "Echo", flooding(sent)), nil)
		r.serve(t, grpcx.ClientConfig{})
		stream, err := r.near.NewStream(r.as(t, "cook"), &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
		require.NoError(t, err)
		require.NoError(t, stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{}), "and then nothing more is taken")
		if stopping {
			require.NoError(t, r.Stop(t.Context()))
		}
		require.Error(t, <-sent)
		require.Eventually(t, func() bool { return strings.Contains(r.log.all(), why) }, time.Minute, time.Millisecond)
		require.Equal(t, codes.Unavailable, status.Code(stream.RecvMsg(&activitiesv1.CreateHeadCountRequest{})))
	}
}

func TestStreamWithinTheProcessKnowsWhoCallsAndIsValidated(t *testing.T) {
	r := echoing(t, echo, nil)
	open := func(ctx context.Context) grpc.ClientStream {
		stream, err := r.near.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
		require.NoError(t, err)
		return stream
	}
	stream, answer := open(r.as(t, "cook")), &activitiesv1.CreateHeadCountRequest{}
	require.NoError(t, stream.SendMsg(goodCount()))
	require.NoError(t, stream.RecvMsg(answer))
	require.Equal(t, "anna", answer.GetHeadCount().GetLocationId())
	require.NoError(t, stream.SendMsg(&activitiesv1.CreateHeadCountRequest{}))
	requireFault(t, stream.RecvMsg(answer), codes.InvalidArgument, "REQUEST_INVALID")
	requireFault(t, open(t.Context()).RecvMsg(answer), codes.Unauthenticated, "TOKEN_MISSING")
}
