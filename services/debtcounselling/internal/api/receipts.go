package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateReceipt records money that came in for a settlement.
func (s *Ledgers) CreateReceipt(
	ctx context.Context, req *debtcounsellingv1.CreateReceiptRequest,
) (*debtcounsellingv1.LedgerEntry, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	m := req.GetReceipt()
	var d resource.Dates
	receipt := domain.Receipt{
		Kind: domain.EntryKind(enums.Text(m.GetKind())), Date: d.Read("date", m.GetDate()), Amount: int64(m.GetAmountCents()),
		Reference: m.GetReference(),
	}
	if err := fault.At("receipt", fault.Violations(d.Broken)); err != nil {
		return nil, err
	}
	return s.post(ctx, row, t, posting{
		request:   resource.RequestOf("CreateReceipt/"+row.ID, req.GetRequestId(), m),
		reference: receipt.Reference,
		entry: func(_ context.Context, _ store.Store, in domain.Moving) (domain.Entry, error) {
			e, err := receipt.Entry(in)
			return e, fault.At("receipt", err)
		},
	})
}
