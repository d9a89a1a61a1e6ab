package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// hoursFields is the class of data in the processing log: who worked when and how long.
const hoursFields = "hours"

// Hours answers HoursService.
type Hours struct {
	volunteersv1.UnimplementedHoursServiceServer
	Deps
	recording resource.Recording[worked]
}

// CreateHours records one record of hours.
func (s *Hours) CreateHours(
	ctx context.Context, req *volunteersv1.CreateHoursRequest,
) (*volunteersv1.Hours, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.record(ctx, me, []*volunteersv1.CreateHoursRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return me.hours(list[0].Hours), nil
}

// BatchCreateHours records all hours, or none.
func (s *Hours) BatchCreateHours(
	ctx context.Context, req *volunteersv1.BatchCreateHoursRequest,
) (*volunteersv1.BatchCreateHoursResponse, error) {
	list, err := s.record(ctx, own{everybody: true}, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &volunteersv1.BatchCreateHoursResponse{}
	for _, one := range list {
		answer.Hours = append(answer.Hours, encodeHours(one.Hours))
	}
	return answer, nil
}

// GetHours answers one record of hours.
func (s *Hours) GetHours(ctx context.Context, req *volunteersv1.GetHoursRequest) (*volunteersv1.Hours, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	h, err := find(ctx, req.GetId(), store.Reading(s.DB.Read()).Hours, me.worked)
	if err != nil {
		return nil, err
	}
	return me.hours(h), s.logRead(ctx, hoursFields, h.PersonID)
}

// ListHours lists records of hours, oldest first.
func (s *Hours) ListHours(
	ctx context.Context, req *volunteersv1.ListHoursRequest,
) (*volunteersv1.ListHoursResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.HoursFilter{
		OwnerID: me.personID, AssignmentID: req.GetAssignmentId(), EngagementID: req.GetEngagementId(),
		From: d.Read("from_date", req.GetFromDate()), To: d.Read("to_date", req.GetToDate()),
		State: domain.HoursState(enums.Text(req.GetState())),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).HoursList(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(h domain.Hours) string { return h.ID })
	answer := &volunteersv1.ListHoursResponse{NextPageToken: next}
	var people []string
	for _, h := range list {
		answer.Hours = append(answer.Hours, me.hours(h))
		people = append(people, h.PersonID)
	}
	return answer, s.logRead(ctx, hoursFields, people...)
}

// worked says whether the caller may see hours.
func (o own) worked(h domain.Hours) bool { return o.sees(h.PersonID) }

// hours answers hours as the caller may see them.
func (o own) hours(h domain.Hours) *volunteersv1.Hours {
	h.Recorder = o.colleague(h.Recorder)
	return encodeHours(h)
}

func encodeHours(h domain.Hours) *volunteersv1.Hours {
	return &volunteersv1.Hours{
		Id: h.ID, AssignmentId: h.AssignmentID, Date: h.Date.String(), Minutes: int32(h.Minutes),
		State: enums.Value[volunteersv1.HoursState](string(h.State)), Reason: h.Reason, Recorder: h.Recorder,
		Etag: resource.Etag(h.Version), CreateTime: timestamppb.New(h.Created), UpdateTime: timestamppb.New(h.Updated),
	}
}
