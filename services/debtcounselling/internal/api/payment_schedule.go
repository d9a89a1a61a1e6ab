package api

import (
	"context"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// GetPaymentSchedule answers when a settlement is paid.
func (s *Settlements) GetPaymentSchedule(
	ctx context.Context, req *debtcounsellingv1.GetPaymentScheduleRequest,
) (*debtcounsellingv1.PaymentSchedule, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	schedule, err := row.Schedule(int(s.Limits.On(domain.PayoutMonths, row.Life.Start)))
	if err != nil {
		return nil, err
	}
	answer := &debtcounsellingv1.PaymentSchedule{
		SettlementId: row.ID, TrajectoryId: row.TrajectoryID, PaidInCents: int32(row.Pot.PaidIn), PaidOutCents: int32(row.Pot.Net),
	}
	for _, one := range schedule.Instalments {
		answer.Instalments = append(answer.Instalments, &debtcounsellingv1.Instalment{
			Number: int32(one.Number), DueDate: one.Due.String(), AmountCents: int32(one.Amount),
		})
	}
	for _, one := range schedule.Payouts {
		answer.Payouts = append(answer.Payouts, &debtcounsellingv1.PlannedPayout{
			Date: one.Date.String(), ClaimId: one.ClaimID, AmountCents: int32(one.Amount),
		})
	}
	return answer, s.logRead(ctx, settlementFields, "settlement/"+row.ID, t.ClientIDs...)
}
