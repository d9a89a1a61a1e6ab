package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Programmes answers ProgrammeService.
type Programmes struct {
	activitiesv1.UnimplementedProgrammeServiceServer
	Deps
}

// CreateProgramme adds a programme.
func (s *Programmes) CreateProgramme(
	ctx context.Context, req *activitiesv1.CreateProgrammeRequest,
) (*activitiesv1.Programme, error) {
	p, broken := decodeProgramme(req.GetProgramme())
	p, err := create(ctx, s.Deps, "CreateProgramme", req.GetRequestId(), req.GetProgramme(), loadProgramme,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Programme, error) {
			p.ID, p.Version, p.Created, p.Updated = m.ID, 1, m.Now, m.Now
			if err := s.check(ctx, tx, p, broken); err != nil {
				return p, err
			}
			if err := store.In(tx).InsertProgramme(ctx, p); err != nil {
				return p, err
			}
			return p, outbox.Append(ctx, tx, m.Now, events.Service, events.ProgrammeSaved(p))
		})
	if s.DB.IsUnique(err) {
		return nil, fault.New(fault.AlreadyExists, "PROGRAMME_CODE_TAKEN", "There is a programme with the code %q.", p.Code).
			With("code", p.Code).Because(err)
	}
	if err != nil {
		return nil, err
	}
	return encodeProgramme(p), nil
}

// GetProgramme answers one programme.
func (s *Programmes) GetProgramme(
	ctx context.Context, req *activitiesv1.GetProgrammeRequest,
) (*activitiesv1.Programme, error) {
	p, err := store.Reading(s.DB.Read()).Programme(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeProgramme(p), nil
}

// ListProgrammes lists programmes, oldest first.
func (s *Programmes) ListProgrammes(
	ctx context.Context, req *activitiesv1.ListProgrammesRequest,
) (*activitiesv1.ListProgrammesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Programmes(ctx, after, enums.Text(req.GetTheme()), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(p domain.Programme) string { return p.ID })
	answer := &activitiesv1.ListProgrammesResponse{NextPageToken: next}
	for _, p := range list {
		answer.Programmes = append(answer.Programmes, encodeProgramme(p))
	}
	return answer, nil
}

// UpdateProgramme changes a programme.
func (s *Programmes) UpdateProgramme(
	ctx context.Context, req *activitiesv1.UpdateProgrammeRequest,
) (*activitiesv1.Programme, error) {
	var p domain.Programme
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).Programme(ctx, req.GetProgramme().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetProgramme().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeProgramme(current), req.GetProgramme(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("programme", err)
		}
		var broken []fault.Field
		p, broken = decodeProgramme(merged)
		p.ID, p.Version, p.Created, p.Updated = current.ID, current.Version+1, current.Created, s.now()
		if err := s.check(ctx, tx, p, append(broken, p.CheckChange(current)...)); err != nil {
			return err
		}
		if err := store.In(tx).UpdateProgramme(ctx, p); err != nil {
			return err
		}
		return outbox.Append(ctx, tx, p.Updated, events.Service, events.ProgrammeSaved(p))
	})
	if err != nil {
		return nil, err
	}
	return encodeProgramme(p), nil
}

// check answers every rule a programme breaks, those that are known to be broken already first.
func (s *Programmes) check(ctx context.Context, tx *sql.Tx, p domain.Programme, broken []fault.Field) error {
	ancestors, err := store.In(tx).Ancestors(ctx, p.ParentID)
	if err != nil {
		return err
	}
	return fault.At("programme", fault.Violations(append(broken, p.Check(ancestors)...)))
}

// decodeProgramme reads a programme and answers the dates that do not exist.
func decodeProgramme(m *activitiesv1.Programme) (domain.Programme, []fault.Field) {
	var d resource.Dates
	p := domain.Programme{
		Code: m.GetCode(), Name: m.GetDisplayName(), Theme: enums.Text(m.GetTheme()), ParentID: m.GetParentId(),
		Start: d.Read("start_date", m.GetStartDate()), End: d.Read("end_date", m.GetEndDate()),
	}
	return p, d.Broken
}

func loadProgramme(ctx context.Context, s store.Store, id string) (domain.Programme, error) {
	return s.Programme(ctx, id)
}

func encodeProgramme(p domain.Programme) *activitiesv1.Programme {
	return &activitiesv1.Programme{
		Id: p.ID, Code: p.Code, DisplayName: p.Name, Theme: enums.Value[activitiesv1.Theme](p.Theme), ParentId: p.ParentID,
		StartDate: p.Start.String(), EndDate: resource.Optional(p.End), Etag: resource.Etag(p.Version),
		CreateTime: timestamppb.New(p.Created),
		UpdateTime: timestamppb.New(p.Updated),
	}
}
