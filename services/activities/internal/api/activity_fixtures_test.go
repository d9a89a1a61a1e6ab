package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// activity answers an activity that may be added, changed by change: on Tuesdays and Thursdays of this summer.
func (v visit) activity(change ...func(*activitiesv1.Activity)) *activitiesv1.Activity {
	a := &activitiesv1.Activity{
		ProgrammeId: v.programme, LocationId: v.location, DisplayName: "Koffie in de buurt",
		Description: "Iedereen is welkom.", TargetGroups: []activitiesv1.TargetGroup{activitiesv1.TargetGroup_TARGET_GROUP_SENIORS},
		MinAge: proto.Int32(55), Capacity: proto.Int32(12), PriceCents: 150, StartDate: "2022-05-03", TimeOfDay: "14:00",
		DurationMinutes: 90, RecurrenceRule: "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20220930",
		Exceptions: []string{"2022-06-23"},
	}
	for _, c := range change {
		c(a)
	}
	return a
}

// in has the activity held in a room.
func in(room string) func(*activitiesv1.Activity) {
	return func(a *activitiesv1.Activity) { a.RoomId = room }
}

func once(a *activitiesv1.Activity) { a.RecurrenceRule, a.Exceptions = "", nil }

func (r *rig) createActivity(t testing.TB, a *activitiesv1.Activity) (*activitiesv1.Activity, error) {
	t.Helper()
	return r.activities.CreateActivity(r.staff(t), &activitiesv1.CreateActivityRequest{Activity: a})
}

func (r *rig) addActivity(t testing.TB, v visit, change ...func(*activitiesv1.Activity)) *activitiesv1.Activity {
	t.Helper()
	a, err := r.createActivity(t, v.activity(change...))
	require.NoError(t, err)
	return a
}

func (r *rig) publish(t testing.TB, id string) (*activitiesv1.Activity, error) {
	t.Helper()
	return r.activities.CreateActivityPublication(r.staff(t), &activitiesv1.CreateActivityPublicationRequest{ActivityId: id})
}

func (r *rig) end(t testing.TB, id string) (*activitiesv1.Activity, error) {
	t.Helper()
	return r.activities.CreateActivityEnding(r.staff(t), &activitiesv1.CreateActivityEndingRequest{ActivityId: id})
}

// addPublished answers an activity that is offered.
func (r *rig) addPublished(t testing.TB, v visit, change ...func(*activitiesv1.Activity)) *activitiesv1.Activity {
	t.Helper()
	a, err := r.publish(t, r.addActivity(t, v, change...).GetId())
	require.NoError(t, err)
	return a
}

func (r *rig) updateActivity(t testing.TB, a *activitiesv1.Activity, mask ...string) (*activitiesv1.Activity, error) {
	t.Helper()
	req := &activitiesv1.UpdateActivityRequest{Activity: a}
	if mask != nil {
		req.UpdateMask = &fieldmaskpb.FieldMask{Paths: mask}
	}
	return r.activities.UpdateActivity(r.staff(t), req)
}

func (r *rig) activity(t testing.TB, id string) *activitiesv1.Activity {
	t.Helper()
	a, err := r.activities.GetActivity(r.staff(t), &activitiesv1.GetActivityRequest{Id: id})
	require.NoError(t, err)
	return a
}

// session answers a session that may be added to an activity, changed by change.
func session(activity string, change ...func(*activitiesv1.Session)) *activitiesv1.Session {
	s := &activitiesv1.Session{ActivityId: activity, Date: "2022-06-13"}
	for _, c := range change {
		c(s)
	}
	return s
}

func at(date, timeOfDay string) func(*activitiesv1.Session) {
	return func(s *activitiesv1.Session) { s.Date, s.TimeOfDay = date, timeOfDay }
}

func lasting(minutes int32) func(*activitiesv1.Session) {
	return func(s *activitiesv1.Session) { s.DurationMinutes = minutes }
}

const (
	planned   = activitiesv1.SessionState_SESSION_STATE_PLANNED
	held      = activitiesv1.SessionState_SESSION_STATE_HELD
	cancelled = activitiesv1.SessionState_SESSION_STATE_CANCELLED
)

func isHeld(s *activitiesv1.Session) { s.State = held }

func (r *rig) createSession(t testing.TB, s *activitiesv1.Session) (*activitiesv1.Session, error) {
	t.Helper()
	return r.sessions.CreateSession(r.staff(t), &activitiesv1.CreateSessionRequest{Session: s})
}

func (r *rig) addSession(t testing.TB, activity string, change ...func(*activitiesv1.Session)) *activitiesv1.Session {
	t.Helper()
	s, err := r.createSession(t, session(activity, change...))
	require.NoError(t, err)
	return s
}

func (r *rig) session(t testing.TB, id string) *activitiesv1.Session {
	t.Helper()
	s, err := r.sessions.GetSession(r.staff(t), &activitiesv1.GetSessionRequest{Id: id})
	require.NoError(t, err)
	return s
}

func (r *rig) move(t testing.TB, id string, to *activitiesv1.SessionMove) (*activitiesv1.Session, error) {
	t.Helper()
	return r.sessions.CreateSessionMove(r.staff(t), &activitiesv1.CreateSessionMoveRequest{SessionId: id, Move: to})
}

func (r *rig) cancel(t testing.TB, id string) (*activitiesv1.Session, error) {
	t.Helper()
	return r.sessions.CreateSessionCancellation(r.staff(t), &activitiesv1.CreateSessionCancellationRequest{
		SessionId: id, Cancellation: &activitiesv1.SessionCancellation{
			Reason: activitiesv1.CancellationReason_CANCELLATION_REASON_WEATHER,
		},
	})
}

func (r *rig) hold(t testing.TB, id string) (*activitiesv1.Session, error) {
	t.Helper()
	return r.sessions.CreateSessionHolding(r.staff(t), &activitiesv1.CreateSessionHoldingRequest{SessionId: id})
}

func (r *rig) reopen(t testing.TB, id string) (*activitiesv1.Session, error) {
	t.Helper()
	return r.sessions.CreateSessionReopening(r.staff(t), &activitiesv1.CreateSessionReopeningRequest{SessionId: id})
}

// agenda answers the sessions of an activity in order.
func (r *rig) agenda(t testing.TB, activity string) []*activitiesv1.Session {
	t.Helper()
	answer, err := r.sessions.ListSessions(r.staff(t), &activitiesv1.ListSessionsRequest{ActivityId: activity, PageSize: 1000})
	require.NoError(t, err)
	require.Empty(t, answer.GetNextPageToken())
	return answer.GetSessions()
}

// lines answers each session as "2022-06-16 14:00 planned".
func lines(sessions []*activitiesv1.Session) (list []string) {
	for _, s := range sessions {
		state := map[activitiesv1.SessionState]string{planned: "planned", held: "held", cancelled: "cancelled"}[s.GetState()]
		list = append(list, s.GetDate()+" "+s.GetTimeOfDay()+" "+state)
	}
	return list
}
