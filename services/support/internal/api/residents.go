package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// Residents answers ResidentService.
type Residents struct {
	supportv1.UnimplementedResidentServiceServer
	Deps
}

// CreateResident adds a resident.
func (s *Residents) CreateResident(
	ctx context.Context, req *supportv1.CreateResidentRequest,
) (*supportv1.Resident, error) {
	list, err := s.add(ctx, []*supportv1.CreateResidentRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateResidents adds all residents, or none.
func (s *Residents) BatchCreateResidents(
	ctx context.Context, req *supportv1.BatchCreateResidentsRequest,
) (*supportv1.BatchCreateResidentsResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &supportv1.BatchCreateResidentsResponse{Residents: list}, nil
}

// GetResident answers one resident.
func (s *Residents) GetResident(ctx context.Context, req *supportv1.GetResidentRequest) (*supportv1.Resident, error) {
	r, _, err := s.openOne(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeResident(r), s.logRead(ctx, identity, "resident/"+r.ID, r.ID)
}

// SearchResidents finds residents by surname and birth.
func (s *Residents) SearchResidents(
	ctx context.Context, req *supportv1.SearchResidentsRequest,
) (*supportv1.SearchResidentsResponse, error) {
	var d resource.Dates
	birth := person.Birth{Date: d.Read("birth_date", req.GetBirthDate()), Year: int(req.GetBirthYear())}
	broken := slices.Concat(d.Broken, person.CheckSurname(req.GetSurname()), birth.Check(s.today()))
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	rows, err := store.Reading(s.DB.Read()).FindResidents(ctx, s.finder().Sought(req.GetSurname(), birth))
	if err != nil {
		return nil, err
	}
	list, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b domain.Resident) int { return cmp.Compare(a.ID, b.ID) })
	list = list[:min(len(list), person.MaxFound)]
	answer := &supportv1.SearchResidentsResponse{}
	var ids []string
	for _, r := range list {
		answer.Residents, ids = append(answer.Residents, encodeResident(r)), append(ids, r.ID)
	}
	return answer, s.logRead(ctx, identity, "residents", ids...)
}
