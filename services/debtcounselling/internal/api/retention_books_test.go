package api_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestBooksStayWithoutWhomTheyAreOfWhereASettlementGoes(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		_, err := r.receive(t, p, monthlyReceipt, 65_50)
		require.NoError(t, err)
		require.Equal(t, 1, r.count(t, "ledger_reference"))
		got, err := r.trajectories.GetTrajectory(r.supervisor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: p.trajectory})
		require.NoError(t, err)
		books := func() [][]string { return [][]string{r.rows(t, "ledger_book"), r.rows(t, "ledger_entry")} }
		before := books()
		// The trajectory ended, and the client is helped again: who it is stays.
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE trajectory SET state = 'exited', end_date = '2026-11-26', exit_reason = 'other'")
			if err == nil {
				_, err = tx.ExecContext(ctx, "UPDATE trajectory_client SET running = ''")
			}
			return err
		}))
		r.aTrajectory(t, got.GetClientIds()[0])
		r.on(t, "2033-11-25")
		r.removeDue(t)
		require.Equal(t, 1, r.count(t, "ledger_reference"))
		r.on(t, "2033-11-26")
		run := removed(r.removeDue(t))
		require.EqualValues(t, 1, run[debtcounsellingv1.RecordType_RECORD_TYPE_SETTLEMENT])
		require.Zero(t, run[clientOf])
		require.Zero(t, r.count(t, "settlement"))
		require.Zero(t, r.count(t, "ledger_reference"), "that it was the client who paid is forgotten")
		require.Equal(t, before, books())
		require.Equal(t, 1, r.count(t, "trajectory"))
	})
}
