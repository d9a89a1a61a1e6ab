package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Engagements answers EngagementService.
type Engagements struct {
	volunteersv1.UnimplementedEngagementServiceServer
	Deps
	recording resource.Recording[newEngagement]
}

// engagementFields is the class of data of what somebody is to the organisation, in the processing log.
const engagementFields = "engagement"

// CreateEngagement begins a relation.
func (s *Engagements) CreateEngagement(
	ctx context.Context, req *volunteersv1.CreateEngagementRequest,
) (*volunteersv1.Engagement, error) {
	list, err := s.record(ctx, []*volunteersv1.CreateEngagementRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return encodeEngagement(list[0]), nil
}

// BatchCreateEngagements records all relations, or none.
func (s *Engagements) BatchCreateEngagements(
	ctx context.Context, req *volunteersv1.BatchCreateEngagementsRequest,
) (*volunteersv1.BatchCreateEngagementsResponse, error) {
	list, err := s.record(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.BatchCreateEngagementsResponse{}
	for _, e := range list {
		answer.Engagements = append(answer.Engagements, encodeEngagement(e))
	}
	return answer, nil
}

// GetEngagement answers one relation.
func (s *Engagements) GetEngagement(
	ctx context.Context, req *volunteersv1.GetEngagementRequest,
) (*volunteersv1.Engagement, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	e, err := find(ctx, req.GetId(), store.Reading(s.DB.Read()).Engagement, func(e domain.Engagement) bool {
		return me.sees(e.PersonID)
	})
	if err != nil {
		return nil, err
	}
	return encodeEngagement(e), s.logRead(ctx, engagementFields, e.PersonID)
}

// ListEngagements lists relations, oldest first.
func (s *Engagements) ListEngagements(
	ctx context.Context, req *volunteersv1.ListEngagementsRequest,
) (*volunteersv1.ListEngagementsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	filter := store.EngagementFilter{
		OwnerID: me.personID, PersonID: req.GetPersonId(), Kind: enums.Text(req.GetKind()), State: enums.Text(req.GetState()),
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Engagements(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(e domain.Engagement) string { return e.ID })
	answer := &volunteersv1.ListEngagementsResponse{NextPageToken: next}
	var people []string
	for _, e := range list {
		answer.Engagements, people = append(answer.Engagements, encodeEngagement(e)), append(people, e.PersonID)
	}
	return answer, s.logRead(ctx, engagementFields, people...)
}

func encodeEngagement(e domain.Engagement) *volunteersv1.Engagement {
	return &volunteersv1.Engagement{
		Id: e.ID, PersonId: e.PersonID, Kind: enums.Value[volunteersv1.EngagementKind](string(e.Kind)),
		State: enums.Value[volunteersv1.EngagementState](string(e.State)), StartDate: e.Start.String(),
		StateDate: e.StateDate.String(), Etag: resource.Etag(e.Version), CreateTime: timestamppb.New(e.Created),
		UpdateTime: timestamppb.New(e.Updated),
	}
}
