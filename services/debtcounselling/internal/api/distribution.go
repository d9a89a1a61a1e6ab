package api

import (
	"context"
	"math"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Distributions answers DistributionService.
type Distributions struct {
	debtcounsellingv1.UnimplementedDistributionServiceServer
	Deps
}

// GetDistribution answers how a sum is divided over the claims of a trajectory.
func (s *Distributions) GetDistribution(
	ctx context.Context, req *debtcounsellingv1.GetDistributionRequest,
) (*debtcounsellingv1.Distribution, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	pot, err := s.pot(req)
	if err != nil {
		return nil, err
	}
	all, err := s.claimsOf(ctx, store.Reading(s.DB.Read()), t.ID)
	if err != nil {
		return nil, err
	}
	var claims []domain.Claim
	var parts []domain.Part
	for _, c := range all {
		if c.Counts() {
			claims, parts = append(claims, c), append(parts, domain.Part{Number: c.Number, Rank: c.Rank, Amount: c.Amount})
		}
	}
	shares, rest := domain.Distribute(pot.Net, parts)
	answer := &debtcounsellingv1.Distribution{
		TrajectoryId: t.ID, PaidInCents: int32(pot.PaidIn), FeeCents: int32(pot.Fee), ManagementCents: int32(pot.Management),
		PotCents: int32(pot.Net), RestCents: int32(rest),
	}
	for i, c := range claims {
		answer.Shares = append(answer.Shares, encodeShare(c, shares[i]))
	}
	return answer, s.logRead(ctx, claimFields, "trajectory/"+t.ID+"/claims", t.ClientIDs...)
}

// pot answers what there is to divide: a sum that is paid at once, of which nothing is kept, or what is paid in each month.
func (s *Distributions) pot(req *debtcounsellingv1.GetDistributionRequest) (pot domain.Pot, err error) {
	var broken []fault.Field
	add := func(path, reason, text string) {
		broken = append(broken, fault.Field{Path: path, Reason: reason, Text: text})
	}
	switch {
	case req.PotCents == nil && req.MonthlyCents == nil:
		add("pot_cents", "POT_MISSING", "Say a sum, or what is paid in each month.")
	case req.PotCents != nil && req.MonthlyCents != nil:
		add("pot_cents", "POT_TWICE", "Say a sum or what is paid in each month, not both.")
	case req.PotCents != nil:
		pot = domain.Pot{PaidIn: int64(req.GetPotCents()), Net: int64(req.GetPotCents())}
	default:
		pot = s.Limits.FeesOn(s.today()).Of(int64(req.GetMonthlyCents()), int(req.GetMonths()))
	}
	if req.MonthlyCents != nil && req.GetMonths() == 0 {
		add("months", "MONTHS_MISSING", "Say in how many months.")
	}
	if pot.PaidIn > math.MaxInt32 {
		add("monthly_cents", "AMOUNT_TOO_LARGE", "That is more than 21 million euros.")
	}
	return pot, fault.Violations(broken)
}

func encodeShare(c domain.Claim, share int64) *debtcounsellingv1.ClaimShare {
	m := &debtcounsellingv1.ClaimShare{
		ClaimId: c.ID, Number: int32(c.Number), Rank: enums.Value[debtcounsellingv1.ClaimRank](string(c.Rank)),
		ClaimCents: int32(c.Amount), ShareCents: int32(share),
	}
	if c.Amount > 0 {
		m.ShareBasisPoints = int32((share*100_00 + c.Amount/2) / c.Amount)
	}
	return m
}
