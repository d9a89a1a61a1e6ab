package outbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

func TestPositionIsBehindEveryEventThatWasCommittedBefore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.run(r.relay)
		for n, want := range []string{"numbers:2", "numbers:4", "numbers:6"} {
			r.add(int64(2*n), int64(2*n+1))
			require.Equal(t, want, r.sent())
		}
		require.Equal(t, "numbers:6", r.sent(), "where nothing was added")
	})
}

func TestPositionDoesNotWaitForEventsThatWereCommittedLater(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		r.add(0)
		r.runOnce()
		r.add(1)
		waiting := r.After("StillUnsent")
		answer := make(chan string, 1)
		go func() {
			position, err := r.relay.Position(t.Context())
			answer <- fmt.Sprint(position, " ", err)
		}()
		<-waiting
		r.add(2) // and no relay to send it
		r.exec("UPDATE outbox SET sent_at = 1 WHERE aggregate_id = 'id-1'")
		require.Equal(t, "numbers:1 <nil>", <-answer)
		require.Equal(t, 1, r.unsent())
	})
}

func TestPositionIsUnavailableWhereEventsDoNotReachTheirStream(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		position := func() error {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			_, err := r.relay.Position(ctx)
			return err
		}
		requireNotPublished(t, position(), "there is no stream")
		_, err := r.nats.DeclareStream(t.Context(), service)
		require.NoError(t, err)
		_, err = r.relay.Position(t.Context())
		require.NoError(t, err, "there are no events")
		r.add(1)
		requireNotPublished(t, position(), "there is no relay")
		r.exec("UPDATE outbox SET sent_at = 1")
		requireNotPublished(t, position(), "the stream was lost")
	})
}

func requireNotPublished(t *testing.T, err error, why string) {
	t.Helper()
	var f *fault.Error
	require.ErrorAs(t, err, &f, why)
	require.Equal(t, fault.Unavailable, f.Kind, why)
	require.Equal(t, "EVENTS_NOT_PUBLISHED", f.Reason, why)
}

func TestPositionsOfEveryServiceAreAnsweredOverGRPC(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine, testkit.NATS(t))
		db := engine.Open(t, nil)
		other, err := outbox.New(outbox.Config{
			Service: "letters", DB: db, NATS: r.nats, Clock: r.clock, Log: slog.New(slog.DiscardHandler),
		})
		require.NoError(t, err)
		positions := &outbox.Positions{}
		positions.Add(r.relay)
		positions.Add(other)
		client := serve(t, positions)

		hasty, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		_, err = client.GetPositions(hasty, &eventsv1.GetPositionsRequest{})
		require.Error(t, err, "before the streams are there")
		r.add(1, 2)
		r.run(r.relay)
		r.sent()
		_, err = r.nats.DeclareStream(t.Context(), "letters")
		require.NoError(t, err)
		answer, err := client.GetPositions(t.Context(), &eventsv1.GetPositionsRequest{})
		require.NoError(t, err)
		require.Equal(t, []string{"numbers:2", "letters:0"}, answer.GetPositions())
	})
}

func serve(t *testing.T, positions *outbox.Positions) eventsv1.PositionServiceClient {
	t.Helper()
	lis := bufconn.Listen(1 << 16)
	s := grpc.NewServer()
	eventsv1.RegisterPositionServiceServer(s, positions)
	done := make(chan error, 1)
	go func() { done <- s.Serve(lis) }()
	t.Cleanup(func() {
		s.Stop()
		require.NoError(t, <-done)
	})
	conn, err := grpc.NewClient("passthrough:///events", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	return eventsv1.NewPositionServiceClient(conn)
}
