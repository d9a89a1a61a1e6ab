package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreatePayout records money that a creditor of a settlement got.
func (s *Ledgers) CreatePayout(
	ctx context.Context, req *debtcounsellingv1.CreatePayoutRequest,
) (*debtcounsellingv1.LedgerEntry, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	m := req.GetPayout()
	var d resource.Dates
	payout := domain.Payout{
		ClaimID: m.GetClaimId(), Date: d.Read("date", m.GetDate()), Amount: int64(m.GetAmountCents()), Reference: m.GetReference(),
	}
	if err := fault.At("payout", fault.Violations(d.Broken)); err != nil {
		return nil, err
	}
	return s.post(ctx, row, t, posting{
		request:   resource.RequestOf("CreatePayout/"+row.ID, req.GetRequestId(), m),
		reference: payout.Reference,
		entry: func(ctx context.Context, st store.Store, in domain.Moving) (domain.Entry, error) {
			claims, err := st.ClaimsByID(ctx, map[string]bool{payout.ClaimID: true})
			if err != nil {
				return domain.Entry{}, err
			}
			e, err := payout.Entry(in, claims[payout.ClaimID].State)
			return e, fault.At("payout", err)
		},
	})
}
