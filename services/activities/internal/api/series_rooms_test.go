package api_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/api"
)

// times answers when a room is taken.
func (r *rig) times(t testing.TB, room string) (list []string) {
	t.Helper()
	for _, line := range r.holding(t, room) {
		list = append(list, line[:len("2022-06-16 14:00")])
	}
	return list
}

// without answers the dates of the sessions that did not get the room they want.
func (r *rig) without(t testing.TB, room string) (dates []string) {
	t.Helper()
	answer, err := r.sessions.ListSessions(r.staff(t), &activitiesv1.ListSessionsRequest{WithoutWantedRoom: true, PageSize: 1000})
	require.NoError(t, err)
	for _, s := range answer.GetSessions() {
		require.Equal(t, []string{"", room}, []string{s.GetRoomId(), s.GetWantedRoomId()})
		dates = append(dates, s.GetDate())
	}
	return dates
}

// almere answers the instant of a time of the day in Almere, in summer.
func almere(date string, hour int) time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err) // the test wrote it
	}
	return day.Add(time.Duration(hour-2) * time.Hour)
}

func TestPublicationReservesTheRoomForEverySession(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, july, in(hall))
		require.Equal(t, []string{
			"2022-06-16 14:00", "2022-06-21 14:00", "2022-06-28 14:00", "2022-06-30 14:00", "2022-07-05 14:00", "2022-07-07 14:00",
		}, r.times(t, hall))
		require.Equal(t, r.agenda(t, a.GetId())[0].GetId(), r.holding(t, hall)[0][len("2022-06-16 14:00 "):])
		require.Empty(t, r.without(t, hall))
	})
}

func TestPublicationIsRefusedWithEveryDateInTheWay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location, func(m *activitiesv1.Room) { m.LastDate = proto.String("2022-07-06") }).GetId()
		lent := r.addReservation(t, hall, almere("2022-06-21", 12), almere("2022-06-21", 15))
		r.addReservation(t, hall, almere("2022-06-30", 9), almere("2022-06-30", 14))
		r.addReservation(t, hall, almere("2022-07-05", 15), almere("2022-07-05", 16))
		a := r.addActivity(t, v, july, in(hall))
		var said []string
		r.refuses(t, invalid("activity_id OVERLAP", "activity_id OVERLAP", "activity_id ROOM_NOT_IN_USE"), func() error {
			_, err := r.publish(t, a.GetId())
			said = texts(err)
			return err
		})
		require.Equal(t, []string{
			"On 2022-06-21: The room is taken by reservation " + lent.GetId() + " from 2022-06-21 12:00 to 2022-06-21 15:00.",
			"On 2022-07-05: The room is taken by reservation", "On 2022-07-07: The room is used from",
		}, []string{said[0], said[1][:len("On 2022-07-05: The room is taken by reservation")], said[2][:len("On 2022-07-07: The room is used from")]})
	})
}

func TestReservationsFollowTheSeriesAndEndWithIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall, attic := r.addRoomAt(t, v.location).GetId(), r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, july, in(hall))
		r.clock.Set(almere("2022-06-16", 16))
		_, err := r.hold(t, r.agenda(t, a.GetId())[0].GetId())
		require.NoError(t, err)
		lent := r.addReservation(t, hall, almere("2022-06-28", 10), almere("2022-06-28", 12))

		later := &activitiesv1.Activity{Id: a.GetId(), TimeOfDay: "11:00"}
		r.refuses(t, invalid("activity.room_id OVERLAP"), func() error { _, err := r.updateActivity(t, later); return err })
		_, err = r.cancelReservation(t, lent.GetId(), "")
		require.NoError(t, err)
		_, err = r.updateActivity(t, later)
		require.NoError(t, err)
		require.Equal(t, []string{
			"2022-06-16 14:00", "2022-06-21 11:00", "2022-06-28 11:00", "2022-06-30 11:00", "2022-07-05 11:00", "2022-07-07 11:00",
		}, r.times(t, hall))

		_, err = r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), RoomId: attic, RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU;UNTIL=20220707"})
		require.NoError(t, err)
		require.Equal(t, []string{"2022-06-16 14:00"}, r.times(t, hall))
		require.Equal(t, []string{"2022-06-21 11:00", "2022-06-28 11:00", "2022-07-05 11:00"}, r.times(t, attic))

		_, err = r.end(t, a.GetId())
		require.NoError(t, err)
		require.Equal(t, []string{"2022-06-16 14:00"}, r.times(t, hall), "what was held was held there")
		require.Empty(t, r.times(t, attic))
	})
}

// A week comes within reach while somebody has the room: the session is planned all the same, says which room it wants,
// and gets it as soon as it is free.
func TestSessionThatTimeBringsIsPlannedWithoutARoomThatIsTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, in(hall))
		r.addPublished(t, v)
		lent := r.addReservation(t, hall, almere("2022-08-16", 9), almere("2022-08-16", 17)) // the Tuesday after the horizon
		r.clock.Advance(7 * 24 * time.Hour)
		var log bytes.Buffer
		planner := &api.Planner{Deps: r.deps, Log: slog.New(slog.NewTextHandler(&log, nil))}
		require.NoError(t, planner.PlanAll(t.Context()))
		require.Contains(t, log.String(), a.GetId())
		require.Equal(t, []string{"2022-08-16"}, r.without(t, hall))
		require.Contains(t, r.times(t, hall), "2022-08-18 14:00", "the others have theirs")
		require.Contains(t, lines(r.agenda(t, a.GetId())), "2022-08-16 14:00 planned")

		before, said := r.state(t), log.Len()
		require.NoError(t, planner.PlanAll(t.Context()))
		require.Equal(t, before, r.state(t), "nothing changed meanwhile")
		require.Equal(t, said, log.Len(), "it is said once")
		_, err := r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), DisplayName: "Thee in de buurt"})
		require.NoError(t, err, "the name is not in the way of anybody")

		_, err = r.cancelReservation(t, lent.GetId(), "")
		require.NoError(t, err)
		require.NoError(t, planner.PlanAll(t.Context()))
		require.Empty(t, r.without(t, hall))
		require.Contains(t, r.times(t, hall), "2022-08-16 14:00")
	})
}

func TestRenamingAnActivityDoesNotFailForARoomThatIsTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, in(hall))
		r.addReservation(t, hall, almere("2022-08-16", 9), almere("2022-08-16", 17))
		r.clock.Advance(7 * 24 * time.Hour)
		_, err := r.updateActivity(t, &activitiesv1.Activity{Id: a.GetId(), DisplayName: "Thee in de buurt"})
		require.NoError(t, err)
		require.Equal(t, []string{"2022-08-16"}, r.without(t, hall))
		require.True(t, strings.HasPrefix(r.activity(t, a.GetId()).GetDisplayName(), "Thee"))
	})
}

// Sessions of a whole day each follow one another to the minute, until the clocks skip an hour and they would overlap.
func TestSessionsOfOneSeriesAreInEachOthersWay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		r.clock.Set(time.Date(2022, 3, 20, 12, 0, 0, 0, time.UTC))
		a := r.addActivity(t, v, once, in(hall), func(a *activitiesv1.Activity) {
			a.StartDate, a.RecurrenceRule, a.TimeOfDay, a.DurationMinutes = "2022-03-24", "FREQ=DAILY;COUNT=5", "00:00", 1440
		})
		var said []string
		r.refuses(t, invalid("activity_id OVERLAP"), func() error {
			_, err := r.publish(t, a.GetId())
			said = texts(err)
			return err
		})
		require.Contains(t, said[0], "On 2022-03-28: The room is taken by another session of this request")
	})
}
