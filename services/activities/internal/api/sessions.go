package api

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Sessions answers SessionService.
type Sessions struct {
	activitiesv1.UnimplementedSessionServiceServer
	Deps
}

// CreateSession adds one session outside a series.
func (s *Sessions) CreateSession(
	ctx context.Context, req *activitiesv1.CreateSessionRequest,
) (*activitiesv1.Session, error) {
	list, err := s.add(ctx, []*activitiesv1.CreateSessionRequest{req}, resource.Nowhere)
	if err != nil {
		return nil, err
	}
	return s.encode(list[0]), nil
}

// BatchCreateSessions adds all sessions, or none.
func (s *Sessions) BatchCreateSessions(
	ctx context.Context, req *activitiesv1.BatchCreateSessionsRequest,
) (*activitiesv1.BatchCreateSessionsResponse, error) {
	list, err := s.add(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.BatchCreateSessionsResponse{}
	for _, one := range list {
		answer.Sessions = append(answer.Sessions, s.encode(one))
	}
	return answer, nil
}

// GetSession answers one session.
func (s *Sessions) GetSession(
	ctx context.Context, req *activitiesv1.GetSessionRequest,
) (*activitiesv1.Session, error) {
	one, err := store.Reading(s.DB.Read()).Session(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return s.encode(one), nil
}

// ListSessions lists sessions in the order in which they start.
func (s *Sessions) ListSessions(
	ctx context.Context, req *activitiesv1.ListSessionsRequest,
) (*activitiesv1.ListSessionsResponse, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	start, after, err := readStartKey(key)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.SessionFilter{
		ActivityID: req.GetActivityId(), LocationID: req.GetLocationId(), State: enums.Text(req.GetState()),
		From: d.Read("from_date", req.GetFromDate()), To: d.Read("to_date", req.GetToDate()),
		WithoutWantedRoom: req.GetWithoutWantedRoom(),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Sessions(ctx, start, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, startKey)
	answer := &activitiesv1.ListSessionsResponse{NextPageToken: next}
	for _, one := range list {
		answer.Sessions = append(answer.Sessions, s.encode(one))
	}
	return answer, nil
}

// startKey answers the place of a session in the order in which sessions start.
func startKey(s domain.Session) string { return fmt.Sprintf("%d/%s", s.Start.UnixMicro(), s.ID) }

// readStartKey reads what startKey wrote; "" is the place before the first.
func readStartKey(key string) (start time.Time, id string, err error) {
	if key == "" {
		return time.Time{}, "", nil
	}
	micros, id, _ := strings.Cut(key, "/")
	at, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		return time.Time{}, "", fault.Violation("page_token", "PAGE_TOKEN_INVALID",
			"This page token does not belong to this query.")
	}
	return time.UnixMicro(at), id, nil
}

func loadSession(id string) func(context.Context, store.Store, string) (domain.Session, error) {
	return func(ctx context.Context, s store.Store, _ string) (domain.Session, error) { return s.Session(ctx, id) }
}

func (s *Sessions) encode(one domain.Session) *activitiesv1.Session {
	local := one.Start.In(s.Zone)
	return &activitiesv1.Session{
		Id: one.ID, ActivityId: one.ActivityID, ProgrammeId: one.ProgrammeID, LocationId: one.LocationID,
		RoomId: one.RoomID, WantedRoomId: one.WantedRoomID, Date: one.Date.String(),
		TimeOfDay:       civil.Time{Hour: local.Hour(), Minute: local.Minute()}.String(),
		DurationMinutes: int32(one.End.Sub(one.Start) / time.Minute), StartTime: timestamppb.New(one.Start),
		EndTime: timestamppb.New(one.End), State: enums.Value[activitiesv1.SessionState](string(one.State)),
		CancellationReason: enums.Value[activitiesv1.CancellationReason](one.Reason), Occurrence: one.Occurrence,
		AdHoc: one.Origin == domain.AdHoc, Adjusted: one.Origin == domain.Adjusted, Recorder: one.Recorder,
		Etag: resource.Etag(one.Version), CreateTime: timestamppb.New(one.Created), UpdateTime: timestamppb.New(one.Updated),
	}
}
