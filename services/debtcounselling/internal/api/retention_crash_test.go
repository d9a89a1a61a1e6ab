package api_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/schedule"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// errKilled is how a test ends a batch before it is committed, as a kill of the process does.
var errKilled = errors.New("killed")

// batch does what the scheduler does where the timer of a run is due, and is killed before the commit or after it.
func (r *rig) batch(t testing.TB, id string, killed error) {
	t.Helper()
	err := r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		if err := r.timers.Remove(ctx, tx, "retention-run", id); err != nil {
			return err
		}
		return errors.Join(r.deps.RemoveDue(ctx, tx, schedule.Timer{Kind: "retention-run", Key: id}), killed)
	})
	require.ErrorIs(t, err, killed)
}

// manyPast begins trajectories that ended long ago, each of a client of its own, with a measure each.
func (r *rig) manyPast(t testing.TB, n int) {
	t.Helper()
	clients, trajectories := &debtcounsellingv1.BatchCreateClientsRequest{}, &debtcounsellingv1.BatchCreateTrajectoriesRequest{}
	for range n {
		clients.Requests = append(clients.Requests, &debtcounsellingv1.CreateClientRequest{Client: debtor()})
	}
	made, err := r.clients.BatchCreateClients(r.importing(t), clients)
	require.NoError(t, err)
	for _, c := range made.GetClients() {
		trajectories.Requests = append(trajectories.Requests, &debtcounsellingv1.CreateTrajectoryRequest{
			Trajectory: &debtcounsellingv1.Trajectory{
				ClientIds: []string{c.GetId()}, ReportDate: "2015-01-01", State: exited, EndDate: proto.String("2016-01-01"),
				ReportChannel: debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF,
				ExitReason:    debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED,
			},
		})
	}
	_, err = r.trajectories.BatchCreateTrajectories(r.importing(t), trajectories)
	require.NoError(t, err)
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO measure SELECT id, id, 'budget_coaching', '', '', '2015-01-01', '', 0, 'a', 1, 1, 1
			FROM trajectory`)
		return err
	}))
}

func TestRunThatIsKilledBetweenItsBatchesForgetsNothingAndDoesNothingTwice(t *testing.T) {
	const many = 120 // more than two batches
	onBoth(t, func(t *testing.T, r *rig) {
		r.manyPast(t, many)
		begun, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: "2026-11-26"})
		require.NoError(t, err)
		r.batch(t, begun.GetId(), errKilled)
		require.Equal(t, many, r.count(t, "measure"), "a batch is whole or not at all")
		require.Zero(t, r.count(t, "audit_log WHERE object LIKE 'trajectory/%/measure'"))
		r.batch(t, begun.GetId(), nil)
		require.Equal(t, many-50, r.count(t, "measure"), "a batch is bounded")
		r.batch(t, begun.GetId(), errKilled)
		require.Equal(t, many-50, r.count(t, "measure"))
		for r.count(t, "trajectory") == many {
			r.batch(t, begun.GetId(), nil)
		}
		require.Equal(t, r.count(t, "trajectory"), r.count(t, "client WHERE state = 'present'"), "a client goes with the last trajectory")
		r.on(t, "2026-12-01") // the process was away for some days
		r.runTimers(t, "")
		require.Zero(t, r.count(t, "trajectory"))
		require.Zero(t, r.count(t, "client WHERE state = 'present'"))
		require.Equal(t, many, r.count(t, "client_erasure"))
		run, err := r.runs.GetRetentionRun(r.supervisor(t), &debtcounsellingv1.GetRetentionRunRequest{Id: begun.GetId()})
		require.NoError(t, err)
		require.Equal(t, "2026-11-26", run.GetDate())
		require.NotNil(t, run.GetCompleteTime())
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{
			debtcounsellingv1.RecordType_RECORD_TYPE_MEASURE: many, trajectory: many, clientOf: many,
		}, removed(run))
		require.Equal(t, many, r.count(t, "audit_log WHERE object LIKE 'trajectory/%/measure'"))
		require.Equal(t, many, r.count(t, "(SELECT DISTINCT object FROM audit_log WHERE object LIKE 'trajectory/%/measure') AS o"))
		erased, err := r.deps.Privacy.Vault("debtcounselling").Erasures(t.Context())
		require.NoError(t, err)
		require.Len(t, erased, many, "every key is destroyed")
		require.Empty(t, removed(r.removeDue(t)))
	})
}

func TestHoldThatComesBetweenTheBatchesIsHeeded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		id := r.past(t, "2015-06-01", c)
		begun, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: "2026-11-26"})
		require.NoError(t, err)
		r.batch(t, begun.GetId(), nil)
		require.Zero(t, r.count(t, "trajectory_transition"))
		r.hold(t, &debtcounsellingv1.LegalHold{TrajectoryId: id})
		r.runTimers(t, "")
		require.Equal(t, 1, r.count(t, "decision"))
		require.Equal(t, 1, r.count(t, "claim"))
		_, err = r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: c})
		require.NoError(t, err)
	})
}
