package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// hour answers the start of the nth hour of the day after the tests play, by UTC.
func hour(n int) time.Time { return time.Date(2022, 6, 16, n, 0, 0, 0, time.UTC) }

// reservation answers a reservation that may be made, changed by change.
func reservation(roomID string, start, end time.Time, change ...func(*activitiesv1.Reservation)) *activitiesv1.Reservation {
	r := &activitiesv1.Reservation{
		RoomId: roomID, StartTime: timestamppb.New(start), EndTime: timestamppb.New(end),
		Purpose: activitiesv1.ReservationPurpose_RESERVATION_PURPOSE_MEETING,
	}
	for _, c := range change {
		c(r)
	}
	return r
}

func (r *rig) reserve(t testing.TB, m *activitiesv1.Reservation) (*activitiesv1.Reservation, error) {
	t.Helper()
	return r.reservations.CreateReservation(r.staff(t), &activitiesv1.CreateReservationRequest{Reservation: m})
}

func (r *rig) addReservation(t testing.TB, roomID string, start, end time.Time, change ...func(*activitiesv1.Reservation)) *activitiesv1.Reservation {
	t.Helper()
	m, err := r.reserve(t, reservation(roomID, start, end, change...))
	require.NoError(t, err)
	return m
}

func (r *rig) cancelReservation(t testing.TB, id, etag string) (*activitiesv1.Reservation, error) {
	t.Helper()
	return r.reservations.CreateReservationCancellation(r.staff(t), &activitiesv1.CreateReservationCancellationRequest{ReservationId: id, Etag: etag})
}

// listed answers the ids of the reservations that a list holds.
func (r *rig) listed(t testing.TB, req *activitiesv1.ListReservationsRequest) (ids []string) {
	t.Helper()
	answer, err := r.reservations.ListReservations(r.staff(t), req)
	require.NoError(t, err)
	for _, m := range answer.GetReservations() {
		ids = append(ids, m.GetId())
	}
	return ids
}

func TestReservationIsAnsweredAsItWasMade(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		made := r.addReservation(t, hall, hour(9), hour(11), func(m *activitiesv1.Reservation) { m.SessionId = "ignored" })
		requireProto(t, reservation(hall, hour(9), hour(11), func(m *activitiesv1.Reservation) {
			m.Id, m.Etag, m.CreateTime, m.UpdateTime = made.GetId(), made.GetEtag(), stored(now()), stored(now())
			m.State, m.Holder = activitiesv1.ReservationState_RESERVATION_STATE_RESERVED, staffSubject
		}), made)
		got, err := r.reservations.GetReservation(r.staff(t), &activitiesv1.GetReservationRequest{Id: made.GetId()})
		require.NoError(t, err)
		requireProto(t, made, got)
		_, err = r.reservations.GetReservation(r.staff(t), &activitiesv1.GetReservationRequest{Id: "nothing"})
		refusal{code: codes.NotFound, reason: "RESERVATION_NOT_FOUND"}.require(t, err)
	})
}

func TestReservationThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		here := r.addLocation(t, func(l *activitiesv1.Location) { l.ClosingDate = proto.String("2022-12-31") })
		hall, err := r.rooms.CreateRoom(r.staff(t), &activitiesv1.CreateRoomRequest{
			Room: room(here.GetId(), func(m *activitiesv1.Room) { m.LastDate = proto.String("2022-08-31") }),
		})
		require.NoError(t, err)
		r.addReservation(t, hall.GetId(), hour(9), hour(11))
		r.addReservation(t, hall.GetId(), hour(12), hour(13))
		day := func(text string) time.Time {
			at, err := time.Parse("2006-01-02 15:04", text)
			require.NoError(t, err)
			return at
		}
		for name, tt := range map[string]struct {
			room       string
			start, end time.Time
			want       []string
		}{
			"ends when it starts":     {hall.GetId(), hour(14), hour(14), []string{"end_time END_BEFORE_START"}},
			"ends before it starts":   {hall.GetId(), hour(14), hour(13), []string{"end_time END_BEFORE_START"}},
			"nowhere and never":       {"nowhere", hour(14), hour(13), []string{"end_time END_BEFORE_START", "room_id ROOM_UNKNOWN"}},
			"too long":                {hall.GetId(), day("2022-07-01 00:00"), day("2022-08-01 00:01"), []string{"end_time TOO_LONG"}},
			"over":                    {hall.GetId(), day("2022-06-15 10:00"), day("2022-06-15 12:00"), []string{"end_time IN_PAST"}},
			"past the last day":       {hall.GetId(), day("2022-08-31 20:00"), day("2022-08-31 22:01"), []string{"start_time ROOM_NOT_IN_USE"}},
			"in a century":            {hall.GetId(), day("2122-08-31 20:00"), day("2122-08-31 21:00"), []string{"start_time TOO_FAR", "start_time ROOM_NOT_IN_USE", "start_time LOCATION_NOT_OPEN"}},
			"over the end of a place": {hall.GetId(), day("2022-12-31 22:00"), day("2022-12-31 23:30"), []string{"start_time ROOM_NOT_IN_USE", "start_time LOCATION_NOT_OPEN"}},
			"in the way of two":       {hall.GetId(), hour(10), hour(13), []string{"start_time OVERLAP", "start_time OVERLAP"}},
			"around one":              {hall.GetId(), hour(8), hour(12), []string{"start_time OVERLAP"}},
		} {
			t.Run(name, func(t *testing.T) {
				var want []string
				for _, w := range tt.want {
					want = append(want, "reservation."+w)
				}
				r.refuses(t, invalid(want...), func() error {
					_, err := r.reserve(t, reservation(tt.room, tt.start, tt.end))
					return err
				})
			})
		}
		r.refuses(t, invalid("reservation.room_id STRING_MIN_LEN", "reservation.start_time REQUIRED", "reservation.end_time REQUIRED",
			"reservation.purpose ENUM_NOT_IN"), func() error {
			_, err := r.reserve(t, &activitiesv1.Reservation{})
			return err
		})
	})
}

func TestOverlapNamesTheReservationAndItsLocalTimes(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		taken := r.addReservation(t, hall, hour(9), hour(11))
		_, err := r.reserve(t, reservation(hall, hour(10), hour(12)))
		f := fault.FromStatus(status.Convert(err))
		require.Len(t, f.Fields, 1)
		require.Equal(t, "The room is taken by reservation "+taken.GetId()+" from 2022-06-16 11:00 to 2022-06-16 13:00.", f.Fields[0].Text)
	})
}

func TestReservationsBackToBackAndInOtherRoomsDoNotOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall, other := r.addRoom(t).GetId(), r.addRoom(t).GetId()
		r.addReservation(t, hall, hour(9), hour(11))
		r.addReservation(t, hall, hour(11), hour(12))
		r.addReservation(t, hall, hour(8), hour(9))
		r.addReservation(t, other, hour(8), hour(12))
	})
}

func TestCancelledReservationFreesItsRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall := r.addRoom(t).GetId()
		made := r.addReservation(t, hall, hour(9), hour(11))
		r.refuses(t, mismatch, func() error { _, err := r.cancelReservation(t, made.GetId(), "0"); return err })
		r.clock.Advance(time.Hour)
		cancelled, err := r.cancelReservation(t, made.GetId(), made.GetEtag())
		require.NoError(t, err)
		want := proto.CloneOf(made)
		want.State, want.Etag = activitiesv1.ReservationState_RESERVATION_STATE_CANCELLED, cancelled.GetEtag()
		want.UpdateTime = stored(now().Add(time.Hour))
		requireProto(t, want, cancelled)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RESERVATION_CANCELLED"}, func() error {
			_, err := r.cancelReservation(t, made.GetId(), "")
			return err
		})
		r.addReservation(t, hall, hour(9), hour(11))
	})
}

