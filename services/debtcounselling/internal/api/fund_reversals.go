package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateFundReversal undoes an entry of the fund that should not have been recorded.
func (s *FundEntries) CreateFundReversal(
	ctx context.Context, req *debtcounsellingv1.CreateFundReversalRequest,
) (*debtcounsellingv1.FundEntry, error) {
	wrong, clients, err := s.openFundEntry(ctx, req.GetFundEntryId())
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	entry, audit := s.about(ctx, fundFields, clients...), auditlog.Done(ctx, "fund-entry/"+wrong.ID)
	asked := resource.RequestOf("CreateFundReversal/"+wrong.ID, req.GetRequestId(), &debtcounsellingv1.CreateFundReversalRequest{})
	e, err := resource.Create(ctx, s.DB, made, asked, loadFundEntry,
		func(ctx context.Context, tx *sql.Tx) (domain.Entry, error) {
			e, err := s.undo(ctx, tx, wrong, made)
			if err != nil {
				return e, err
			}
			return e, s.log(ctx, tx, entry, audit)
		})
	if err == nil && e.ID != made.ID {
		err = s.logRead(ctx, fundFields, "fund-entry/"+wrong.ID, clients...)
	}
	if err != nil {
		return nil, err
	}
	return encodeFundEntry(e), nil
}

// openFundEntry answers an entry of the fund, and the clients of the trajectory that it is about. Error: NOT_FOUND
// (ENTRY_NOT_FOUND): who may undo sees every case.
func (s *FundEntries) openFundEntry(ctx context.Context, id string) (e domain.Entry, clients []string, err error) {
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if e, err = st.Entry(ctx, domain.FundBook, id); err != nil {
			return err
		}
		agreementID, _ := e.FundSubject()
		if agreementID == "" {
			return nil
		}
		a, err := st.FundAgreement(ctx, agreementID)
		if err != nil {
			return err
		}
		t, err := st.Trajectory(ctx, a.TrajectoryID)
		clients = t.ClientIDs
		return err
	})
	return e, clients, err
}

// undo undoes an entry: with the agreement that it is about, which is locked first, and in the book.
func (s *FundEntries) undo(ctx context.Context, tx *sql.Tx, wrong domain.Entry, made resource.Made) (e domain.Entry, err error) {
	st := store.In(tx)
	agreementID, _ := wrong.FundSubject()
	var a store.FundAgreement
	if agreementID != "" {
		if a, err = st.FundAgreement(ctx, agreementID); err != nil {
			return e, err
		}
		if a, _, err = lockAgreement(ctx, tx, a); err != nil {
			return e, err
		}
	}
	l, err := st.LockLedger(ctx, domain.FundBook)
	if err != nil {
		return e, err
	}
	// Behind the lock: somebody else may have undone it meanwhile.
	if wrong, err = st.Entry(ctx, domain.FundBook, wrong.ID); err != nil {
		return e, err
	}
	if e, err = l.UndoInFund(wrong, made.ID, auth.Subject(ctx), s.today(), made.Now); err != nil {
		return e, err
	}
	if agreementID != "" {
		if err := a.Undo(wrong.Kind, wrong.FundCents(), made.Now); err != nil {
			return e, err
		}
		if err := st.UpdateFundAgreement(ctx, a); err != nil {
			return e, err
		}
	}
	return e, st.InsertEntry(ctx, l, e)
}
