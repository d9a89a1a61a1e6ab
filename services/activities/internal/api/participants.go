package api

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/patch"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Participants answers ParticipantService.
type Participants struct {
	activitiesv1.UnimplementedParticipantServiceServer
	Deps
}

// The classes of data that the processing log tells apart.
const (
	identity       = "identity"        // names, birth, contact
	probableDouble = "probable-double" // that somebody else may be the same person
	everything     = "everything"      // that is kept about the person
)

// CreateParticipant adds a participant.
func (s *Participants) CreateParticipant(
	ctx context.Context, req *activitiesv1.CreateParticipantRequest,
) (*activitiesv1.Participant, error) {
	list, err := s.record(ctx, []*activitiesv1.CreateParticipantRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// BatchCreateParticipants adds all participants, or none.
func (s *Participants) BatchCreateParticipants(
	ctx context.Context, req *activitiesv1.BatchCreateParticipantsRequest,
) (*activitiesv1.BatchCreateParticipantsResponse, error) {
	list, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	return &activitiesv1.BatchCreateParticipantsResponse{Participants: list}, nil
}

// answer opens one participant and answers it, once that is in the processing log.
func (s *Participants) answer(ctx context.Context, row store.Participant) (*activitiesv1.Participant, error) {
	p, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, identity, p.ID); err != nil {
		return nil, err
	}
	return encodeParticipant(p), nil
}

// GetParticipant answers one participant.
func (s *Participants) GetParticipant(
	ctx context.Context, req *activitiesv1.GetParticipantRequest,
) (*activitiesv1.Participant, error) {
	row, err := store.Reading(s.DB.Read()).Participant(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, row)
}

// SearchParticipants finds participants by surname and birth.
func (s *Participants) SearchParticipants(
	ctx context.Context, req *activitiesv1.SearchParticipantsRequest,
) (*activitiesv1.SearchParticipantsResponse, error) {
	var d resource.Dates
	birth := person.Birth{Date: d.Read("birth_date", req.GetBirthDate()), Year: int(req.GetBirthYear())}
	broken := slices.Concat(d.Broken, person.CheckSurname(req.GetSurname()), birth.Check(civil.Today(s.now(), s.Zone)))
	if err := fault.Violations(broken); err != nil {
		return nil, err
	}
	rows, err := store.Reading(s.DB.Read()).FindParticipants(ctx, s.finder().Sought(req.GetSurname(), birth))
	if err != nil {
		return nil, err
	}
	list, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.SearchParticipantsResponse{}
	var ids []string
	slices.SortFunc(list, func(a, b domain.Participant) int { return cmp.Compare(a.ID, b.ID) })
	for _, p := range list {
		answer.Participants, ids = append(answer.Participants, encodeParticipant(p)), append(ids, p.ID)
	}
	if err := s.logRead(ctx, identity, ids...); err != nil {
		return nil, err
	}
	return answer, nil
}

// UpdateParticipant changes a participant.
func (s *Participants) UpdateParticipant(
	ctx context.Context, req *activitiesv1.UpdateParticipantRequest,
) (answer *activitiesv1.Participant, err error) {
	err = resource.Again(func() error {
		answer, err = s.update(ctx, req)
		return err
	})
	return answer, err
}

func (s *Participants) update(
	ctx context.Context, req *activitiesv1.UpdateParticipantRequest,
) (*activitiesv1.Participant, error) {
	row, err := store.Reading(s.DB.Read()).Participant(ctx, req.GetParticipant().GetId())
	if err != nil {
		return nil, err
	}
	current, keys, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	if err := resource.MatchEtag(req.GetParticipant().GetEtag(), current.Version); err != nil {
		return nil, err
	}
	merged, err := patch.Merge(encodeParticipant(current), req.GetParticipant(), req.GetUpdateMask())
	if err != nil {
		return nil, err
	}
	if err := grpcx.Validate(merged); err != nil {
		return nil, fault.At("participant", err)
	}
	p, broken := s.decode(merged)
	if err := fault.At("participant", fault.Violations(broken)); err != nil {
		return nil, err
	}
	p.ID, p.State, p.Version, p.Created, p.Updated = current.ID, current.State, current.Version+1, current.Created, s.now()
	p.References = current.References
	if row, err = s.seal(keys, p); err != nil {
		return nil, err
	}
	entry := s.about(ctx, identity, p.ID)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := resource.Overtaken(store.In(tx).UpdateParticipant(ctx, row)); err != nil {
			return err
		}
		if p.Birth != current.Birth {
			if err := s.reband(ctx, tx, p.ID, p.Birth, row.Updated); err != nil {
				return err
			}
		}
		return processinglog.Append(ctx, tx, row.Updated, entry)
	})
	if err != nil {
		return nil, err
	}
	return encodeParticipant(p), nil
}

// decode reads a participant and answers every rule it breaks.
func (s *Participants) decode(m *activitiesv1.Participant) (domain.Participant, []fault.Field) {
	var d resource.Dates
	p := domain.Participant{
		Person: person.Person{
			GivenName: m.GetGivenName(), Surname: m.GetSurname(), Email: m.GetEmail(), Telephone: m.GetTelephone(),
			Birth: person.Birth{Date: d.Read("birth_date", m.GetBirthDate()), Year: int(m.GetBirthYear())},
		},
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
	}
	broken := append(d.Broken, p.Check(civil.Today(s.now(), s.Zone), s.Areas)...)
	p.Birth = p.Birth.One()
	return p, broken
}

func encodeParticipant(p domain.Participant) *activitiesv1.Participant {
	m := &activitiesv1.Participant{
		Id: p.ID, GivenName: p.GivenName, Surname: p.Surname, BirthDate: resource.Optional(p.Birth.Date),
		BirthYear: int32(p.Birth.Year),
		WijkCode:  p.Wijk.Code, WijkYear: int32(p.Wijk.Edition), Email: p.Email, Telephone: p.Telephone,
		Etag: resource.Etag(p.Version), CreateTime: timestamppb.New(p.Created), UpdateTime: timestamppb.New(p.Updated),
	}
	for _, r := range p.References {
		m.References = append(m.References, &activitiesv1.ParticipantReference{Source: r.Source, Number: r.Number})
	}
	return m
}
