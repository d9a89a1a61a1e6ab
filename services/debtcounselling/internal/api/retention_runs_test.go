package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
)

func TestPreviewAnswersWhatIsDueOnADateInPagesAndChangesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		id := r.past(t, "2022-02-28", c)
		held := r.past(t, "2021-12-01", c)
		r.hold(t, &debtcounsellingv1.LegalHold{TrajectoryId: held})
		before := r.rows(t, "trajectory")
		require.Empty(t, r.preview(t, "").GetCounts())
		got := r.preview(t, "2027-02-28")
		for _, count := range got.GetCounts() {
			require.Equal(t, []int32{60, 1, 1}, []int32{count.GetMonths(), count.GetRemoved(), count.GetHeld()}, count.GetRecordType())
		}
		require.Len(t, got.GetCounts(), 5)
		require.Len(t, got.GetItems(), 10)
		require.Equal(t, "2027-02-28", got.GetItems()[0].GetDueDate())
		require.Equal(t, id, got.GetItems()[0].GetTrajectoryId())
		require.Equal(t, held, got.GetItems()[1].GetTrajectoryId())
		require.True(t, got.GetItems()[1].GetHeld())
		var all []*debtcounsellingv1.RetentionItem
		req := &debtcounsellingv1.GetRetentionPreviewRequest{Date: "2027-02-28", PageSize: 3}
		for {
			page, err := r.retention.GetRetentionPreview(r.supervisor(t), req)
			require.NoError(t, err)
			require.Len(t, page.GetCounts(), 5, "the counts are of all")
			all = append(all, page.GetItems()...)
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
		require.Len(t, all, 10)
		for i := range all {
			requireProto(t, got.GetItems()[i], all[i])
		}
		require.Equal(t, before, r.rows(t, "trajectory"))
		for want, date := range map[string]string{"date DATE_IN_PAST": "2026-11-25", "date DATE_INVALID": "2027-02-30"} {
			_, err := r.retention.GetRetentionPreview(r.supervisor(t), &debtcounsellingv1.GetRetentionPreviewRequest{Date: date})
			invalid(want).require(t, err)
		}
		lines := r.lines(t, "GetRetentionPreview")
		require.NotEmpty(t, lines)
		require.Equal(t, r.deps.Privacy.Logged(c), lines[0].GetSubject())
	})
}

func TestRunIsOfTodayAndOneAtATime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for want, date := range map[string]string{"date DATE_NOT_TODAY": "2026-11-27", "date DATE_INVALID": "2026-11-31"} {
			r.refuses(t, invalid(want), func() error {
				_, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: date})
				return err
			})
		}
		req := &debtcounsellingv1.CreateRetentionRunRequest{Date: "2026-11-26", RequestId: "7b0b8f0e-9a52-4c1e-8f0a-0d6f1f3f2a11"}
		first, err := r.runs.CreateRetentionRun(r.supervisor(t), req)
		require.NoError(t, err)
		again, err := r.runs.CreateRetentionRun(r.supervisor(t), req)
		require.NoError(t, err)
		requireProto(t, first, again)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RETENTION_RUNNING"}, func() error {
			_, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: "2026-11-26"})
			return err
		})
		r.runTimers(t, "")
		second := r.removeDue(t)
		list, err := r.runs.ListRetentionRuns(r.supervisor(t), &debtcounsellingv1.ListRetentionRunsRequest{PageSize: 1})
		require.NoError(t, err)
		require.Equal(t, first.GetId(), list.GetRetentionRuns()[0].GetId())
		require.Len(t, list.GetRetentionRuns()[0].GetCounts(), 15, "with the terms it went by")
		list, err = r.runs.ListRetentionRuns(r.supervisor(t), &debtcounsellingv1.ListRetentionRunsRequest{
			PageSize: 1, PageToken: list.GetNextPageToken(),
		})
		require.NoError(t, err)
		requireProto(t, second, list.GetRetentionRuns()[0])
		_, err = r.runs.GetRetentionRun(r.supervisor(t), &debtcounsellingv1.GetRetentionRunRequest{Id: ids.New()})
		refusal{code: codes.NotFound, reason: "RETENTION_RUN_NOT_FOUND"}.require(t, err)
	})
}

func TestEachNightWhatIsDueGoesWhereThatIsConfigured(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.past(t, "2015-06-01", r.aClient(t).GetId())
		due := func() (at []int64) {
			rows, err := r.db.Read().QueryContext(t.Context(), "SELECT due_at FROM timer WHERE kind = $1", api.DailyRetentionTimer)
			require.NoError(t, err)
			defer rows.Close()
			for rows.Next() {
				at = append(at, 0)
				require.NoError(t, rows.Scan(&at[len(at)-1]))
			}
			require.NoError(t, rows.Err())
			return at
		}
		night := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC) // 3 o'clock here
		require.NoError(t, r.deps.PlanRetention(t.Context(), false))
		require.Empty(t, due())
		require.NoError(t, r.deps.PlanRetention(t.Context(), true))
		require.Equal(t, []int64{night.UnixMicro()}, due())
		r.clock.Set(night)
		r.runTimers(t, "")
		require.Zero(t, r.count(t, "trajectory"))
		require.Equal(t, []int64{night.AddDate(0, 0, 1).UnixMicro()}, due())
		list, err := r.runs.ListRetentionRuns(r.supervisor(t), &debtcounsellingv1.ListRetentionRunsRequest{})
		require.NoError(t, err)
		require.Len(t, list.GetRetentionRuns(), 1)
		require.Empty(t, list.GetRetentionRuns()[0].GetRecorder(), "nobody asked for it")
		require.NoError(t, r.deps.PlanRetention(t.Context(), false))
		require.Empty(t, due(), "it is off after the next start")
	})
}
