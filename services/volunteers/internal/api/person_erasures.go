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
		err = errors.Join(err, s.subjects().DestroyKeys(ctx, id))
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
			rows, err := store.In(tx).PeopleByID(ctx, ids)
			present := make(map[string]bool, len(rows))
			for id, row := range rows {
				present[id] = row.State == domain.Present
			}
			return present, err
		},
		LeaveShell: func(ctx context.Context, tx *sql.Tx, e privacy.Erasure) error {
			return d.leaveShell(ctx, tx, store.Erasure{ID: ids.New(), PersonID: e.Subject, Created: e.Time}, "")
		},
	}
}
