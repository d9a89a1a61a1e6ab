package api

import (
	"context"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// GetBalance answers how much money there is of a settlement.
func (s *Ledgers) GetBalance(
	ctx context.Context, req *debtcounsellingv1.GetBalanceRequest,
) (*debtcounsellingv1.SettlementBalance, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	l, err := store.Reading(s.DB.Read()).Ledger(ctx, domain.SettlementBook(row.ID))
	if err != nil {
		return nil, err
	}
	return encodeBalance(row, row.Balance(l)), s.logRead(ctx, ledgerFields, "settlement/"+row.ID+"/balance",
		t.ClientIDs...)
}

func encodeBalance(of store.Settlement, b domain.SettlementBalance) *debtcounsellingv1.SettlementBalance {
	m := &debtcounsellingv1.SettlementBalance{
		SettlementId: of.ID, TrajectoryId: of.TrajectoryID, HeldCents: int32(b.Held), PaidInCents: int32(b.PaidIn),
		ExtraCents: int32(b.Extra), LentCents: int32(b.Lent), LoanCents: int32(b.Loan), FeeCents: int32(b.Fee),
		ManagementCents: int32(b.Management), PaidOutCents: int32(b.PaidOut),
	}
	for _, c := range b.Claims {
		m.Claims = append(m.Claims, &debtcounsellingv1.ClaimPaid{
			ClaimId: c.ClaimID, OfferedCents: int32(c.Offered), PaidCents: int32(c.Paid), LeftCents: int32(c.Left),
		})
	}
	return m
}
