package grpcx_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// waitFor waits until conn is as wanted: Ready where it may be called.
func waitFor(ctx context.Context, conn *grpc.ClientConn, want connectivity.State) error {
	for state := conn.GetState(); state != want; state = conn.GetState() {
		if !conn.WaitForStateChange(ctx, state) {
			return ctx.Err()
		}
	}
	return nil
}

func TestReadIsTriedAgainAndAWriteIsNot(t *testing.T) {
	unavailable := fault.New(fault.Unavailable, "OVEN_COLD", "The oven is cold.")
	var reads, writes atomic.Int32
	r := serving(t, handlers{
		positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
			if reads.Add(1) < 3 {
				return nil, unavailable
			}
			return &eventsv1.GetPositionsResponse{}, nil
		},
		create: func(context.Context) (*activitiesv1.HeadCount, error) {
			writes.Add(1)
			return nil, unavailable
		},
	}, nil)

	require.NoError(t, getPositions(r.as(t), r.conn))
	requireFault(t, createCount(r.as(t, "importer"), r.conn), codes.Unavailable, "OVEN_COLD")

	require.EqualValues(t, 3, reads.Load())
	require.EqualValues(t, 1, writes.Load(), "nobody can tell whether the first was done")
}

func TestOtherFailuresOfAReadAreNotTriedAgain(t *testing.T) {
	var reads atomic.Int32
	r := serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		reads.Add(1)
		return nil, errors.New("out of flour")
	}}, nil)

	requireFault(t, getPositions(r.as(t), r.conn), codes.Internal, "INTERNAL")

	require.EqualValues(t, 1, reads.Load())
}

func TestClientGivesACallADeadline(t *testing.T) {
	var left time.Duration
	r := newRig(t, nil)
	handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
		return &eventsv1.GetPositionsResponse{}, nil
	}}.register(r)
	r.serve(t, grpcx.ClientConfig{Timeout: 7 * time.Second})

	require.NoError(t, getPositions(r.as(t), r.conn))
	require.LessOrEqual(t, left, 7*time.Second)

	ctx, cancel := context.WithTimeout(r.as(t), 20*time.Second)
	defer cancel()
	require.NoError(t, getPositions(ctx, r.conn))
	require.Greater(t, left, 7*time.Second, "a deadline of the caller's own stays")
}

// relay is a rig whose GetAccount calls GetPositions over a client of its own, and keeps who was seen there, and how
// it went.
type relay struct {
	*rig
	ask     func(context.Context) context.Context
	subject string
	err     error
}

func newRelay(t *testing.T, cfg grpcx.ClientConfig) *relay {
	t.Helper()
	relay := &relay{rig: newRig(t, nil), ask: func(ctx context.Context) context.Context { return ctx }}
	client := relay.dial(t, cfg)
	handlers{
		account: func(ctx context.Context) (*reportingv1.Account, error) {
			relay.err = getPositions(relay.ask(ctx), client)
			return &reportingv1.Account{}, nil
		},
		positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
			relay.subject = auth.From(ctx).Subject
			return &eventsv1.GetPositionsResponse{}, nil
		},
	}.register(relay.rig)
	relay.serve(t, grpcx.ClientConfig{})
	return relay
}

func TestTokenIsForwardedOnlyWhereAskedFor(t *testing.T) {
	r := newRelay(t, grpcx.ClientConfig{ForwardToken: true})
	require.NoError(t, getAccount(r.as(t), r.conn))
	require.NoError(t, r.err)
	require.Equal(t, "anna", r.subject)

	require.NoError(t, getAccount(t.Context(), r.conn))
	requireFault(t, r.err, codes.Unauthenticated, "TOKEN_MISSING")

	r = newRelay(t, grpcx.ClientConfig{})
	require.NoError(t, getAccount(r.as(t), r.conn))
	requireFault(t, r.err, codes.Unauthenticated, "TOKEN_MISSING")
}

func TestTokenThatTheHandlerSetIsNotDoubled(t *testing.T) {
	r := newRelay(t, grpcx.ClientConfig{ForwardToken: true})
	token, err := r.issuer.Token(devissuer.Claims{Subject: "kitchen"})
	require.NoError(t, err)
	r.ask = func(ctx context.Context) context.Context { return withHeaders(ctx, "Bearer "+token) }

	require.NoError(t, getAccount(r.as(t), r.conn))

	require.NoError(t, r.err)
	require.Equal(t, "kitchen", r.subject)
}

// own is a token of the process's own.
type own struct{ token string }

func (o own) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + o.token}, nil
}

func (o own) RequireTransportSecurity() bool { return false }

func TestClientMayHaveATokenOfItsOwn(t *testing.T) {
	credentials := &own{}
	r := newRelay(t, grpcx.ClientConfig{Credentials: credentials})
	token, err := r.issuer.Token(devissuer.Claims{Subject: "kitchen"})
	require.NoError(t, err)
	credentials.token = token

	require.NoError(t, getAccount(r.as(t), r.conn))

	require.NoError(t, r.err)
	require.Equal(t, "kitchen", r.subject)
}

func TestClientDoesNotBothForwardAndHaveATokenOfItsOwn(t *testing.T) {
	_, err := grpcx.Dial("localhost:1", grpcx.ClientConfig{ForwardToken: true, Credentials: own{}})
	require.ErrorContains(t, err, "either forwards tokens or has credentials of its own")
}

func TestStreamForwardsTheTokenToo(t *testing.T) {
	linkTestServices(t)
	r := newRig(t, nil)
	client := r.dial(t, grpcx.ClientConfig{ForwardToken: true})
	var answer activitiesv1.CreateHeadCountRequest
	handlers{account: func(ctx context.Context) (*reportingv1.Account, error) {
		stream, err := client.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, echoMethod)
		if err == nil {
			err = stream.SendMsg(goodCount())
		}
		if err == nil {
			err = stream.RecvMsg(&answer)
		}
		return &reportingv1.Account{}, err
	}}.register(r)
	r.RegisterService(streams("Streams", "Echo", echo), nil)
	r.serve(t, grpcx.ClientConfig{})

	require.NoError(t, getAccount(r.as(t, "cook"), r.conn))

	require.Equal(t, "anna", answer.GetHeadCount().GetLocationId())
}

func TestServerServesANetworkAndItsOwnProcessAtOnce(t *testing.T) {
	r := serving(t, handlers{}, nil)
	require.NoError(t, getPositions(r.as(t), r.conn))
	require.NoError(t, getPositions(r.as(t), r.near))
}
