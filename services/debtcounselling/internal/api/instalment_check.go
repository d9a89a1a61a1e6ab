package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CheckInstalment says whether a planned instalment leaves the protected earnings whole. A refusal tells of the income too, so
// it is in the logs as an answer is.
func (s *Calculations) CheckInstalment(
	ctx context.Context, req *debtcounsellingv1.CheckInstalmentRequest,
) (*debtcounsellingv1.InstalmentCheck, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	var c domain.Calculation
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		c, err = protecting(ctx, st, t.ID, req.GetCalculationId())
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, calculationFields, "calculation/"+c.ID, t.ClientIDs...); err != nil {
		return nil, err
	}
	instalment, income := int64(req.GetInstalmentCents()), c.Input.Income
	if err := domain.CheckInstalment(instalment, income, c.Result.Amount); err != nil {
		return nil, err
	}
	return &debtcounsellingv1.InstalmentCheck{
		TrajectoryId: t.ID, CalculationId: c.ID, InstalmentCents: req.GetInstalmentCents(),
		MostCents: int32(c.Result.Available), LeftCents: int32(income - instalment),
	}, nil
}

// protecting answers the calculation of the protected earnings with an id, or the last one of a trajectory. Errors:
// FAILED_PRECONDITION (PROTECTED_EARNINGS_MISSING); INVALID_ARGUMENT (CALCULATION_UNKNOWN).
func protecting(ctx context.Context, st store.Store, trajectoryID, id string) (domain.Calculation, error) {
	if id == "" {
		c, is, err := st.LastCalculation(ctx, trajectoryID, domain.ProtectedEarnings)
		if err == nil && !is {
			err = fault.New(fault.FailedPrecondition, "PROTECTED_EARNINGS_MISSING",
				"The protected earnings of this trajectory were not calculated yet.")
		}
		return c, err
	}
	c, err := st.Calculation(ctx, id)
	fitting := c.TrajectoryID == trajectoryID && c.Kind == domain.ProtectedEarnings
	if fault.Is(err, "CALCULATION_NOT_FOUND") || (err == nil && !fitting) {
		err = fault.Violations([]fault.Field{unknownCalculation("calculation_id")})
	}
	return c, err
}
