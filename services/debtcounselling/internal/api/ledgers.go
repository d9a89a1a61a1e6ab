package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// Ledgers answers LedgerService.
type Ledgers struct {
	debtcounsellingv1.UnimplementedLedgerServiceServer
	Deps
}

// ledgerFields is the class of data in the processing log: what was paid in, and to whom it went.
const ledgerFields = "ledger"

// posting is how money is recorded in the book of a settlement.
type posting struct {
	request   resource.Request
	reference string // at the bank
	// entry answers what is recorded, or why it cannot be, by what stands in the locked book.
	entry func(ctx context.Context, st store.Store, in domain.Moving) (domain.Entry, error)
}

// post records an entry in the book of a settlement, once for a request, and answers it.
func (s *Ledgers) post(
	ctx context.Context, row store.Settlement, t domain.Trajectory, p posting,
) (*debtcounsellingv1.LedgerEntry, error) {
	made := resource.Making(s.Clock.Now())
	text, err := s.sealReference(ctx, made.ID, t.ClientIDs[0], p.reference)
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, ledgerFields, t.ClientIDs...), auditlog.Done(ctx, "ledger-entry/"+made.ID)
	e, err := resource.Create(ctx, s.DB, made, p.request,
		func(ctx context.Context, tx *sql.Tx, id string) (domain.Entry, error) {
			return store.In(tx).Entry(ctx, domain.SettlementBook(row.ID), id)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.Entry, error) {
			e, err := s.move(ctx, store.In(tx), row, p, made)
			if err != nil {
				return e, err
			}
			if err := store.In(tx).InsertReference(ctx, e.ID, text); err != nil {
				return e, err
			}
			return e, s.log(ctx, tx, entry, audit)
		})
	if err == nil && e.ID != made.ID {
		err = s.logRead(ctx, ledgerFields, "ledger-entry/"+e.ID, t.ClientIDs...)
	}
	if err != nil {
		return nil, s.logRefused(ctx, err, ledgerFields, "settlement/"+row.ID, t.ClientIDs...)
	}
	list, err := s.answerEntries(ctx, row, e)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// move locks the money of a settlement and records an entry in its book.
func (s *Ledgers) move(
	ctx context.Context, st store.Store, row store.Settlement, p posting, made resource.Made,
) (domain.Entry, error) {
	in, err := s.lockMoney(ctx, st, row)
	if err != nil {
		return domain.Entry{}, err
	}
	e, err := p.entry(ctx, st, in)
	if err != nil {
		return e, err
	}
	e.ID, e.Recorder, e.Created = made.ID, auth.Subject(ctx), made.Now
	if err := in.Ledger.Post(&e); err != nil {
		return e, err
	}
	return e, st.InsertEntry(ctx, in.Ledger, e)
}

// lockMoney answers what money that moves is checked against, locked until the transaction ends: the trajectory, behind which its
// settlements change, and then the book.
func (s *Ledgers) lockMoney(ctx context.Context, st store.Store, row store.Settlement) (in domain.Moving, err error) {
	if in.Trajectory, err = st.LockTrajectory(ctx, row.TrajectoryID); err != nil {
		return in, err
	}
	current, err := st.Settlement(ctx, row.ID)
	if err != nil {
		return in, err
	}
	in.Today, in.Settlement, in.Fees = s.today(), current.Settlement, s.Limits.FeesOn(current.Date)
	in.Ledger, err = st.LockLedger(ctx, domain.SettlementBook(row.ID))
	return in, err
}

// logRefused has it in both logs that a request was refused, before it is: what is wrong with it tells of the income, or of the
// money there is.
func (d Deps) logRefused(ctx context.Context, refused error, fields, object string, clientIDs ...string) error {
	if !fault.Is(refused, "REQUEST_INVALID") {
		return refused
	}
	if err := d.logRead(ctx, fields, object, clientIDs...); err != nil {
		return err
	}
	return refused
}
