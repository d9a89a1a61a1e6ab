package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// CreateResidentErasure erases a resident for good. The row becomes a shell first and the key goes then: a crash between the two
// is made good by the next start, or by asking again. Who is supported is not erased.
func (s *Residents) CreateResidentErasure(
	ctx context.Context, req *supportv1.CreateResidentErasureRequest,
) (*supportv1.ResidentErasure, error) {
	m, id := resource.Making(s.Clock.Now()), req.GetResidentId()
	done := s.done(ctx, everything, "resident/"+id, id)
	e, err := resource.Create(ctx, s.DB, m, resource.RequestOf("CreateResidentErasure", req.GetRequestId(), req),
		func(ctx context.Context, tx *sql.Tx, id string) (store.Erasure, error) {
			return store.In(tx).Erasure(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Erasure, error) {
			e := store.Erasure{ID: m.ID, ResidentID: id, Created: m.Now}
			if err := s.refuseSupported(ctx, tx, id); err != nil {
				return e, err
			}
			if err := s.leaveShell(ctx, tx, e); err != nil {
				return e, err
			}
			return e, s.log(ctx, tx, done)
		})
	if err == nil && e.ID != m.ID {
		err = s.logRead(ctx, everything, "resident/"+id, id)
	}
	if err == nil || fault.Is(err, "RESIDENT_ERASED") {
		mediations, readErr := s.mediationKeys(ctx, id)
		err = errors.Join(err, readErr, s.subjects().DestroyKeys(ctx, append(mediations, id)...))
	}
	if err != nil {
		return nil, err
	}
	return &supportv1.ResidentErasure{Id: e.ID, ResidentId: e.ResidentID, CreateTime: timestamppb.New(e.Created)}, nil
}

// refuseSupported locks a resident, and answers that something about the resident runs.
func (s *Residents) refuseSupported(ctx context.Context, tx *sql.Tx, residentID string) error {
	in := store.In(tx)
	if _, err := in.LockResidentsByID(ctx, map[string]bool{residentID: true}); err != nil {
		return err
	}
	for _, refuse := range s.runs() {
		if err := refuse(ctx, in, residentID); err != nil {
			return err
		}
	}
	return nil
}

// leaveShell leaves of a resident nothing but the id, under which the support goes on to count.
func (d Deps) leaveShell(ctx context.Context, tx *sql.Tx, e store.Erasure) error {
	in := store.In(tx)
	row, err := in.Resident(ctx, e.ResidentID)
	if err != nil {
		return err
	}
	if err := row.Use(); err != nil {
		return err
	}
	row.Version++
	if err := in.EraseResident(ctx, row, e); err != nil {
		return err
	}
	for _, drop := range d.drops() {
		if err := drop(ctx, tx, row.ID); err != nil {
			return err
		}
	}
	return nil
}

// FinishErasures carries out what the database of keys and that of the service do not both know of erasures.
func (d Deps) FinishErasures(ctx context.Context) error {
	if err := d.subjects().FinishErasures(ctx); err != nil {
		return err
	}
	return d.destroyMediationKeys(ctx)
}

// subjects are the residents.
func (d Deps) subjects() privacy.Subjects {
	return privacy.Subjects{
		Vault: d.vault(), DB: d.DB,
		Erasures: func(ctx context.Context) ([]privacy.Erasure, error) { return store.Reading(d.DB.Read()).Erasures(ctx) },
		Whole: func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]bool, error) {
			rows, err := store.In(tx).ResidentsByID(ctx, ids)
			present := make(map[string]bool, len(rows))
			for id, row := range rows {
				present[id] = row.State == domain.Present
			}
			return present, err
		},
		LeaveShell: func(ctx context.Context, tx *sql.Tx, e privacy.Erasure) error {
			return d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), ResidentID: e.Subject, Created: e.Time})
		},
	}
}
