package api

import (
	"cmp"
	"context"
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// People answers PersonService.
type People struct {
	volunteersv1.UnimplementedPersonServiceServer
	Deps
}

// CreatePerson adds a person.
func (s *People) CreatePerson(ctx context.Context, req *volunteersv1.CreatePersonRequest) (*volunteersv1.Person, error) {
	list, err := s.add(ctx, []*volunteersv1.CreatePersonRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreatePeople adds all people, or none.
func (s *People) BatchCreatePeople(
	ctx context.Context, req *volunteersv1.BatchCreatePeopleRequest,
) (*volunteersv1.BatchCreatePeopleResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &volunteersv1.BatchCreatePeopleResponse{People: list}, nil
}

// GetPerson answers one person.
func (s *People) GetPerson(ctx context.Context, req *volunteersv1.GetPersonRequest) (*volunteersv1.Person, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	row, err := store.Reading(s.DB.Read()).Person(ctx, me.reach(req.GetId()))
	if err != nil {
		return nil, err
	}
	p, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	return encodePerson(p), s.logRead(ctx, identity, p.ID)
}

// SearchPeople finds people by surname and birth.
func (s *People) SearchPeople(
	ctx context.Context, req *volunteersv1.SearchPeopleRequest,
) (*volunteersv1.SearchPeopleResponse, error) {
	var d resource.Dates
	birth := person.Birth{Date: d.Read("birth_date", req.GetBirthDate()), Year: int(req.GetBirthYear())}
	broken := slices.Concat(d.Broken, person.CheckSurname(req.GetSurname()), birth.Check(s.today()))
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	rows, err := store.Reading(s.DB.Read()).FindPeople(ctx, s.finder().Sought(req.GetSurname(), birth))
	if err != nil {
		return nil, err
	}
	list, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b domain.Person) int { return cmp.Compare(a.ID, b.ID) })
	const most = 100 // a change of keys finds up to so many by each of them
	list = list[:min(len(list), most)]
	answer := &volunteersv1.SearchPeopleResponse{}
	var ids []string
	for _, p := range list {
		answer.People, ids = append(answer.People, encodePerson(p)), append(ids, p.ID)
	}
	return answer, s.logRead(ctx, identity, ids...)
}
