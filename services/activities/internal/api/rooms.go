package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

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

// Rooms answers RoomService.
type Rooms struct {
	activitiesv1.UnimplementedRoomServiceServer
	Deps
}

// CreateRoom adds a room to a place.
func (s *Rooms) CreateRoom(ctx context.Context, req *activitiesv1.CreateRoomRequest) (*activitiesv1.Room, error) {
	r, broken := decodeRoom(req.GetRoom())
	r, err := create(ctx, s.Deps, "CreateRoom", req.GetRequestId(), req.GetRoom(), loadRoom,
		func(ctx context.Context, tx *sql.Tx, m resource.Made) (domain.Room, error) {
			r.ID, r.Version, r.Created, r.Updated = m.ID, 1, m.Now, m.Now
			location, err := locationOf(ctx, tx, r.LocationID)
			if err != nil {
				return r, err
			}
			if err := fault.Violations(append(broken, r.Check(location)...)); err != nil {
				return r, fault.At("room", err)
			}
			return r, store.In(tx).InsertRoom(ctx, r)
		})
	if err != nil {
		return nil, err
	}
	return encodeRoom(r), nil
}

// GetRoom answers one room.
func (s *Rooms) GetRoom(ctx context.Context, req *activitiesv1.GetRoomRequest) (*activitiesv1.Room, error) {
	r, err := store.Reading(s.DB.Read()).Room(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeRoom(r), nil
}

// ListRooms lists rooms, oldest first.
func (s *Rooms) ListRooms(
	ctx context.Context, req *activitiesv1.ListRoomsRequest,
) (*activitiesv1.ListRoomsResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).Rooms(ctx, after, req.GetLocationId(), size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(r domain.Room) string { return r.ID })
	answer := &activitiesv1.ListRoomsResponse{NextPageToken: next}
	for _, r := range list {
		answer.Rooms = append(answer.Rooms, encodeRoom(r))
	}
	return answer, nil
}

// UpdateRoom changes a room.
func (s *Rooms) UpdateRoom(ctx context.Context, req *activitiesv1.UpdateRoomRequest) (*activitiesv1.Room, error) {
	var r domain.Room
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		current, err := store.In(tx).Room(ctx, req.GetRoom().GetId())
		if err != nil {
			return err
		}
		if err := resource.MatchEtag(req.GetRoom().GetEtag(), current.Version); err != nil {
			return err
		}
		merged, err := patch.Merge(encodeRoom(current), req.GetRoom(), req.GetUpdateMask())
		if err != nil {
			return err
		}
		if err := grpcx.Validate(merged); err != nil {
			return fault.At("room", err)
		}
		var broken []fault.Field
		r, broken = decodeRoom(merged)
		r.ID, r.Version, r.Created, r.Updated = current.ID, current.Version+1, current.Created, s.now()
		location, err := locationOf(ctx, tx, r.LocationID)
		if err != nil {
			return err
		}
		broken = append(append(broken, r.Check(location)...), r.CheckChange(current)...)
		if err := fault.Violations(broken); err != nil {
			return fault.At("room", err)
		}
		return store.In(tx).UpdateRoom(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	return encodeRoom(r), nil
}

// locationOf answers the location with id, or nil where there is none.
func locationOf(ctx context.Context, tx *sql.Tx, id string) (*domain.Location, error) {
	l, err := store.In(tx).Location(ctx, id)
	if fault.Is(err, "LOCATION_NOT_FOUND") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &l, nil
}

// decodeRoom reads a room and answers the dates that do not exist.
func decodeRoom(m *activitiesv1.Room) (domain.Room, []fault.Field) {
	var d resource.Dates
	r := domain.Room{
		LocationID: m.GetLocationId(), Name: m.GetDisplayName(), Capacity: int64(m.GetCapacity()),
		First: d.Read("first_date", m.GetFirstDate()), Last: d.Read("last_date", m.GetLastDate()),
	}
	for _, a := range m.GetAccessibility() {
		r.Accessibility = append(r.Accessibility, enums.Text(a))
	}
	return r, d.Broken
}

func loadRoom(ctx context.Context, s store.Store, id string) (domain.Room, error) {
	return s.Room(ctx, id)
}

func encodeRoom(r domain.Room) *activitiesv1.Room {
	m := &activitiesv1.Room{
		Id: r.ID, LocationId: r.LocationID, DisplayName: r.Name, Capacity: int32(r.Capacity), FirstDate: r.First.String(),
		LastDate: resource.Optional(r.Last), Etag: resource.Etag(r.Version), CreateTime: timestamppb.New(r.Created),
		UpdateTime: timestamppb.New(r.Updated),
	}
	for _, word := range r.Accessibility {
		m.Accessibility = append(m.Accessibility, enums.Value[activitiesv1.RoomAccessibility](word))
	}
	return m
}
