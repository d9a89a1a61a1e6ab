package activities_test

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/activities"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// server is a service activities that answers as a test says.
type server struct {
	activitiesv1.UnimplementedSessionServiceServer
	activitiesv1.UnimplementedLocationServiceServer
	answer func(ctx context.Context, id string) error // what it does before it answers
	asked  atomic.Int32
	atOnce atomic.Int32
	most   atomic.Int32
	mu     sync.Mutex
	tokens map[string]bool
}

func (s *server) GetSession(ctx context.Context, req *activitiesv1.GetSessionRequest) (*activitiesv1.Session, error) {
	s.asked.Add(1)
	s.most.Store(max(s.most.Load(), s.atOnce.Add(1)))
	defer s.atOnce.Add(-1)
	s.mu.Lock()
	for _, token := range metadata.ValueFromIncomingContext(ctx, "authorization") {
		s.tokens[token] = true
	}
	s.mu.Unlock()
	if err := s.answer(ctx, req.GetId()); err != nil {
		return nil, err
	}
	start := time.Date(2022, 6, 20, 12, 0, 0, 0, time.UTC)
	return &activitiesv1.Session{
		Id: req.GetId(), ProgrammeId: "taal", LocationId: "haven", Date: "2022-06-20", StartTime: timestamppb.New(start),
		EndTime: timestamppb.New(start.Add(time.Hour)), State: activitiesv1.SessionState_SESSION_STATE_HELD,
	}, nil
}

func (s *server) GetLocation(_ context.Context, req *activitiesv1.GetLocationRequest) (*activitiesv1.Location, error) {
	return &activitiesv1.Location{Id: req.GetId(), DisplayName: "De Haven"}, nil
}

// ask asks a service, which answers so, for n sessions.
func ask(t *testing.T, n int, answer func(ctx context.Context, id string) error) (*server, activities.Answer) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s, serving := &server{answer: answer, tokens: map[string]bool{}}, grpc.NewServer()
	activitiesv1.RegisterSessionServiceServer(serving, s)
	activitiesv1.RegisterLocationServiceServer(serving, s)
	done := make(chan error, 1)
	go func() { done <- serving.Serve(listener) }()
	client, err := activities.Connect(listener.Addr().String(), nil, nil, nil)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, client.Close())
		serving.Stop()
		require.NoError(t, <-done)
	})
	ids := map[string]bool{}
	for i := range n {
		ids[fmt.Sprintf("%03d", i)] = true
	}
	ctx := metadata.NewIncomingContext(t.Context(), metadata.Pairs("authorization", "Bearer of-the-caller"))
	return s, client.Ask(ctx, ids)
}

func TestEachSessionIsAskedForOnceWithTheTokenOfTheCaller(t *testing.T) {
	s, a := ask(t, 50, func(_ context.Context, id string) error {
		if id == "007" {
			return status.Error(codes.NotFound, "there is none")
		}
		return nil
	})
	require.Len(t, a.Sessions, 49)
	require.Equal(t, map[string]bool{"007": true}, a.Unknown)
	require.Equal(t, map[string]string{"haven": "De Haven"}, a.Places)
	require.Equal(t, domain.SessionHeld, a.Sessions["001"].State)
	require.Equal(t, time.Hour, a.Sessions["001"].End.Sub(a.Sessions["001"].Start))
	require.EqualValues(t, 50, s.asked.Load())
	require.LessOrEqual(t, s.most.Load(), int32(8))
	require.Equal(t, map[string]bool{"Bearer of-the-caller": true}, s.tokens)
}

func TestSlowServiceIsWaitedForOnce(t *testing.T) {
	began := make(chan struct{}, 1000)
	s, a := ask(t, 1000, func(ctx context.Context, _ string) error {
		began <- struct{}{}
		<-ctx.Done() // it never answers
		return ctx.Err()
	})
	require.Empty(t, a.Sessions)
	require.Empty(t, a.Unknown, "it did not say that there is none")
	require.LessOrEqual(t, s.asked.Load(), int32(8), "those at the same time, and none after them")
	require.NotEmpty(t, began)
}

func TestWhatWasAnsweredBeforeOneFailedHolds(t *testing.T) {
	_, a := ask(t, 100, func(_ context.Context, id string) error {
		if id == "050" {
			return status.Error(codes.PermissionDenied, "not for this caller")
		}
		return nil
	})
	require.Contains(t, a.Sessions, "000")
	require.NotContains(t, a.Sessions, "050")
	require.Empty(t, a.Unknown)
}

func TestWhereNobodyCanBeAskedNothingIsKnownButWhatEventsTold(t *testing.T) {
	client, err := activities.Connect("", nil, nil, nil)
	require.NoError(t, err)
	a := client.Ask(t.Context(), map[string]bool{"a": true})
	require.Empty(t, a.Sessions)
	require.Equal(t, map[string]bool{"a": true}, a.Unknown)
	require.NoError(t, client.Close())
}
