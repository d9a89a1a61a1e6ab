package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// holding answers the reservations of a room that hold, as "2022-06-16 14:00 <session>", by the clock of Almere.
func (r *rig) holding(t testing.TB, room string) (list []string) {
	t.Helper()
	answer, err := r.reservations.ListReservations(r.staff(t), &activitiesv1.ListReservationsRequest{
		RoomId: room, State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED, PageSize: 1000,
	})
	require.NoError(t, err)
	for _, m := range answer.GetReservations() {
		list = append(list, m.GetStartTime().AsTime().In(r.deps.Zone).Format("2006-01-02 15:04 ")+m.GetSessionId())
	}
	return list
}

// texts answers what an error says of each field.
func texts(err error) (list []string) {
	if f := fault.FromStatus(status.Convert(err)); f != nil {
		for _, field := range f.Fields {
			list = append(list, field.Text)
		}
	}
	return list
}

// hired answers an activity without sessions to come at a place with a room, which is that of the activity.
func (r *rig) hired(t testing.TB) (v visit, a *activitiesv1.Activity, hall string) {
	t.Helper()
	v = r.addVisit(t)
	hall = r.addRoomAt(t, v.location).GetId()
	return v, r.addPublished(t, v, once, in(hall)), hall
}

func TestSessionReservesMovesAndFreesItsRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, a, hall := r.hired(t)
		attic := r.addRoomAt(t, v.location).GetId()
		s := r.addSession(t, a.GetId(), at("2022-06-20", "14:00"))
		require.Equal(t, hall, s.GetRoomId())
		require.Equal(t, []string{"2022-06-20 14:00 " + s.GetId()}, r.holding(t, hall))

		_, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-20", TimeOfDay: "14:30"})
		require.NoError(t, err, "it is not in its own way")
		require.Equal(t, []string{"2022-06-20 14:30 " + s.GetId()}, r.holding(t, hall))
		_, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-20", RoomId: attic})
		require.NoError(t, err)
		require.Equal(t, []string{"2022-06-20 14:30 " + s.GetId()}, r.holding(t, attic))
		require.Empty(t, r.holding(t, hall))
		_, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-20", LocationId: r.addLocation(t).GetId()})
		require.NoError(t, err)
		require.Empty(t, r.holding(t, attic), "elsewhere it has none")
		_, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-20", LocationId: v.location, RoomId: hall})
		require.NoError(t, err)
		require.Equal(t, []string{"2022-06-20 14:30 " + s.GetId()}, r.holding(t, hall))

		_, err = r.cancel(t, s.GetId())
		require.NoError(t, err)
		require.Empty(t, r.holding(t, hall))
	})
}

func TestSessionWithoutAFreeRoomIsRefusedAndToldWhatIsInTheWay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, a, hall := r.hired(t)
		lent := r.addReservation(t, hall, hour(9), hour(11)) // 11:00 to 13:00 in Almere
		s := r.addSession(t, a.GetId(), at("2022-06-16", "13:00"))
		other := r.addSession(t, r.addPublished(t, v, once).GetId(), at("2022-06-16", "12:00"))
		var said []string
		r.refuses(t, invalid("session.room_id OVERLAP", "session.room_id OVERLAP"), func() error {
			_, err := r.createSession(t, session(a.GetId(), at("2022-06-16", "12:00")))
			said = texts(err)
			return err
		})
		require.Equal(t, []string{
			"The room is taken by reservation " + lent.GetId() + " from 2022-06-16 11:00 to 2022-06-16 13:00.",
			"The room is taken by reservation " + r.reservationOf(t, s.GetId()).GetId() + " of session " + s.GetId() +
				" from 2022-06-16 13:00 to 2022-06-16 14:30.",
		}, said)
		r.refuses(t, invalid("move.room_id OVERLAP", "move.room_id OVERLAP"), func() error {
			_, err := r.move(t, other.GetId(), &activitiesv1.SessionMove{Date: "2022-06-16", RoomId: hall})
			return err
		})
		r.refuses(t, invalid("move.room_id OVERLAP", "move.duration_minutes DURATION_INVALID"), func() error {
			_, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-16", TimeOfDay: "12:30", DurationMinutes: 1441})
			return err
		})
		for room, want := range map[string]string{"x": "ROOM_UNKNOWN", r.addRoom(t).GetId(): "ROOM_ELSEWHERE"} {
			r.refuses(t, invalid("session.room_id "+want), func() error {
				_, err := r.createSession(t, session(a.GetId(), func(s *activitiesv1.Session) { s.RoomId = room }))
				return err
			})
		}
	})
}

