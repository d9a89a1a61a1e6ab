package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Initiatives answers InitiativeService. No event speaks of an initiative: it counts by the support of it.
type Initiatives struct {
	activitiesv1.UnimplementedInitiativeServiceServer
	Deps
}

// CreateInitiative adds an initiative.
func (s *Initiatives) CreateInitiative(
	ctx context.Context, req *activitiesv1.CreateInitiativeRequest,
) (*activitiesv1.Initiative, error) {
	i, broken := decodeInitiative(req.GetInitiative())
	i, err := create(ctx, s.Deps, "CreateInitiative", req.GetRequestId(), req.GetInitiative(), loadInitiative,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Initiative, error) {
			i.ID, i.Version, i.Created, i.Updated = m.ID, 1, m.Now, m.Now
			if err := s.check(ctx, tx, &i, broken); err != nil {
				return i, err
			}
			return i, store.In(tx).InsertInitiative(ctx, i)
		})
	if err != nil {
		return nil, err
	}
	return encodeInitiative(i), nil
}

// GetInitiative answers one initiative.
func (s *Initiatives) GetInitiative(
	ctx context.Context, req *activitiesv1.GetInitiativeRequest,
) (*activitiesv1.Initiative, error) {
	i, err := store.Reading(s.DB.Read()).Initiative(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeInitiative(i), nil
}

// ListInitiatives lists initiatives, oldest first.
func (s *Initiatives) ListInitiatives(
	ctx context.Context, req *activitiesv1.ListInitiativesRequest,
) (*activitiesv1.ListInitiativesResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Initiatives(ctx, after, req.GetProgrammeId(), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(i domain.Initiative) string { return i.ID })
	answer := &activitiesv1.ListInitiativesResponse{NextPageToken: next}
	for _, i := range list {
		answer.Initiatives = append(answer.Initiatives, encodeInitiative(i))
	}
	return answer, nil
}

// UpdateInitiative changes an initiative.
func (s *Initiatives) UpdateInitiative(
	ctx context.Context, req *activitiesv1.UpdateInitiativeRequest,
) (*activitiesv1.Initiative, error) {
	var i domain.Initiative
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).Initiative(ctx, req.GetInitiative().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetInitiative().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeInitiative(current), req.GetInitiative(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("initiative", err)
		}
		var broken []fault.Field
		i, broken = decodeInitiative(merged)
		i.ID, i.Version, i.Created, i.Updated = current.ID, current.Version+1, current.Created, s.now()
		if err := s.check(ctx, tx, &i, broken); err != nil {
			return err
		}
		return store.In(tx).UpdateInitiative(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	return encodeInitiative(i), nil
}

// check completes an initiative and answers every rule it breaks, those that are known to be broken already first.
func (s *Initiatives) check(ctx context.Context, tx *sql.Tx, i *domain.Initiative, broken []fault.Field) error {
	programmes, err := store.In(tx).ProgrammesByID(ctx, map[string]bool{i.ProgrammeID: true})
	if err != nil {
		return err
	}
	broken = append(broken, i.Check(s.Areas, resource.Found(programmes, i.ProgrammeID))...)
	return fault.At("initiative", fault.Violations(broken))
}

// decodeInitiative reads an initiative and answers the dates that do not exist.
func decodeInitiative(m *activitiesv1.Initiative) (domain.Initiative, []fault.Field) {
	var d resource.Dates
	i := domain.Initiative{
		Name: m.GetDisplayName(), OwnerGroup: enums.Text(m.GetOwnerGroup()), ProgrammeID: m.GetProgrammeId(),
		Wijk:  areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
		Start: d.Read("start_date", m.GetStartDate()), End: d.Read("end_date", m.GetEndDate()),
	}
	return i, d.Broken
}

func loadInitiative(ctx context.Context, s store.Store, id string) (domain.Initiative, error) {
	return s.Initiative(ctx, id)
}

func encodeInitiative(i domain.Initiative) *activitiesv1.Initiative {
	return &activitiesv1.Initiative{
		Id: i.ID, DisplayName: i.Name, OwnerGroup: enums.Value[activitiesv1.InitiativeOwner](i.OwnerGroup),
		ProgrammeId: i.ProgrammeID, WijkCode: i.Wijk.Code, WijkYear: int32(i.Wijk.Edition), Stadsdeel: i.Stadsdeel,
		StartDate: i.Start.String(), EndDate: resource.Optional(i.End), Etag: resource.Etag(i.Version),
		CreateTime: timestamppb.New(i.Created),
		UpdateTime: timestamppb.New(i.Updated),
	}
}
