package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// room answers a room of a location that may be added, changed by change.
func room(locationID string, change ...func(*activitiesv1.Room)) *activitiesv1.Room {
	r := &activitiesv1.Room{LocationId: locationID, DisplayName: "Zaal 1", Capacity: 40, FirstDate: "2020-01-01"}
	for _, c := range change {
		c(r)
	}
	return r
}

// addRoom adds a room to a place of its own.
func (r *rig) addRoom(t testing.TB, change ...func(*activitiesv1.Room)) *activitiesv1.Room {
	t.Helper()
	return r.addRoomAt(t, r.addLocation(t).GetId(), change...)
}

func (r *rig) addRoomAt(t testing.TB, location string, change ...func(*activitiesv1.Room)) *activitiesv1.Room {
	t.Helper()
	added, err := r.rooms.CreateRoom(r.staff(t), &activitiesv1.CreateRoomRequest{Room: room(location, change...)})
	require.NoError(t, err)
	return added
}

func (r *rig) updateRoom(t testing.TB, m *activitiesv1.Room, mask ...string) (*activitiesv1.Room, error) {
	t.Helper()
	req := &activitiesv1.UpdateRoomRequest{Room: m}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.rooms.UpdateRoom(r.staff(t), req)
}

func TestRoomIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		full := func(m *activitiesv1.Room) {
			m.LastDate = proto.String("2024-12-31")
			m.Accessibility = []activitiesv1.RoomAccessibility{
				activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_LIFT, activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_HEARING_LOOP,
			}
		}
		added := r.addRoom(t, full)
		requireProto(t, room(added.GetLocationId(), full, func(m *activitiesv1.Room) {
			m.Id, m.Etag, m.CreateTime, m.UpdateTime = added.GetId(), added.GetEtag(), stored(now()), stored(now())
		}), added)
		got, err := r.rooms.GetRoom(r.staff(t), &activitiesv1.GetRoomRequest{Id: added.GetId()})
		require.NoError(t, err)
		requireProto(t, added, got)
		_, err = r.rooms.GetRoom(r.staff(t), &activitiesv1.GetRoomRequest{Id: "nowhere"})
		refusal{code: codes.NotFound, reason: "ROOM_NOT_FOUND"}.require(t, err)
	})
}

func TestRoomThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	tests := map[string]struct {
		change func(*activitiesv1.Room)
		want   []string
	}{
		"for nobody": {func(m *activitiesv1.Room) { m.Capacity = 0 }, []string{"room.capacity INT32_GTE_LTE"}},
		"one thing twice": {func(m *activitiesv1.Room) {
			m.Accessibility = []activitiesv1.RoomAccessibility{1, 1}
		}, []string{"room.accessibility REPEATED_UNIQUE"}},
		"what nobody knows": {func(m *activitiesv1.Room) {
			m.Accessibility = []activitiesv1.RoomAccessibility{99}
		}, []string{"room.accessibility[0] ENUM_DEFINED_ONLY"}},
		"meaning, all at once": {func(m *activitiesv1.Room) {
			m.LocationId, m.FirstDate, m.LastDate = "nowhere", "2022-02-30", proto.String("2022-04-31")
		}, []string{"room.location_id LOCATION_UNKNOWN", "room.first_date DATE_INVALID", "room.last_date DATE_INVALID"}},
		"last before first": {func(m *activitiesv1.Room) { m.LastDate = proto.String("2019-12-31") }, []string{"room.last_date LAST_BEFORE_FIRST"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		here := r.addLocation(t).GetId()
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.rooms.CreateRoom(r.staff(t), &activitiesv1.CreateRoomRequest{Room: room(here, tt.change)})
					return err
				})
			})
		}
	})
}

func TestRoomChangesButDoesNotMove(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		added := r.addRoom(t)
		there := r.addLocation(t).GetId()
		r.clock.Advance(time.Hour)
		changed, err := r.updateRoom(t, &activitiesv1.Room{Id: added.GetId(), Capacity: 12, LastDate: proto.String("2023-01-01")})
		require.NoError(t, err)
		requireProto(t, room(added.GetLocationId(), func(m *activitiesv1.Room) {
			m.Capacity, m.LastDate = 12, proto.String("2023-01-01")
			m.Id, m.Etag, m.CreateTime, m.UpdateTime = added.GetId(), changed.GetEtag(), stored(now()), stored(now().Add(time.Hour))
		}), changed)
		r.refuses(t, mismatch, func() error {
			_, err := r.updateRoom(t, &activitiesv1.Room{Id: added.GetId(), Capacity: 13, Etag: added.GetEtag()})
			return err
		})
		r.refuses(t, invalid("room.location_id LOCATION_FIXED", "room.last_date LAST_BEFORE_FIRST"), func() error {
			_, err := r.updateRoom(t, &activitiesv1.Room{Id: added.GetId(), LocationId: there, FirstDate: "2023-01-02"})
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "ROOM_NOT_FOUND"}, func() error {
			_, err := r.updateRoom(t, &activitiesv1.Room{Id: "nowhere", Capacity: 1})
			return err
		})
	})
}

func TestRoomsOfOnePlaceAreListed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.addRoom(t)
		r.addRoom(t)
		answer, err := r.rooms.ListRooms(r.staff(t), &activitiesv1.ListRoomsRequest{LocationId: first.GetLocationId()})
		require.NoError(t, err)
		require.Len(t, answer.GetRooms(), 1)
		requireProto(t, first, answer.GetRooms()[0])
	})
}
