package api_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/schedule"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// previewed answers what a run today would do, read in pages.
func (r *rig) previewed(t testing.TB) (list []string) {
	t.Helper()
	req := &debtcounsellingv1.GetRetentionPreviewRequest{PageSize: 10}
	for {
		page, err := r.retention.GetRetentionPreview(r.supervisor(t), req)
		require.NoError(t, err)
		for _, item := range page.GetItems() {
			text := strings.ToLower(strings.TrimPrefix(item.GetRecordType().String(), "RECORD_TYPE_")) + " " +
				item.GetTrajectoryId() + item.GetClientId() + item.GetEarlySignalCaseId()
			if item.GetHeld() {
				text += " held"
			}
			list = append(list, text)
		}
		if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
			slices.Sort(list)
			return list
		}
	}
}

// finish does what the timer of a run does, until it is completed.
func (r *rig) finish(t testing.TB, id string) domain.RetentionRun {
	t.Helper()
	for {
		var run domain.RetentionRun
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) (err error) {
			if err = r.deps.RemoveDue(ctx, tx, schedule.Timer{Key: id}); err == nil {
				run, err = store.In(tx).RetentionRun(ctx, id)
			}
			return err
		}))
		if !run.Running() {
			return run
		}
	}
}

// there answers what is left of a case, each as "record_type id".
func (r *rig) there(t testing.TB) (list []string) {
	t.Helper()
	for of, query := range map[domain.RecordType]string{
		domain.CaseFileRecords: "SELECT trajectory_id FROM trajectory_transition UNION SELECT trajectory_id FROM term",
		domain.DecisionRecords: "SELECT trajectory_id FROM decision", domain.MeasureRecords: "SELECT trajectory_id FROM measure",
		domain.ClaimRecords:          "SELECT trajectory_id FROM claim",
		domain.BalanceRequestRecords: "SELECT trajectory_id FROM balance_request",
		domain.BudgetPlanRecords:     "SELECT trajectory_id FROM budget_plan",
		domain.CalculationRecords:    "SELECT trajectory_id FROM calculation",
		domain.SettlementRecords:     "SELECT trajectory_id FROM settlement",
		domain.FundAgreementRecords:  "SELECT trajectory_id FROM fund_agreement",
		domain.LivingAreaRecords:     "SELECT trajectory_id FROM living_area_moment",
		domain.EarlySignalRecords:    "SELECT DISTINCT case_id FROM early_signal WHERE reference_key <> ''",
		domain.LegalHoldRecords:      "SELECT DISTINCT trajectory_id FROM legal_hold WHERE trajectory_id <> ''",
		domain.TrajectoryRecords:     "SELECT id FROM trajectory", domain.ClientRecords: "SELECT id FROM client WHERE state = 'present'",
	} {
		for _, id := range r.column(t, query) {
			list = append(list, string(of)+" "+id)
		}
	}
	slices.Sort(list)
	return list
}

// column answers the texts that a query answers.
func (r *rig) column(t testing.TB, query string) (list []string) {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var one string
		require.NoError(t, rows.Scan(&one))
		list = append(list, one)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestRunDoesWhatThePreviewSaidAndWhatTheRulesSay(t *testing.T) {
	today := civil.DateOf(now())
	cases := rapid.Custom(func(t *rapid.T) kept { return drawKept(t, today) })
	onBoth(t, func(t *testing.T, r *rig) {
		if strings.HasSuffix(t.Name(), "/sqlite") {
			rapid.Check(t, func(rt *rapid.T) { r.requireAsPreviewed(t, rt, cases.Draw(rt, "case")) })
			return
		}
		// The rules are the same text: some cases say whether this engine reads them alike.
		for seed := range 25 {
			r.requireAsPreviewed(t, t, cases.Example(seed))
		}
	})
}

// requireAsPreviewed checks that a run in a case does what the preview said, and that this is what the rules say.
func (r *rig) requireAsPreviewed(t testing.TB, failing require.TestingT, k kept) {
	k.insert(t, r)
	before, due := r.there(t), k.due()
	require.ElementsMatch(failing, due, r.previewed(t), "the preview says what the rules say")
	require.Equal(failing, before, r.there(t), "the preview changes nothing")
	begun, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: k.today.String()})
	require.NoError(failing, err)
	run, left := r.finish(t, begun.GetId()), r.there(t)
	gone := slices.DeleteFunc(before, func(one string) bool { return slices.Contains(left, one) })
	free := slices.DeleteFunc(due, func(one string) bool { return strings.HasSuffix(one, " held") })
	require.ElementsMatch(failing, free, gone, "the run does what the preview said")
	counts := map[string]int64{}
	for _, one := range free {
		of, _, _ := strings.Cut(one, " ")
		counts[of]++
	}
	for _, count := range run.Counts {
		require.Equal(failing, counts[string(count.Type)], count.Removed, count.Type)
	}
	for _, one := range r.previewed(t) {
		require.True(failing, strings.HasSuffix(one, " held"), "nothing is left that is due: %s", one)
	}
}
