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
	if err := d.vault().Erase(ctx, append(aliases, id)...); err != nil {
		return err
	}
	return d.DB.Scrub(ctx)
}

// FinishErasures carries out what either side knows of erasures and the other does not: after a crash between the two, and
// after one of the databases was restored from a copy that is older than an erasure. It belongs before the service serves.
func (d Deps) FinishErasures(ctx context.Context) error {
	known, err := d.vault().Erasures(ctx)
	if err != nil {
		return err
	}
	mine, err := store.Reading(d.DB.Read()).Erasures(ctx)
	if err != nil {
		return err
	}
	list := make([]privacy.Erasure, len(mine))
	for i, e := range mine {
		list[i] = privacy.Erasure{Subject: e.ParticipantID, Time: e.Created}
	}
	if err := d.vault().Replay(ctx, list); err != nil {
		return err
	}
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return d.eraseKnown(ctx, tx, known) })
}

// eraseKnown erases those who are active here although their keys are destroyed.
func (d Deps) eraseKnown(ctx context.Context, tx *sql.Tx, known []privacy.Erasure) error {
	subjects := make(map[string]bool, len(known))
	for _, e := range known {
		subjects[e.Subject] = true
	}
	rows, err := store.In(tx).ParticipantsByID(ctx, subjects)
	if err != nil {
		return err
	}
	for _, e := range known {
		row, found := rows[e.Subject]
		if !found || row.State != domain.Active {
			continue
		}
		err := d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), ParticipantID: row.ID, Created: e.Time})
		if err != nil {
			return err
		}
	}
	return nil
}
