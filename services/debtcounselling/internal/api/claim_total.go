package api

import (
	"context"
	"math"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// mostClaims is more than there are in one trajectory.
const mostClaims = 10_000

// GetClaimTotal answers what is owed in a trajectory, and whether the debt is problematic.
func (s *Claims) GetClaimTotal(
	ctx context.Context, req *debtcounsellingv1.GetClaimTotalRequest,
) (*debtcounsellingv1.ClaimTotal, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	claims, err := s.claimsOf(ctx, store.Reading(s.DB.Read()), t.ID)
	if err != nil {
		return nil, err
	}
	total := domain.TotalOf(claims)
	if max(total.Total, total.Excluded) > math.MaxInt32 {
		return nil, fault.New(fault.FailedPrecondition, "TOTAL_TOO_LARGE", "More is owed than a total can say.")
	}
	most := s.Limits.On(domain.ProblematicMonths, s.today())
	answer := &debtcounsellingv1.ClaimTotal{
		TrajectoryId: t.ID, TotalCents: int32(total.Total), PreferentCents: int32(total.Preferent),
		ContestedCents: int32(total.Contested), BusinessCents: int32(total.Business), ExcludedCents: int32(total.Excluded),
		Claims: int32(total.Claims), MostMonths: int32(most),
	}
	if req.MonthlyCapacityCents != nil {
		months, problematic := domain.Problematic(total.Total, int64(req.GetMonthlyCapacityCents()), most)
		answer.Problematic = proto.Bool(problematic)
		if months > 0 {
			answer.Months = proto.Int32(int32(months))
		}
	}
	return answer, s.logRead(ctx, claimFields, "trajectory/"+t.ID+"/claims", t.ClientIDs...)
}

// claimsOf answers all claims of a trajectory by their number, without what is sealed.
func (d Deps) claimsOf(ctx context.Context, st store.Store, trajectoryID string) ([]domain.Claim, error) {
	rows, err := st.Claims(ctx, trajectoryID, 0, "", mostClaims)
	claims := make([]domain.Claim, len(rows))
	for i, row := range rows {
		claims[i] = row.Claim
	}
	return claims, err
}
