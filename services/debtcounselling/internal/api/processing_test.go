package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestEveryMethodButThoseWithoutAClientDeclaresItsProcessing(t *testing.T) {
	for _, file := range served() {
		switch file {
		case debtcounsellingv1.File_meedoen_debtcounselling_v1_processing_log_proto,
			debtcounsellingv1.File_meedoen_debtcounselling_v1_audit_log_proto,
			debtcounsellingv1.File_meedoen_debtcounselling_v1_creditor_proto,             // organisations alone
			debtcounsellingv1.File_meedoen_debtcounselling_v1_early_signal_figures_proto, // numbers alone
			debtcounsellingv1.File_meedoen_debtcounselling_v1_fund_proto,                 // what it has, of all together
			debtcounsellingv1.File_meedoen_debtcounselling_v1_retention_run_proto:        // counts alone
		default:
			require.NotEmpty(t, servicetest.ProcessingMethods(t, file))
		}
	}
}

func TestReadingIsInBothLogsBeforeItIsAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		tr := r.aTrajectory(t, c.GetId())
		require.Len(t, r.lines(t, "CreateClient"), 1)
		require.Len(t, r.lines(t, "CreateTrajectory"), 1)
		_, err := r.trajectories.GetTrajectory(r.counsellor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: tr.GetId()})
		require.NoError(t, err)
		lines := r.lines(t, "GetTrajectory")
		require.Len(t, lines, 1)
		require.Equal(t, "debtcounselling/trajectories", lines[0].GetActivity())
		require.Equal(t, counsellorSubject, lines[0].GetActor())
		var read int
		require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE result = 'done'
			AND object = $1 AND actor = $2 AND action LIKE '%/GetTrajectory'`, "trajectory/"+tr.GetId(), counsellorSubject).Scan(&read))
		require.Equal(t, 1, read)
	})
}
