package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// W7 and W9 of the worked examples.
func TestSumIsDividedOverTheClaimsThatCount(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr, creditor := r.aTrajectory(t, r.aClient(t).GetId()), r.aCreditor(t, "Zorgfonds")
		amount := func(cents int32, change ...func(*debtcounsellingv1.Claim)) {
			r.aClaim(t, tr.GetId(), owedTo(creditor.GetId(), append(change, func(c *debtcounsellingv1.Claim) { c.AmountCents = cents })...))
		}
		amount(3_000_00, func(c *debtcounsellingv1.Claim) { c.Rank = debtcounsellingv1.ClaimRank_CLAIM_RANK_PREFERENT })
		amount(9_000_00)
		amount(5_000_00, func(c *debtcounsellingv1.Claim) {
			c.Exclusion = debtcounsellingv1.ClaimExclusion_CLAIM_EXCLUSION_STUDY_DEBT
		})
		amount(3_000_00)
		divided := func(req *debtcounsellingv1.GetDistributionRequest) *debtcounsellingv1.Distribution {
			req.TrajectoryId = tr.GetId()
			answer, err := r.distributions.GetDistribution(r.counsellor(t), req)
			require.NoError(t, err)
			return answer
		}
		shares := func(d *debtcounsellingv1.Distribution) (cents []int32) {
			for _, s := range d.GetShares() {
				cents = append(cents, s.GetNumber(), s.GetShareCents(), s.GetShareBasisPoints())
			}
			return cents
		}
		once := divided(&debtcounsellingv1.GetDistributionRequest{PotCents: proto.Int32(1_080_00)})
		require.Equal(t, []int32{1, 360_00, 12_00, 2, 540_00, 6_00, 4, 180_00, 6_00}, shares(once))
		require.EqualValues(t, 1_080_00, once.GetPotCents())
		monthly := divided(&debtcounsellingv1.GetDistributionRequest{MonthlyCents: proto.Int32(60_00), Months: 18})
		require.Equal(t, shares(once), shares(monthly), "nothing is asked of clients unless the policy says so")
		for i, limit := range r.deps.Limits {
			switch limit.Kind {
			case domain.FeeShare:
				r.deps.Limits[i].Amount = 9_00
			case domain.ManagementFee:
				r.deps.Limits[i].Amount = 6_00
			}
		}
		paid := divided(&debtcounsellingv1.GetDistributionRequest{MonthlyCents: proto.Int32(65_00), Months: 18})
		require.Equal(t, []int32{1_170_00, 105_30, 108_00, 956_70},
			[]int32{paid.GetPaidInCents(), paid.GetFeeCents(), paid.GetManagementCents(), paid.GetPotCents()}, "W9")
		require.Equal(t, []int32{1, 318_90, 10_63, 2, 478_35, 5_32, 4, 159_45, 5_32}, shares(paid))
		rest := divided(&debtcounsellingv1.GetDistributionRequest{PotCents: proto.Int32(15_000_01)})
		require.EqualValues(t, 1, rest.GetRestCents())
		require.Len(t, r.lines(t, "GetDistribution"), 4)
	})
}

func TestEveryRuleThatAPotBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		tr := r.aTrajectory(t, r.aClient(t).GetId())
		for _, tt := range []struct {
			req  *debtcounsellingv1.GetDistributionRequest
			want refusal
		}{
			{&debtcounsellingv1.GetDistributionRequest{}, invalid("pot_cents POT_MISSING")},
			{
				&debtcounsellingv1.GetDistributionRequest{PotCents: proto.Int32(1), MonthlyCents: proto.Int32(1)},
				invalid("pot_cents POT_TWICE", "months MONTHS_MISSING"),
			},
			{
				&debtcounsellingv1.GetDistributionRequest{MonthlyCents: proto.Int32(2_000_000_000), Months: 2},
				invalid("monthly_cents AMOUNT_TOO_LARGE"),
			},
		} {
			tt.req.TrajectoryId = tr.GetId()
			r.refuses(t, tt.want, func() error {
				_, err := r.distributions.GetDistribution(r.counsellor(t), tt.req)
				return err
			})
		}
		for _, id := range []string{tr.GetId(), ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.distributions.GetDistribution(r.caller(t, "other", "debt.counsellor"),
					&debtcounsellingv1.GetDistributionRequest{TrajectoryId: id, PotCents: proto.Int32(1)})
				return err
			})
		}
	})
}
