package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// onlyOverlaps checks that a call was answered, or refused for what has the room or for its own state: no deadlock, no
// constraint, nothing unheard of.
func onlyOverlaps(t testing.TB, err error) {
	t.Helper()
	if err == nil || status.Code(err) == codes.FailedPrecondition {
		return
	}
	require.Equal(t, codes.InvalidArgument, status.Code(err), "%v", err)
	for _, f := range fault.FromStatus(status.Convert(err)).Fields {
		require.Contains(t, []string{"OVERLAP", "SESSION_EXISTS"}, f.Reason)
	}
}

// requireRooms checks that no two overlap, and that each session has a reservation where, when and while it says so.
func (r *rig) requireRooms(t testing.TB) {
	t.Helper()
	require.Zero(t, r.overlaps(t, t.Context()))
	var apart int
	require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM session s
		LEFT JOIN reservation r ON r.session_id = s.id AND r.state = 'reserved'
		WHERE (s.room_id <> '' AND s.state <> 'cancelled') <> (r.id IS NOT NULL)
			OR r.room_id <> s.room_id OR r.start_at <> s.starts_at OR r.end_at <> s.ends_at`).Scan(&apart))
	require.Zero(t, apart, "sessions and their reservations say the same")
}

// Sessions that are added, in ones and in batches over both rooms in either order, moved, cancelled and reopened; others
// who reserve; a series that changes and is planned: whoever comes first, nobody is in a room with another.
func TestSessionsAndReservationsAtTheSameTimeDoNotOverlap(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		rooms := []string{r.addRoomAt(t, v.location).GetId(), r.addRoomAt(t, v.location).GetId()}
		series := r.addPublished(t, v, july, in(rooms[0]))
		loose := []*activitiesv1.Activity{r.addPublished(t, v, once), r.addPublished(t, v, once)}
		agenda := r.agenda(t, series.GetId())
		one := func(i int, room string) *activitiesv1.Session {
			return session(loose[i%2].GetId(), at(agenda[i%len(agenda)].GetDate(), fmt.Sprintf("%02d:%02d", 9+i%7, i%60)),
				func(s *activitiesv1.Session) { s.RoomId = room })
		}
		errs := together(90, func(i int) (err error) {
			s, room := agenda[i%len(agenda)], rooms[i/2%2]
			switch i % 9 {
			case 0, 1:
				_, err = r.createSession(t, one(i, room))
			case 2, 3:
				_, err = r.sessionBatch(t, &activitiesv1.CreateSessionRequest{Session: one(i, room)},
					&activitiesv1.CreateSessionRequest{Session: one(i+1, rooms[(i/2+1)%2])})
			case 4:
				_, err = r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: s.GetDate(), TimeOfDay: "15:00", RoomId: room})
			case 5:
				if _, err = r.cancel(t, s.GetId()); err == nil {
					_, err = r.reopen(t, s.GetId())
				}
			case 6:
				start := almere(s.GetDate(), 9+i%8)
				_, err = r.reserve(t, reservation(room, start, start.Add(2*time.Hour)))
			case 7:
				_, err = r.updateActivity(t, &activitiesv1.Activity{
					Id: series.GetId(), TimeOfDay: fmt.Sprintf("%02d:00", 9+i%10), RoomId: room,
				})
			case 8:
				err = r.planner(t).PlanAll(t.Context())
			}
			return err
		})
		won := 0
		for _, err := range errs {
			onlyOverlaps(t, err)
			if err == nil {
				won++
			}
		}
		require.Greater(t, won, 10)
		r.requireRooms(t)
		require.NoError(t, r.planner(t).PlanAll(t.Context()))
		r.requireRooms(t)
	})
}

func TestOneRoomAtOneTimeIsGivenToOneSession(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v, a, hall := r.hired(t)
		drafts := make([]*activitiesv1.Activity, 10)
		for i := range drafts {
			drafts[i] = r.addActivity(t, v, july, in(hall), func(a *activitiesv1.Activity) { a.TimeOfDay = fmt.Sprintf("14:%02d", i) })
		}
		won := 0
		for _, err := range together(30, func(i int) (err error) {
			switch i % 3 {
			case 0:
				_, err = r.createSession(t, session(a.GetId(), at("2022-06-28", fmt.Sprintf("14:%02d", 30+i))))
			case 1:
				_, err = r.publish(t, drafts[i/3].GetId())
			case 2:
				_, err = r.reserve(t, reservation(hall, almere("2022-06-28", 13), almere("2022-06-28", 16)))
			}
			return err
		}) {
			if err == nil {
				won++
				continue
			}
			require.Contains(t, err.Error(), "violation")
		}
		require.Equal(t, 1, won)
		r.requireRooms(t)
	})
}