func TestReservationThatHasBegunStands(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		made := r.addReservation(t, r.addRoom(t).GetId(), hour(9), hour(11))
		r.clock.Advance(hour(9).Sub(now()))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RESERVATION_BEGUN"}, func() error {
			_, err := r.cancelReservation(t, made.GetId(), "")
			return err
		})
		r.refuses(t, refusal{code: codes.NotFound, reason: "RESERVATION_NOT_FOUND"}, func() error {
			_, err := r.cancelReservation(t, "nothing", "")
			return err
		})
	})
}

func TestCancellationThatIsDeliveredAgainAnswersTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		made := r.addReservation(t, r.addRoom(t).GetId(), hour(9), hour(11))
		req := &activitiesv1.CreateReservationCancellationRequest{ReservationId: made.GetId(), RequestId: "7d1c7e36-6ea5-4a0b-a3c1-1f3b1a6f1c11"}
		first, err := r.reservations.CreateReservationCancellation(r.staff(t), req)
		require.NoError(t, err)
		before := r.state(t)
		second, err := r.reservations.CreateReservationCancellation(r.staff(t), req)
		require.NoError(t, err)
		requireProto(t, first, second)
		require.Equal(t, before, r.state(t))
	})
}

func TestReservationsAreListedByRoomAndWindowInTheOrderOfTheirStart(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		hall, other := r.addRoom(t).GetId(), r.addRoom(t).GetId()
		late := r.addReservation(t, hall, hour(22), hour(23)).GetId() // 17 June, from midnight
		early := r.addReservation(t, hall, hour(9), hour(22)).GetId() // 16 June, until midnight
		there := r.addReservation(t, other, hour(10), hour(11)).GetId()
		long := r.addReservation(t, other, hour(38), hour(38+31*24)).GetId() // 17 June to 18 July
		_, err := r.cancelReservation(t, late, "")
		require.NoError(t, err)
		for name, c := range map[string]struct {
			req  *activitiesv1.ListReservationsRequest
			want []string
		}{
			"all":                   {&activitiesv1.ListReservationsRequest{}, []string{early, there, late, long}},
			"of a room":             {&activitiesv1.ListReservationsRequest{RoomId: hall}, []string{early, late}},
			"that hold":             {&activitiesv1.ListReservationsRequest{RoomId: hall, State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED}, []string{early}},
			"cancelled":             {&activitiesv1.ListReservationsRequest{State: activitiesv1.ReservationState_RESERVATION_STATE_CANCELLED}, []string{late}},
			"from a day":            {&activitiesv1.ListReservationsRequest{FromDate: "2022-06-17"}, []string{late, long}},
			"to a day":              {&activitiesv1.ListReservationsRequest{ToDate: "2022-06-16"}, []string{early, there}},
			"of a room, a day":      {&activitiesv1.ListReservationsRequest{RoomId: hall, FromDate: "2022-06-17", ToDate: "2022-06-17"}, []string{late}},
			"the end of a long one": {&activitiesv1.ListReservationsRequest{RoomId: other, FromDate: "2022-07-18"}, []string{long}},
			"after it":              {&activitiesv1.ListReservationsRequest{RoomId: other, FromDate: "2022-07-19"}, nil},
			"of no room":            {&activitiesv1.ListReservationsRequest{RoomId: "nowhere"}, nil},
			"of no series":          {&activitiesv1.ListReservationsRequest{SeriesId: "x"}, nil},
		} {
			require.Equal(t, c.want, r.listed(t, c.req), name)
		}
		_, err = r.reservations.ListReservations(r.staff(t), &activitiesv1.ListReservationsRequest{FromDate: "2022-02-30", ToDate: "2022-13-01"})
		invalid("from_date DATE_INVALID", "to_date DATE_INVALID").require(t, err)
	})
}
