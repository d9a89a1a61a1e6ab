package operation_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/testkit"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

var errShape = errors.New("no such shape")

func TestProcessSaysHowItAndItsServicesAre(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		process, shop := r.status()
		require.Equal(t, []string{"mall", "7", "here"}, []string{process.GetName(), process.GetVersion(), process.GetHost()})
		require.Equal(t, time.Unix(1000, 0).UTC(), process.GetStartTime().AsTime())
		require.True(t, process.GetEventsConnected())
		require.Empty(t, process.GetUnreadyParts())
		require.True(t, shop.GetDatabaseReachable())
		require.Zero(t, shop.GetOutbox().GetUnsentCount())
		require.Nil(t, shop.GetOutbox().GetOldestAge())
		require.Nil(t, shop.GetStreams()[0].End, "there is no stream yet")
		require.Zero(t, shop.GetTimers().GetDueCount())

		r.append(time.Minute, wrapperspb.Int64(1))
		r.append(0, wrapperspb.Int64(2))
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			return r.timers.Set(ctx, tx, schedule.Timer{Kind: "none", Key: "1", Due: time.Unix(1000, 0)})
		})
		_, shop = r.status()
		require.EqualValues(t, 2, shop.GetOutbox().GetUnsentCount())
		require.InDelta(t, 60, shop.GetOutbox().GetOldestAge().AsDuration().Seconds(), 20)
		require.False(t, shop.GetOutbox().GetActive())
		require.EqualValues(t, 1, shop.GetTimers().GetDueCount())
		require.Greater(t, shop.GetTimers().GetOldestDelay().AsDuration(), 24*time.Hour)
		r.write(func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE timer SET failures = 2")
			return err
		})
		_, shop = r.status()
		require.EqualValues(t, 1, shop.GetTimers().GetFailingCount())

		r.run(r.relay.Run)
		require.Eventually(t, func() bool {
			_, shop = r.status()
			return shop.GetOutbox().GetUnsentCount() == 0 && shop.GetOutbox().GetActive() && shop.GetOutbox().GetLastSendTime() != nil
		}, 20*time.Second, 10*time.Millisecond)
	})
}

func TestStreamSaysHowFarItWasHandled(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.bury(letter("1", "urn:protobuf:x", nil), letter("2", "urn:protobuf:x", nil))
		_, shop := r.status()
		stream := shop.GetStreams()[0]
		require.Equal(t, "letters", stream.GetService())
		require.EqualValues(t, []int64{2, 2}, []int64{stream.GetPosition(), stream.GetEnd()})
		require.Nil(t, stream.GetOldestAge())
		require.EqualValues(t, 2, stream.GetDeadLetterCount())
		require.EqualValues(t, 2, shop.GetDeadLetterCount())
		require.EqualValues(t, []int32{1, 0}, []int32{stream.GetShareCount(), stream.GetActiveShareCount()})

		r.publish(letter("3", "urn:protobuf:x", nil))
		_, shop = r.status()
		stream = shop.GetStreams()[0]
		require.EqualValues(t, []int64{2, 3}, []int64{stream.GetPosition(), stream.GetEnd()})
		require.NotNil(t, stream.GetOldestAge())

		r.run(r.consumer.Run)
		require.Eventually(t, func() bool {
			_, shop = r.status()
			return shop.GetStreams()[0].GetPosition() == 3 && shop.GetStreams()[0].GetActiveShareCount() == 1
		}, 20*time.Second, 10*time.Millisecond)
	})
}

func TestWhatIsAwayIsSaidInTimeAndTheRestToo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.ready = errors.New("dial tcp: user=secret")
		r.server.Stop()
		var process *operationsv1.ProcessStatus
		var shop *operationsv1.ServiceStatus
		require.Eventually(t, func() bool {
			process, shop = r.status()
			return !process.GetEventsConnected()
		}, 20*time.Second, 10*time.Millisecond)
		require.Equal(t, []string{"cellar"}, process.GetUnreadyParts())
		require.NotContains(t, process.String(), "secret")
		require.True(t, shop.GetDatabaseReachable())
		require.Nil(t, shop.GetStreams()[0].End)

		require.NoError(t, r.db.Close())
		_, shop = r.status()
		require.False(t, shop.GetDatabaseReachable())
		require.Nil(t, shop.GetOutbox())
		r.server.Start()
	})
}

func TestOnlyAdminsMayLookAndChange(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	key := []*operationsv1.DeadLetterKey{{Source: "urn:x", Id: "1"}}
	calls := map[string]func(context.Context) error{
		"status": func(ctx context.Context) error {
			_, err := r.client.GetProcessStatus(ctx, &operationsv1.GetProcessStatusRequest{})
			return err
		},
		"list": func(ctx context.Context) error {
			_, err := r.client.ListDeadLetters(ctx, &operationsv1.ListDeadLettersRequest{Service: "shop"})
			return err
		},
		"get": func(ctx context.Context) error {
			_, err := r.client.GetDeadLetter(ctx, &operationsv1.GetDeadLetterRequest{Service: "shop", Key: key[0]})
			return err
		},
		"retry": func(ctx context.Context) error {
			_, err := r.client.CreateDeadLetterRetry(ctx, &operationsv1.CreateDeadLetterRetryRequest{Service: "shop", Keys: key})
			return err
		},
		"drop": func(ctx context.Context) error {
			_, err := r.client.CreateDeadLetterDrop(ctx, &operationsv1.CreateDeadLetterDropRequest{Service: "shop", Keys: key})
			return err
		},
	}
	for name, call := range calls {
		for _, role := range []string{"auditor", "account.manager", "telemetry", "*"} {
			require.Equal(t, codes.PermissionDenied, status.Code(call(r.as(role))), "%s as %s", name, role)
		}
		require.Equal(t, codes.Unauthenticated, status.Code(call(t.Context())), name)
	}
}
