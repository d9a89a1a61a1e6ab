package api

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Roles answers RoleService. No event speaks of a role: what people do in it does.
type Roles struct {
	volunteersv1.UnimplementedRoleServiceServer
	Deps
}

// CreateRole adds a role, when the events that the caller names were handled: they may be what tells of its programme.
func (s *Roles) CreateRole(ctx context.Context, req *volunteersv1.CreateRoleRequest) (*volunteersv1.Role, error) {
	if err := inbox.Wait(ctx, s.DB, []string{events.Activities}, req.GetWaitFor()); err != nil {
		return nil, err
	}
	given, broken := decodeRole(req.GetRole())
	m := resource.Making(s.Clock.Now())
	r, err := resource.Create(ctx, s.DB, m, resource.RequestOf("CreateRole", req.GetRequestId(), req.GetRole()), loadRole,
		func(ctx context.Context, tx *sql.Tx) (domain.Role, error) {
			r := given
			r.ID, r.Version, r.Created, r.Updated = m.ID, 1, m.Now, m.Now
			if err := checkRole(ctx, tx, r, broken); err != nil {
				return r, err
			}
			return r, store.In(tx).InsertRole(ctx, r)
		})
	if err != nil {
		return nil, err
	}
	return encodeRole(r), nil
}

// GetRole answers one role.
func (s *Roles) GetRole(ctx context.Context, req *volunteersv1.GetRoleRequest) (*volunteersv1.Role, error) {
	r, err := store.Reading(s.DB.Read()).Role(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeRole(r), nil
}

// ListRoles lists roles, oldest first.
func (s *Roles) ListRoles(ctx context.Context, req *volunteersv1.ListRolesRequest) (*volunteersv1.ListRolesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Roles(ctx, after, req.GetProgrammeId(), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.Role) string { return r.ID })
	answer := &volunteersv1.ListRolesResponse{NextPageToken: next}
	for _, r := range list {
		answer.Roles = append(answer.Roles, encodeRole(r))
	}
	return answer, nil
}

// UpdateRole changes a role. Nobody is turned away who fulfils it, but what runs out for them may do so on another date.
func (s *Roles) UpdateRole(ctx context.Context, req *volunteersv1.UpdateRoleRequest) (*volunteersv1.Role, error) {
	var r domain.Role
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		in := store.In(tx)
		current, err := in.Role(ctx, req.GetRole().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetRole().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeRole(current), req.GetRole(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("role", err)
		}
		var broken []fault.Field
		r, broken = decodeRole(merged)
		r.ID, r.Version, r.Created, r.Updated = current.ID, current.Version+1, current.Created, s.now()
		if err := checkRole(ctx, tx, r, append(broken, r.CheckChange(current)...)); err != nil {
			return err
		}
		if err := in.UpdateRole(ctx, r); err != nil {
			return err
		}
		people, err := in.PeopleInRole(ctx, r.ID)
		if err != nil {
			return err
		}
		return s.watchCertificates(ctx, tx, people)
	})
	if err != nil {
		return nil, err
	}
	return encodeRole(r), nil
}

// checkRole answers every rule a role breaks, those that are known to be broken already first.
func checkRole(ctx context.Context, tx *sql.Tx, r domain.Role, broken []fault.Field) error {
	var programme *domain.Programme
	p, err := store.In(tx).Programme(ctx, r.ProgrammeID)
	var refused *fault.Error
	switch {
	case err == nil:
		programme = &p
	case !errors.As(err, &refused): // it is not that there is none
		return err
	}
	return fault.At("role", fault.Violations(append(broken, r.CheckValues(programme)...)))
}

func loadRole(ctx context.Context, tx *sql.Tx, id string) (domain.Role, error) {
	return store.In(tx).Role(ctx, id)
}
