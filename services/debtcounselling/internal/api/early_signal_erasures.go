package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// CreateEarlySignalErasure erases who is in the signals of a case for good. The rows become shells first and the keys go then,
// as of clients. Who is helped is not erased.
func (s *EarlySignalCases) CreateEarlySignalErasure(
	ctx context.Context, req *debtcounsellingv1.CreateEarlySignalErasureRequest,
) (*debtcounsellingv1.EarlySignalCase, error) {
	c, err := s.openEarlyCase(ctx, req.GetEarlySignalCaseId())
	if err != nil {
		return nil, err
	}
	answer, err := s.stepEarlyCase(ctx, c, "CreateEarlySignalErasure", req.GetRequestId(), req,
		func(ctx context.Context, tx *sql.Tx, c *domain.EarlySignalCase) error {
			return s.eraseEarlyCase(ctx, tx, *c)
		})
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(c.signals))
	for i, ref := range c.signals {
		ids[i] = ref.ID
	}
	return answer, s.subjects().DestroyKeys(ctx, ids...)
}

func (s *EarlySignalCases) eraseEarlyCase(ctx context.Context, tx *sql.Tx, c domain.EarlySignalCase) error {
	if err := c.CanErase(); err != nil {
		return err
	}
	st, clientIDs := store.In(tx), map[string]bool{}
	if c.TrajectoryID != "" {
		switch t, err := st.Trajectory(ctx, c.TrajectoryID); {
		case err != nil:
			return err
		case t.State.Runs():
			return fault.New(fault.FailedPrecondition, "TRAJECTORY_RUNNING", "The resident is helped still.").
				With("trajectory_id", t.ID)
		default:
			add(clientIDs, t.ClientIDs...)
		}
	}
	rows, err := st.EarlySignals(ctx, "", store.EarlySignalFilter{CaseID: c.ID}, mostSignals)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.ClientID != "" {
			clientIDs[row.ClientID] = true
		}
	}
	if err := s.refuseAnyHeld(ctx, tx, clientIDs); err != nil {
		return err
	}
	return eraseEarlySignals(ctx, tx, "", s.now(), rows...)
}

// refuseAnyHeld answers that a hold keeps one of clients. Error: FAILED_PRECONDITION (LEGAL_HOLD).
func (d Deps) refuseAnyHeld(ctx context.Context, tx *sql.Tx, clientIDs map[string]bool) error {
	if _, err := store.In(tx).LockClientsByID(ctx, clientIDs); err != nil {
		return err
	}
	for id := range clientIDs {
		if err := d.refuseHeld(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// dropEarlySignals erases who is in the signals about a client.
func (d Deps) dropEarlySignals(ctx context.Context, tx *sql.Tx, clientID string) error {
	rows, err := store.In(tx).EarlySignals(ctx, "", store.EarlySignalFilter{ClientID: clientID}, mostSignals)
	if err != nil {
		return err
	}
	return eraseEarlySignals(ctx, tx, clientID, d.now(), rows...)
}

// eraseEarlySignals leaves shells of signals, with a client or alone. A case of which nobody is known any more forgets its
// address.
func eraseEarlySignals(ctx context.Context, tx *sql.Tx, clientID string, now time.Time, rows ...store.EarlySignal) error {
	st := store.In(tx)
	var ids []string
	cases := map[string]bool{}
	for _, row := range rows {
		if row.Erased() {
			continue
		}
		ids = append(ids, row.ID)
		if row.CaseID != "" {
			cases[row.CaseID] = true
		}
	}
	if err := st.EraseEarlySignals(ctx, ids, clientID, now); err != nil {
		return err
	}
	left, err := st.SignalsOfEarlyCases(ctx, cases)
	if err != nil {
		return err
	}
	for id, refs := range left {
		if anybody(refs) {
			continue
		}
		if err := st.EmptyEarlySignalCase(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// anybody says that somebody is in a signal still.
func anybody(refs []store.EarlyRef) bool {
	for _, ref := range refs {
		if !ref.Erased {
			return true
		}
	}
	return false
}
