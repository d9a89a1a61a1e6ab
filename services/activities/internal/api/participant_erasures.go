package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// CreateParticipantErasure erases a person for good. The row becomes a shell first and the key goes then: a crash between
// the two is made good by the next start, or by asking again.
func (s *Participants) CreateParticipantErasure(
	ctx context.Context, req *activitiesv1.CreateParticipantErasureRequest,
) (*activitiesv1.ParticipantErasure, error) {
	m, id := s.making(), req.GetParticipantId()
	entry := s.about(ctx, everything, id)
	e, err := createAs(ctx, s.Deps, m, resource.RequestOf("CreateParticipantErasure", req.GetRequestId(), req),
		func(ctx context.Context, in store.Store, id string) (store.Erasure, error) {
			return in.Erasure(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (store.Erasure, error) {
			e := store.Erasure{ID: m.ID, ParticipantID: id, Created: m.Now}
			if err := s.leaveShell(ctx, tx, e); err != nil {
				return e, err
			}
			return e, processinglog.Append(ctx, tx, m.Now, entry)
		})
	if err == nil && e.ID != m.ID {
		err = s.logRead(ctx, everything, id)
	}
	if err == nil || fault.Is(err, "PARTICIPANT_ERASED") {
		err = errors.Join(err, s.destroyKeys(ctx, id))
	}
	if err != nil {
		return nil, err
	}
	return &activitiesv1.ParticipantErasure{Id: e.ID, ParticipantId: e.ParticipantID, CreateTime: timestamppb.New(e.Created)}, nil
}

// leaveShell leaves of an active participant nothing but its id, under which what the person took part in goes on to count.
func (d Deps) leaveShell(ctx context.Context, tx *sql.Tx, e store.Erasure) error {
	in := store.In(tx)
	row, err := in.Participant(ctx, e.ParticipantID)
	if err != nil {
		return err
	}
	if err := row.Use(); err != nil {
		return err
	}
	row.Version++
	if err := in.EraseParticipant(ctx, row, e); err != nil {
		return err
	}
	return d.endRegistrations(ctx, tx, row.ID, d.now())
}

// destroyKeys destroys the key of a person, and those of the doubles that it was found to have.
func (d Deps) destroyKeys(ctx context.Context, id string) error {
	aliases, err := store.Reading(d.DB.Read()).Aliases(ctx, id)
	if err != nil {
		return err
	}
	return d.subjects().DestroyKeys(ctx, append(aliases, id)...)
}

// FinishErasures carries out what the database of keys and that of the service do not both know of erasures.
func (d Deps) FinishErasures(ctx context.Context) error {
	if err := d.subjects().FinishErasures(ctx); err != nil {
		return err
	}
	return d.referrals().FinishErasures(ctx)
}

func (d Deps) subjects() privacy.Subjects {
	return privacy.Subjects{
		Vault: d.vault(), DB: d.DB, Erasures: store.Reading(d.DB.Read()).Erasures,
		Whole: func(ctx context.Context, tx *sql.Tx, ids map[string]bool) (map[string]bool, error) {
			rows, err := store.In(tx).ParticipantsByID(ctx, ids)
			active := make(map[string]bool, len(rows))
			for id, row := range rows {
				active[id] = row.State == domain.Active
			}
			return active, err
		},
		LeaveShell: func(ctx context.Context, tx *sql.Tx, e privacy.Erasure) error {
			return d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), ParticipantID: e.Subject, Created: e.Time})
		},
	}
}
