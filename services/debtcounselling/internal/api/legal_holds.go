package api

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/platform/sqldb"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// LegalHolds answers LegalHoldService.
type LegalHolds struct {
	debtcounsellingv1.UnimplementedLegalHoldServiceServer
	Deps
}

// CreateLegalHold holds a trajectory, or all of a client.
func (s *LegalHolds) CreateLegalHold(
	ctx context.Context, req *debtcounsellingv1.CreateLegalHoldRequest,
) (*debtcounsellingv1.LegalHold, error) {
	m := req.GetLegalHold()
	var d resource.Dates
	asked := domain.LegalHold{
		TrajectoryID: m.GetTrajectoryId(), ClientID: m.GetClientId(), Reason: enums.Text(m.GetReason()), Reference: m.GetReference(),
		Start: d.Read("start_date", m.GetStartDate()), Recorder: auth.Subject(ctx),
	}
	if err := fault.At("legal_hold", fault.Violations(append(d.Broken, asked.Check(s.today())...))); err != nil {
		return nil, err
	}
	clientIDs, err := s.openHeld(ctx, asked)
	if err != nil {
		return nil, err
	}
	made, first := resource.Making(s.Clock.Now()), false
	asked.ID, asked.Created = made.ID, made.Now
	kept, err := s.sealHold(ctx, asked, clientIDs)
	if err != nil {
		return nil, err
	}
	entry, audit := s.about(ctx, holdFields, clientIDs...), auditlog.Done(ctx, "legal-hold/"+made.ID)
	kept, err = resource.Create(ctx, s.DB, made, resource.RequestOf("CreateLegalHold", req.GetRequestId(), m), loadLegalHold,
		func(ctx context.Context, tx *sql.Tx) (store.LegalHold, error) {
			first = true
			if err := lockHeld(ctx, tx, kept); err != nil {
				return kept, err
			}
			if err := store.In(tx).InsertLegalHold(ctx, kept); err != nil {
				return kept, err
			}
			return kept, s.log(ctx, tx, entry, audit)
		})
	if err == nil && !first {
		err = s.logRead(ctx, holdFields, "legal-hold/"+kept.ID, clientIDs...)
	}
	if err != nil {
		return nil, err
	}
	return s.answerHold(ctx, kept)
}

// lockHeld locks all clients whom a hold keeps: what removes something of one meanwhile was first, or sees the hold. Error:
// PERMISSION_DENIED (CASE_NOT_YOURS) for what was removed.
func lockHeld(ctx context.Context, tx *sql.Tx, h store.LegalHold) error {
	st, clients := store.In(tx), map[string]bool{}
	trajectories, err := heldTrajectories(ctx, st, h)
	if err != nil {
		return err
	}
	for _, t := range trajectories {
		for _, id := range t.ClientIDs {
			clients[id] = true
		}
	}
	if h.ClientID != "" {
		clients[h.ClientID] = true
	}
	rows, err := st.LockClientsByID(ctx, clients)
	if err == nil && h.ClientID != "" && rows[h.ClientID].State != domain.Present {
		return domain.NotYours()
	}
	return err
}

// heldTrajectories answers the trajectories that a hold keeps. One that is held itself is locked.
func heldTrajectories(ctx context.Context, st store.Store, h store.LegalHold) ([]domain.Trajectory, error) {
	if h.ClientID != "" {
		return st.TrajectoriesOfClient(ctx, h.ClientID)
	}
	t, err := st.LockTrajectory(ctx, h.TrajectoryID)
	if fault.Is(err, "TRAJECTORY_NOT_FOUND") {
		err = domain.NotYours()
	}
	return []domain.Trajectory{t}, err
}

// ListLegalHolds lists holds, oldest first.
func (s *LegalHolds) ListLegalHolds(
	ctx context.Context, req *debtcounsellingv1.ListLegalHoldsRequest,
) (*debtcounsellingv1.ListLegalHoldsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.LegalHoldFilter{TrajectoryID: req.GetTrajectoryId(), ClientID: req.GetClientId()}
	if req.GetRunning() {
		filter.Running = s.today()
	}
	size := pages.Size(req.GetPageSize())
	var list []store.LegalHold
	held := map[string][]string{}
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if list, err = st.LegalHolds(ctx, after, filter, size+1); err != nil {
			return err
		}
		held, err = clientsOfHolds(ctx, st, list)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(h store.LegalHold) string { return h.ID })
	answer := &debtcounsellingv1.ListLegalHoldsResponse{NextPageToken: next}
	var clientIDs []string
	for _, h := range list {
		clientIDs = append(clientIDs, held[h.ID]...)
	}
	if answer.LegalHolds, err = s.openHolds(ctx, list...); err != nil {
		return nil, err
	}
	return answer, s.logRead(ctx, holdFields, "legal-holds", clientIDs...)
}

// CreateLegalHoldEnding ends a hold: from today on it holds no more.
func (s *LegalHolds) CreateLegalHoldEnding(
	ctx context.Context, req *debtcounsellingv1.CreateLegalHoldEndingRequest,
) (*debtcounsellingv1.LegalHold, error) {
	var h store.LegalHold
	held := map[string][]string{}
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		if h, err = st.LegalHold(ctx, req.GetLegalHoldId()); err != nil {
			return err
		}
		held, err = clientsOfHolds(ctx, st, []store.LegalHold{h})
		return err
	})
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	made.ID = h.ID
	entry, audit := s.about(ctx, holdFields, held[h.ID]...), auditlog.Done(ctx, "legal-hold/"+h.ID)
	asked := resource.RequestOf("CreateLegalHoldEnding/"+h.ID, req.GetRequestId(),
		&debtcounsellingv1.CreateLegalHoldEndingRequest{})
	first := false
	h, err = resource.Create(ctx, s.DB, made, asked, loadLegalHold, func(ctx context.Context, tx *sql.Tx) (store.LegalHold, error) {
		first = true
		err := store.In(tx).EndLegalHold(ctx, made.ID, s.today())
		if errors.Is(err, sqldb.ErrStale) {
			return h, fault.New(fault.FailedPrecondition, "LEGAL_HOLD_ENDED", "It holds no more already.")
		}
		if err != nil {
			return h, err
		}
		if err := s.log(ctx, tx, entry, audit); err != nil {
			return h, err
		}
		return store.In(tx).LegalHold(ctx, made.ID)
	})
	if err == nil && !first {
		err = s.logRead(ctx, holdFields, "legal-hold/"+h.ID, held[h.ID]...)
	}
	if err != nil {
		return nil, err
	}
	return s.answerHold(ctx, h)
}

func loadLegalHold(ctx context.Context, tx *sql.Tx, id string) (store.LegalHold, error) {
	return store.In(tx).LegalHold(ctx, id)
}
