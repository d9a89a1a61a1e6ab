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

// CreateReversal undoes an entry of a settlement by a contrary one.
func (s *Ledgers) CreateReversal(
	ctx context.Context, req *debtcounsellingv1.CreateReversalRequest,
) (*debtcounsellingv1.LedgerEntry, error) {
	row, t, err := s.openSettlement(ctx, req.GetSettlementId())
	if err != nil {
		return nil, err
	}
	m := req.GetReversal()
	var d resource.Dates
	reversal := domain.Reversal{EntryID: m.GetEntryId(), Date: d.Read("date", m.GetDate()), Reason: enums.Text(m.GetReason())}
	if err := fault.At("reversal", fault.Violations(d.Broken)); err != nil {
		return nil, err
	}
	return s.post(ctx, row, t, posting{
		request: resource.RequestOf("CreateReversal/"+row.ID, req.GetRequestId(), m),
		entry: func(ctx context.Context, st store.Store, in domain.Moving) (domain.Entry, error) {
			undone, err := undoneBy(ctx, st, in.Ledger.Book, reversal)
			if err != nil {
				return domain.Entry{}, err
			}
			e, err := reversal.Entry(undone, in.Today)
			return e, fault.At("reversal", err)
		},
	})
}

// undoneBy answers the entry that a reversal names; nil where the book has none such.
func undoneBy(ctx context.Context, st store.Store, book string, r domain.Reversal) (*domain.Entry, error) {
	e, err := st.Entry(ctx, book, r.EntryID)
	if fault.Is(err, "ENTRY_NOT_FOUND") {
		return nil, nil //nolint:nilnil // what is wrong with the request is told at once
	}
	return &e, err
}
