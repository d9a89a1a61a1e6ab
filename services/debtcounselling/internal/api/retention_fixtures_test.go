package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// past begins a trajectory that ended on a date, as an importer does, with something of every record type.
func (r *rig) past(t testing.TB, end string, clientIDs ...string) string {
	t.Helper()
	begun, err := r.trajectories.CreateTrajectory(r.importing(t), &debtcounsellingv1.CreateTrajectoryRequest{
		Trajectory: &debtcounsellingv1.Trajectory{
			ClientIds: clientIDs, ReportDate: "2015-01-01", ReportChannel: debtcounsellingv1.ReportChannel_REPORT_CHANNEL_SELF,
			State: exited, EndDate: proto.String(end), ExitReason: debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED,
		},
	})
	require.NoError(t, err)
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		for _, row := range everyRecord(begun.GetId(), clientIDs[0]) {
			if _, err := tx.ExecContext(ctx, row); err != nil {
				return fmt.Errorf("%s: %w", row, err)
			}
		}
		return nil
	}))
	return begun.GetId()
}

// on has the tests play on a date.
func (r *rig) on(t testing.TB, date string) {
	t.Helper()
	d, err := civil.ParseDate(date)
	require.NoError(t, err)
	r.clock.Set(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC))
}

// preview answers what a run would do on a date.
func (r *rig) preview(t testing.TB, date string) *debtcounsellingv1.RetentionPreview {
	t.Helper()
	answer, err := r.retention.GetRetentionPreview(r.supervisor(t), &debtcounsellingv1.GetRetentionPreviewRequest{Date: date})
	require.NoError(t, err)
	return answer
}

// removeDue has a run begin and end, and answers it.
func (r *rig) removeDue(t testing.TB) *debtcounsellingv1.RetentionRun {
	t.Helper()
	begun, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: r.clock.Now().Format(time.DateOnly)})
	require.NoError(t, err)
	require.Equal(t, debtcounsellingv1.RetentionRunState_RETENTION_RUN_STATE_RUNNING, begun.GetState())
	r.runTimers(t, "")
	run, err := r.runs.GetRetentionRun(r.supervisor(t), &debtcounsellingv1.GetRetentionRunRequest{Id: begun.GetId()})
	require.NoError(t, err)
	require.Equal(t, debtcounsellingv1.RetentionRunState_RETENTION_RUN_STATE_COMPLETED, run.GetState())
	return run
}

// removed answers of how many trajectories or clients a run removed what, but for nothing.
func removed(run *debtcounsellingv1.RetentionRun) map[debtcounsellingv1.RecordType]int32 {
	counts := map[debtcounsellingv1.RecordType]int32{}
	for _, c := range run.GetCounts() {
		if c.GetRemoved() > 0 {
			counts[c.GetRecordType()] = c.GetRemoved()
		}
	}
	return counts
}

// count answers how many rows a table has.
func (r *rig) count(t testing.TB, table string) (n int) {
	t.Helper()
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n))
	return n
}

// The record types, for short.
const (
	caseFile   = debtcounsellingv1.RecordType_RECORD_TYPE_CASE_FILE
	claimsOf   = debtcounsellingv1.RecordType_RECORD_TYPE_CLAIM
	trajectory = debtcounsellingv1.RecordType_RECORD_TYPE_TRAJECTORY
	clientOf   = debtcounsellingv1.RecordType_RECORD_TYPE_CLIENT
	earlyOf    = debtcounsellingv1.RecordType_RECORD_TYPE_EARLY_SIGNAL
	linesOf    = debtcounsellingv1.RecordType_RECORD_TYPE_PROCESSING_LOG
)

// fiveYears answers the record types whose term is five years, each of one trajectory.
func fiveYears() map[debtcounsellingv1.RecordType]int32 {
	return map[debtcounsellingv1.RecordType]int32{
		caseFile: 1, debtcounsellingv1.RecordType_RECORD_TYPE_DECISION: 1, debtcounsellingv1.RecordType_RECORD_TYPE_MEASURE: 1,
		debtcounsellingv1.RecordType_RECORD_TYPE_LEGAL_HOLD: 1, debtcounsellingv1.RecordType_RECORD_TYPE_LIVING_AREA: 1,
	}
}

// sevenYears answers those that are left then.
func sevenYears() map[debtcounsellingv1.RecordType]int32 {
	return map[debtcounsellingv1.RecordType]int32{
		claimsOf: 1, debtcounsellingv1.RecordType_RECORD_TYPE_BALANCE_REQUEST: 1,
		debtcounsellingv1.RecordType_RECORD_TYPE_BUDGET_PLAN: 1, debtcounsellingv1.RecordType_RECORD_TYPE_CALCULATION: 1,
		debtcounsellingv1.RecordType_RECORD_TYPE_SETTLEMENT: 1, debtcounsellingv1.RecordType_RECORD_TYPE_FUND_AGREEMENT: 1,
		trajectory: 1, clientOf: 1,
	}
}
