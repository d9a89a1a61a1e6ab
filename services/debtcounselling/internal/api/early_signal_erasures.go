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
	st := store.In(tx)
	if c.TrajectoryID != "" {
		switch t, err := st.Trajectory(ctx, c.TrajectoryID); {
		case err != nil:
			return err
		case t.State.Runs():
			return fault.New(fault.FailedPrecondition, "TRAJECTORY_RUNNING", "The resident is helped still.").
				With("trajectory_id", t.ID)
		}
	}
	rows, err := st.EarlySignals(ctx, "", store.EarlySignalFilter{CaseID: c.ID}, mostSignals)
	if err != nil {
		return err
	}
	return eraseEarlySignals(ctx, tx, "", s.now(), rows...)
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
