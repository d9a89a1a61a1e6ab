package grpcx_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/testkit"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// instance is one of several servers of one service, over a network.
type instance struct {
	*rig
	addr  string
	calls atomic.Int32
	ended chan error
}

func newInstance(t *testing.T, addr string) *instance {
	i := &instance{rig: newRig(t, nil), addr: addr, ended: make(chan error, 1)}
	handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		i.calls.Add(1)
		return &eventsv1.GetPositionsResponse{}, nil
	}}.register(i.rig)
	listener, err := net.Listen("tcp", addr)
	require.NoError(t, err)
	go func() { i.ended <- i.Serve(listener) }()
	i.SetServing()
	t.Cleanup(func() { i.stop(t) })
	return i
}

func (i *instance) stop(t *testing.T) {
	require.NoError(t, i.Stop(context.WithoutCancel(t.Context())))
	err := <-i.ended
	i.ended <- err
	require.NoError(t, err)
}

func TestInstancesTakeTurnsAndOneThatStopsIsLeftOut(t *testing.T) {
	a, b := newInstance(t, testkit.Address(t)), newInstance(t, testkit.Address(t))
	conn, err := grpcx.Dial(a.addr+", "+b.addr, grpcx.ClientConfig{})
	require.NoError(t, err)
	defer conn.Close()
	call := func() error {
		// Either takes the other's tokens for those of an unknown issuer's key; that is an answer too.
		err := getPositions(a.as(t), conn)
		if status.Code(err) == codes.Unauthenticated {
			b.calls.Add(1)
			return nil
		}
		return err
	}

	require.Eventually(t, func() bool {
		require.NoError(t, call())
		return a.calls.Load() > 3 && b.calls.Load() > 3
	}, time.Minute, time.Millisecond)

	a.stop(t)
	for range 20 {
		require.NoError(t, call(), "the other instance answers")
	}
}

func TestServerThatComesBackIsFoundSoon(t *testing.T) {
	first := newInstance(t, testkit.Address(t))
	conn, err := grpcx.Dial(first.addr, grpcx.ClientConfig{})
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, getPositions(first.as(t), conn))
	first.stop(t)
	require.Equal(t, codes.Unavailable, status.Code(getPositions(first.as(t), conn)))

	second := newInstance(t, first.addr)
	require.Eventually(t, func() bool { return getPositions(second.as(t), conn) == nil }, 15*time.Second, 10*time.Millisecond)
}