// reservationOf answers the reservation of a session that holds.
func (r *rig) reservationOf(t testing.TB, session string) *activitiesv1.Reservation {
	t.Helper()
	answer, err := r.reservations.ListReservations(r.staff(t), &activitiesv1.ListReservationsRequest{
		State: activitiesv1.ReservationState_RESERVATION_STATE_RESERVED, PageSize: 1000,
	})
	require.NoError(t, err)
	for _, m := range answer.GetReservations() {
		if m.GetSessionId() == session {
			return m
		}
	}
	return nil
}

func TestSessionsOfThePastDoNotOverlapInARoomEither(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, a, hall := r.hired(t)
		first := r.addSession(t, a.GetId(), at("2022-05-09", "10:00"), isHeld)
		r.refuses(t, invalid("session.room_id OVERLAP"), func() error {
			_, err := r.createSession(t, session(a.GetId(), at("2022-05-09", "11:00"), isHeld))
			return err
		})
		batch := []*activitiesv1.CreateSessionRequest{
			{Session: session(a.GetId(), at("2022-05-10", "10:00"), isHeld)},
			{Session: session(a.GetId(), at("2022-05-10", "11:00"), isHeld)},
			{Session: session(a.GetId(), at("2022-05-09", "09:00"))},
			{Session: session(a.GetId(), at("2022-05-10", "11:30"), isHeld)},
		}
		r.refuses(t, invalid("requests[1].session.room_id OVERLAP", "requests[2].session.room_id OVERLAP"), func() error {
			_, err := r.sessionBatch(t, batch...)
			require.Contains(t, texts(err)[0], "another session of this request from 2022-05-10 10:00")
			return err
		})
		made, err := r.sessionBatch(t, batch[0], batch[3])
		require.NoError(t, err)
		require.Equal(t, []string{
			"2022-05-09 10:00 " + first.GetId(), "2022-05-10 10:00 " + made[0].GetId(), "2022-05-10 11:30 " + made[1].GetId(),
		}, r.holding(t, hall))
		require.Equal(t, "import", r.reservationOf(t, made[0].GetId()).GetHolder())
	})
}

func TestSessionThatIsReopenedTakesItsRoomBackIfItIsFree(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, a, hall := r.hired(t)
		s := r.addSession(t, a.GetId(), at("2022-06-16", "12:00")) // 10:00 UTC
		again := func() *activitiesv1.Session {
			_, err := r.cancel(t, s.GetId())
			require.NoError(t, err)
			return s
		}
		again()
		s, err := r.reopen(t, s.GetId())
		require.NoError(t, err)
		require.Equal(t, []string{hall, ""}, []string{s.GetRoomId(), s.GetWantedRoomId()})
		require.Equal(t, []string{"2022-06-16 12:00 " + s.GetId()}, r.holding(t, hall))

		again()
		lent := r.addReservation(t, hall, hour(9), hour(11))
		s, err = r.reopen(t, s.GetId())
		require.NoError(t, err, "that it was cancelled by mistake is true all the same")
		require.Equal(t, []string{"", hall}, []string{s.GetRoomId(), s.GetWantedRoomId()})
		require.Equal(t, []string{"2022-06-16 11:00 "}, r.holding(t, hall))
		requireProto(t, s, r.session(t, s.GetId()))
		r.refuses(t, invalid("move.room_id OVERLAP"), func() error {
			_, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-16"})
			return err
		})
		_, err = r.cancelReservation(t, lent.GetId(), "")
		require.NoError(t, err)
		s, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-16"})
		require.NoError(t, err)
		require.Equal(t, []string{hall, ""}, []string{s.GetRoomId(), s.GetWantedRoomId()})
	})
}

func TestSessionThatWasHeldKeepsItsRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, a, hall := r.hired(t)
		s := r.addSession(t, a.GetId(), at("2022-06-14", "10:00"))
		want := r.holding(t, hall)
		for _, step := range []func(testing.TB, string) (*activitiesv1.Session, error){r.hold, r.reopen, r.hold} {
			_, err := step(t, s.GetId())
			require.NoError(t, err)
			require.Equal(t, want, r.holding(t, hall))
		}
		_, err := r.end(t, a.GetId())
		require.NoError(t, err)
		require.Equal(t, want, r.holding(t, hall))
	})
}

func TestReservationOfASessionIsCancelledWithItAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		_, a, _ := r.hired(t)
		s := r.addSession(t, a.GetId(), at("2022-06-16", "12:00"))
		room := r.reservationOf(t, s.GetId())
		require.Equal(t, activitiesv1.ReservationPurpose_RESERVATION_PURPOSE_ACTIVITY, room.GetPurpose())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RESERVATION_OF_SESSION"}, func() error {
			_, err := r.cancelReservation(t, room.GetId(), "")
			require.ErrorContains(t, err, s.GetId())
			return err
		})
		_, err := r.cancel(t, s.GetId())
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "RESERVATION_CANCELLED"}, func() error {
			_, err := r.cancelReservation(t, room.GetId(), "")
			return err
		})
		require.Nil(t, r.reservationOf(t, s.GetId()))
	})
}
