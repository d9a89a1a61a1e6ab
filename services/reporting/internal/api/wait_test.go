package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/cloudevent"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
)

func waitFor(positions ...string) *reportingv1.GetAccountRequest {
	return &reportingv1.GetAccountRequest{Year: 2022, WaitFor: positions}
}

// answer is what a call answered.
type answer struct {
	account *reportingv1.Account
	err     error
}

// waiting calls for the account as its manager, to be answered when positions are reached.
func (r *rig) waiting(t *testing.T, positions ...string) <-chan answer {
	t.Helper()
	ctx, answered := r.as(t, manager), make(chan answer, 1)
	go func() {
		account, err := r.GetAccount(ctx, waitFor(positions...))
		answered <- answer{account, err}
	}()
	// One call more, so that the one before has most likely come as far as waiting.
	r.account(t, 0)
	return answered
}

func TestCallerWhoWaitsSeesWhatWasCountedUpToThere(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(5, register()...))
		answered := r.waiting(t, "activities:6", "activities:7")
		require.NoError(t, r.told(6, count("haven", "buurtcentra", "2022-01-01", 10)))
		require.NoError(t, r.told(7, count("haven", "buurtcentra", "2022-01-02", 5)))
		got := <-answered
		require.NoError(t, got.err)
		require.Equal(t, []string{"activities:7"}, got.account.GetPositions())
		require.EqualValues(t, 15, got.account.GetFigures()[20].GetValue())
		require.Equal(t, "centre-visits", got.account.GetFigures()[20].GetIndicator())
	})
}

// A service whose database was lost reads its publications back from its own stream.
func TestCallerWhoWaitsSeesThePublicationThatWasReadBack(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		r.record(t)
		r.publish(t)
		want := r.read(t, nobody, 0)
		told, err := proto.Marshal(r.appended(t)[0])
		require.NoError(t, err)
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM edition")
			return err
		}))
		_, err = r.GetAccount(t.Context(), &reportingv1.GetAccountRequest{Year: 2022})
		requireFault(t, err, codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
		answered := r.waiting(t, "reporting:1")
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			err := events.RestorePublications(ctx, tx, []cloudevent.Event{{Type: events.PublicationTypes()[0], Data: told}})
			if err != nil {
				return err
			}
			return r.move(ctx, tx, events.Service, 1)
		}))
		got := <-answered
		require.NoError(t, got.err)
		require.True(t, got.account.GetPublished())
		require.True(t, proto.Equal(want, r.read(t, nobody, 0)), "as it was")
	})
}

func TestPositionThatIsNotReachedInTimeIsADeadlineExceeded(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		require.NoError(t, r.told(5, register()...))
		_, err := r.GetAccount(r.as(t, manager), waitFor("activities:5"))
		require.NoError(t, err, "reached already")

		r.serve(t, 100*time.Millisecond)
		_, err = r.GetAccount(r.as(t, manager), waitFor("activities:6"))
		requireFault(t, err, codes.DeadlineExceeded, "POSITION_NOT_REACHED")
	})
}

func TestStreamThatIsNotCountedHereIsNotWaitedFor(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		_, err := r.GetAccount(r.as(t, manager), waitFor("elsewhere:99"))
		require.NoError(t, err)
	})
}

func TestWhatIsNoPositionIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for _, wrong := range []string{"", "activities", "activities:", "activities:-1", "activities:one", ":1"} {
			_, err := r.GetAccount(r.as(t, manager), waitFor("activities:0", wrong))
			requireFault(t, err, codes.InvalidArgument, "wait_for[1]: POSITION_INVALID")
		}
		_, err := r.GetAccount(r.as(t, manager), waitFor(make([]string, 17)...))
		requireFault(t, err, codes.InvalidArgument, "REQUEST_INVALID")
	})
}

// Who may not read the account learns that at once, and keeps no call of the server busy.
func TestUnpublishedAccountIsRefusedBeforeAnyWaiting(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		_, err := r.GetAccount(t.Context(), waitFor("activities:99"))
		requireFault(t, err, codes.Unauthenticated, "ACCOUNT_NOT_PUBLISHED")
	})
}
