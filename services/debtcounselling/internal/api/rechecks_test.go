package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/api"
)

const (
	unchanged = debtcounsellingv1.RecheckOutcome_RECHECK_OUTCOME_UNCHANGED
	changed   = debtcounsellingv1.RecheckOutcome_RECHECK_OUTCOME_CHANGED
)

func TestRecheckMeetsItsTermAndTheNextOneBegins(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		require.Equal(t, "2027-11-20 TERM_STATE_RUNNING", r.due(t, p.trajectory)["TERM_KIND_RECHECK"])
		r.clock.Set(now().AddDate(1, 0, -10))
		r.runTimers(t, api.TermTimer)
		require.NotEmpty(t, r.told(t, "term.due"), "before it is due")
		protected := r.calculated(t, p.trajectory, earnings(lowGroup, 1300_00, "2027-11-16"))
		free := r.calculated(t, p.trajectory, freeAmount(1240_00))
		rests := r.calculated(t, p.trajectory, capacity(1300_00, free.GetId(), protected.GetId()))
		recheck := func(outcome debtcounsellingv1.RecheckOutcome, cents *int32, requestID string) (*debtcounsellingv1.Recheck, error) {
			return r.rechecks.CreateRecheck(r.counsellor(t), &debtcounsellingv1.CreateRecheckRequest{
				SettlementId: p.id, RequestId: requestID, Recheck: &debtcounsellingv1.Recheck{
					Date: "2027-11-16", CalculationId: rests.GetId(), Outcome: outcome, MonthlyCents: cents,
				},
			})
		}
		// W12: of an income of 1,300 protected earnings of 1,235 leave 65, also where 65.50 was agreed to.
		r.refusesTelling(t, invalid("recheck.monthly_cents BELOW_PROTECTED_EARNINGS"), func() error {
			_, err := recheck(unchanged, nil, "")
			return err
		})
		requestID := ids.New()
		done, err := recheck(changed, proto.Int32(60_00), requestID)
		require.NoError(t, err)
		again, err := recheck(changed, proto.Int32(60_00), requestID)
		require.NoError(t, err)
		requireProto(t, done, again)
		require.Equal(t, "2028-11-16 TERM_STATE_RUNNING", r.due(t, p.trajectory)["TERM_KIND_RECHECK"])
		stays, err := recheck(unchanged, nil, "")
		require.NoError(t, err)
		require.EqualValues(t, 60_00, stays.GetMonthlyCents())
		list, err := r.rechecks.ListRechecks(r.counsellor(t), &debtcounsellingv1.ListRechecksRequest{SettlementId: p.id})
		require.NoError(t, err)
		require.Len(t, list.GetRechecks(), 2)
		requireProto(t, done, list.GetRechecks()[0])
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: p.client})
		require.NoError(t, err)
		require.Len(t, export.GetRechecks(), 2)
		require.Empty(t, export.GetRechecks()[0].GetRecorder())
	})
}

func TestRecheckRestsOnACalculationOfItsTrajectory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		p := r.paying(t, mediation)
		protected := r.calculated(t, p.trajectory, earnings(lowGroup, 1300_00, "2026-11-20"))
		for _, id := range []string{ids.New(), protected.GetId()} {
			r.refusesTelling(t, invalid("recheck.calculation_id CALCULATION_UNKNOWN", "recheck.date DATE_IN_FUTURE"), func() error {
				_, err := r.rechecks.CreateRecheck(r.counsellor(t), &debtcounsellingv1.CreateRecheckRequest{
					SettlementId: p.id, Recheck: &debtcounsellingv1.Recheck{Date: "2026-11-27", CalculationId: id, Outcome: unchanged},
				})
				return err
			})
		}
	})
}
