package api

import (
	"context"
	"database/sql"
	"errors"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// CreatePersonErasure erases a person for good. The row becomes a shell first and the key goes then: a crash between the two
// is made good by the next start, or by asking again.
func (s *People) CreatePersonErasure(
	ctx context.Context, req *volunteersv1.CreatePersonErasureRequest,
) (*volunteersv1.PersonErasure, error) {
	m, id := resource.Making(s.Clock.Now()), req.GetPersonId()
	e, err := resource.Create(ctx, s.DB, m, resource.RequestOf("CreatePersonErasure", req.GetRequestId(), req),
		func(ctx context.Context, tx *sql.Tx, id string) (store.Erasure, error) {
			return store.In(tx).Erasure(ctx, id)
		},
		func(ctx context.Context, tx *sql.Tx) (store.Erasure, error) {
			e := store.Erasure{ID: m.ID, PersonID: id, Created: m.Now}
			if err := s.leaveShell(ctx, tx, e, auth.Subject(ctx)); err != nil {
				return e, err
			}
			return e, processinglog.Append(ctx, tx, m.Now, s.about(ctx, everything, id))
		})
	if err == nil && e.ID != m.ID {
		err = s.logRead(ctx, everything, id)
	}
	if err == nil || fault.Is(err, "PERSON_ERASED") {
		err = errors.Join(err, s.destroyKey(ctx, id))
	}
	if err != nil {
		return nil, err
	}
	return &volunteersv1.PersonErasure{Id: e.ID, PersonId: e.PersonID, CreateTime: timestamppb.New(e.Created)}, nil
}

// leaveShell leaves of a person nothing but the id, under which what the person did goes on to count.
func (d Deps) leaveShell(ctx context.Context, tx *sql.Tx, e store.Erasure, by string) error {
	in := store.In(tx)
	if err := lockEngagements(ctx, in, e.PersonID); err != nil {
		return err
	}
	row, err := in.Person(ctx, e.PersonID)
	if err != nil {
		return err
	}
	if err := row.Use(); err != nil {
		return err
	}
	row.Version++
	if err := in.ErasePerson(ctx, row, e); err != nil {
		return err
	}
	for _, drop := range d.drops() {
		if err := drop(ctx, tx, row.ID, by); err != nil {
			return err
		}
	}
	return nil
}

// lockEngagements locks the relations of a person, which all lock before the person.
func lockEngagements(ctx context.Context, in store.Store, personID string) error {
	list, err := in.EngagementsOf(ctx, personID)
	if err != nil {
		return err
	}
	ids := make(map[string]bool, len(list))
	for _, e := range list {
		ids[e.ID] = true
	}
	_, err = in.LockEngagementsByID(ctx, ids)
	return err
}

// destroyKey destroys the key of a person, and has what was deleted leave the files.
func (d Deps) destroyKey(ctx context.Context, id string) error {
	if err := d.vault().Erase(ctx, id); err != nil {
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
		list[i] = privacy.Erasure{Subject: e.PersonID, Time: e.Created}
	}
	if err := d.vault().Replay(ctx, list); err != nil {
		return err
	}
	return d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return d.eraseKnown(ctx, tx, known) })
}

// eraseKnown erases those who are present here although their keys are destroyed.
func (d Deps) eraseKnown(ctx context.Context, tx *sql.Tx, known []privacy.Erasure) error {
	subjects := make(map[string]bool, len(known))
	for _, e := range known {
		subjects[e.Subject] = true
	}
	rows, err := store.In(tx).PeopleByID(ctx, subjects)
	if err != nil {
		return err
	}
	for _, e := range known {
		row, found := rows[e.Subject]
		if !found || row.State != domain.Present {
			continue
		}
		err := d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), PersonID: row.ID, Created: e.Time}, "")
		if err != nil {
			return err
		}
	}
	return nil
}
