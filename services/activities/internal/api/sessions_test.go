package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (r *rig) sessionBatch(t testing.TB, requests ...*activitiesv1.CreateSessionRequest) ([]*activitiesv1.Session, error) {
	t.Helper()
	importer := r.as(t, devissuer.Claims{Subject: "import", Roles: []string{"importer"}})
	answer, err := r.sessions.BatchCreateSessions(importer, &activitiesv1.BatchCreateSessionsRequest{Requests: requests})
	return answer.GetSessions(), err
}

func TestSessionOfThePastIsRecordedWithWhatItSays(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, once, in(hall))
		other := r.addLocation(t)
		s := r.addSession(t, a.GetId(), at("2022-05-09", "10:15"), lasting(45), isHeld, func(s *activitiesv1.Session) { s.LocationId = other.GetId() })
		start := time.Date(2022, 5, 9, 8, 15, 0, 0, time.UTC)
		requireProto(t, &activitiesv1.Session{
			Id: s.GetId(), ActivityId: a.GetId(), ProgrammeId: v.programme, LocationId: other.GetId(), Date: "2022-05-09",
			TimeOfDay: "10:15", DurationMinutes: 45, StartTime: stored(start), EndTime: stored(start.Add(45 * time.Minute)), State: held,
			Occurrence: "2022-05-09T10:15", AdHoc: true, Recorder: staffSubject, Etag: "1", CreateTime: stored(now()), UpdateTime: stored(now()),
		}, s)
		requireProto(t, s, r.session(t, s.GetId()))
		bare := r.addSession(t, a.GetId())
		require.Equal(t, []string{"2022-06-13 14:00 planned", hall, v.location}, []string{lines([]*activitiesv1.Session{bare})[0], bare.GetRoomId(), bare.GetLocationId()})
	})
}

func TestSessionThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		a := r.addPublished(t, v, func(a *activitiesv1.Activity) { a.EndDate = proto.String("2022-08-31") })
		d := r.addActivity(t, v)
		tests := map[string]struct {
			session *activitiesv1.Session
			want    []string
		}{
			"no such activity": {session("x"), []string{"session.activity_id ACTIVITY_UNKNOWN"}},
			"of a draft":       {session(d.GetId()), []string{"session.activity_id ACTIVITY_DRAFT"}},
			"no such day":      {session(a.GetId(), at("2022-02-30", "")), []string{"session.date DATE_INVALID"}},
			"outside":          {session(a.GetId(), at("2022-09-01", "")), []string{"session.date SESSION_OUTSIDE_ACTIVITY"}},
			"there already":    {session(a.GetId(), at("2022-06-16", "14:00")), []string{"session.date SESSION_EXISTS"}},
			"held too soon":    {session(a.GetId(), at("2022-06-16", "15:00"), isHeld), []string{"session.state SESSION_NOT_BEGUN"}},
			"no such place": {
				session(a.GetId(), func(s *activitiesv1.Session) { s.LocationId = "x" }), []string{"session.location_id LOCATION_UNKNOWN"},
			},
			"form, all at once": {
				session("", at("x", "25:00"), func(s *activitiesv1.Session) { s.State = cancelled }),
				[]string{
					"session.activity_id STRING_MIN_LEN", "session.date STRING_PATTERN", "session.time_of_day STRING_PATTERN",
					"session.state ENUM_NOT_IN",
				},
			},
			"meaning, all at once": {
				session(a.GetId(), at("2022-12-31", ""), lasting(1441), isHeld),
				[]string{"session.date SESSION_OUTSIDE_ACTIVITY", "session.duration_minutes DURATION_INVALID", "session.state SESSION_NOT_BEGUN"},
			},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.createSession(t, tt.session)
					return err
				})
			})
		}
	})
}

// year answers n sessions of an activity that were held, five a day from 3 May, each with a request id.
func year(activity string, n int) (list []*activitiesv1.CreateSessionRequest) {
	first := time.Date(2021, 1, 4, 0, 0, 0, 0, time.UTC)
	for i := range n {
		day := first.AddDate(0, 0, i/5).Format(time.DateOnly)
		list = append(list, &activitiesv1.CreateSessionRequest{
			RequestId: ids.New(), Session: session(activity, at(day, fmt.Sprintf("%02d:00", 10+i%5)), isHeld),
		})
	}
	return list
}

func TestAThousandSessionsOfThePastAreRecordedAtOnceAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t), once, func(a *activitiesv1.Activity) { a.StartDate = "2021-01-04" })
		requests := year(a.GetId(), 1000)
		answer, err := r.sessionBatch(t, requests...)
		require.NoError(t, err)
		require.Len(t, answer, 1000)
		for i, s := range answer {
			require.Equal(t, requests[i].GetSession().GetDate()+"T"+requests[i].GetSession().GetTimeOfDay(), s.GetOccurrence())
			require.Equal(t, held, s.GetState())
		}
		before := r.state(t)
		require.Len(t, before["outbox"], 2+1000)
		again, err := r.sessionBatch(t, append(requests[500:], requests[0])...)
		require.NoError(t, err)
		requireProto(t, answer[500], again[0])
		requireProto(t, answer[0], again[500])
		require.Equal(t, before, r.state(t))
	})
}

func TestEveryFaultySessionOfABatchIsNamedAndNoneAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t), once, func(a *activitiesv1.Activity) { a.StartDate = "2021-01-04" })
		requests := year(a.GetId(), 20)
		requests[3].Session.Date = "2021-02-30"
		requests[7].Session.ActivityId = "x"
		requests[9].Session = requests[8].GetSession()
		r.refuses(t, invalid(
			"requests[3].session.date DATE_INVALID", "requests[7].session.activity_id ACTIVITY_UNKNOWN", "requests[9].session.date SESSION_EXISTS",
		), func() error {
			_, err := r.sessionBatch(t, requests...)
			return err
		})
		requests = year(a.GetId(), 3)
		requests[1].RequestId, requests[1].Session.Date = requests[0].GetRequestId(), "2021-03-01"
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"requests[1].request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.sessionBatch(t, requests...)
			return err
		})
		r.refuses(t, invalid("requests REPEATED_MAX_ITEMS"), func() error {
			_, err := r.sessionBatch(t, year(a.GetId(), 1001)...)
			return err
		})
	})
}

func TestSessionGoesFromPlannedToHeldOrCancelledAndBack(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		hall := r.addRoomAt(t, v.location).GetId()
		a := r.addPublished(t, v, july)
		s := r.agenda(t, a.GetId())[0]
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SESSION_NOT_BEGUN"}, func() error {
			_, err := r.hold(t, s.GetId())
			return err
		})
		want := proto.CloneOf(s)
		moved, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-15", TimeOfDay: "13:30", DurationMinutes: 30, RoomId: hall})
		require.NoError(t, err)
		start := time.Date(2022, 6, 15, 11, 30, 0, 0, time.UTC)
		want.Date, want.TimeOfDay, want.DurationMinutes, want.RoomId = "2022-06-15", "13:30", 30, hall
		want.StartTime, want.EndTime = stored(start), stored(start.Add(30*time.Minute))
		want.Adjusted, want.Recorder, want.Etag = true, staffSubject, moved.GetEtag()
		requireProto(t, want, moved)
		require.Equal(t, "2022-06-16T14:00", moved.GetOccurrence(), "it stays that occurrence")

		after, err := r.hold(t, s.GetId())
		require.NoError(t, err)
		require.Equal(t, held, after.GetState())
		for name, call := range map[string]func() error{
			"held":      func() error { _, err := r.hold(t, s.GetId()); return err },
			"cancelled": func() error { _, err := r.cancel(t, s.GetId()); return err },
			"moved": func() error {
				_, err := r.move(t, s.GetId(), &activitiesv1.SessionMove{Date: "2022-06-17"})
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SESSION_HELD"}, call)
			})
		}
		after, err = r.reopen(t, s.GetId())
		require.NoError(t, err)
		require.Equal(t, planned, after.GetState())
		after, err = r.cancel(t, s.GetId())
		require.NoError(t, err)
		require.Equal(t, activitiesv1.CancellationReason_CANCELLATION_REASON_WEATHER, after.GetCancellationReason())
		after, err = r.reopen(t, s.GetId())
		require.NoError(t, err)
		require.Zero(t, after.GetCancellationReason())
		require.Equal(t, "6", after.GetEtag())
		requireProto(t, after, r.session(t, s.GetId()))
	})
}

func TestMoveThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		a := r.addPublished(t, r.addVisit(t), func(a *activitiesv1.Activity) { a.EndDate = proto.String("2022-08-31") })
		s := r.agenda(t, a.GetId())[0]
		tests := map[string]struct {
			move *activitiesv1.SessionMove
			want []string
		}{
			"no such day": {&activitiesv1.SessionMove{Date: "2022-06-31"}, []string{"move.date DATE_INVALID"}},
			"all at once": {
				&activitiesv1.SessionMove{Date: "2022-09-01", DurationMinutes: -1, LocationId: "x"},
				[]string{"move.date SESSION_OUTSIDE_ACTIVITY", "move.duration_minutes DURATION_INVALID", "move.location_id LOCATION_UNKNOWN"},
			},
			"form": {&activitiesv1.SessionMove{TimeOfDay: "x"}, []string{"move.date STRING_PATTERN", "move.time_of_day STRING_PATTERN"}},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.move(t, s.GetId(), tt.move)
					return err
				})
			})
		}
	})
}

func TestCancellationHasAReasonThatPeopleGive(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.agenda(t, r.addPublished(t, r.addVisit(t)).GetId())[0]
		for reason, want := range map[activitiesv1.CancellationReason]string{0: "NOT_IN", 7: "NOT_IN", 8: "NOT_IN", 99: "DEFINED_ONLY"} {
			r.refuses(t, invalid("cancellation.reason ENUM_"+want), func() error {
				_, err := r.sessions.CreateSessionCancellation(r.staff(t), &activitiesv1.CreateSessionCancellationRequest{
					SessionId: s.GetId(), Cancellation: &activitiesv1.SessionCancellation{Reason: reason},
				})
				return err
			})
		}
	})
}

func TestStepOfASessionIsTakenOnceForARequestId(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.agenda(t, r.addPublished(t, r.addVisit(t)).GetId())[0]
		id := ids.New()
		steps := []func() (*activitiesv1.Session, error){
			func() (*activitiesv1.Session, error) {
				return r.sessions.CreateSessionMove(r.staff(t), &activitiesv1.CreateSessionMoveRequest{
					SessionId: s.GetId(), RequestId: id, Move: &activitiesv1.SessionMove{Date: "2022-06-15", TimeOfDay: "10:00"},
				})
			},
			func() (*activitiesv1.Session, error) {
				return r.sessions.CreateSessionHolding(r.staff(t), &activitiesv1.CreateSessionHoldingRequest{SessionId: s.GetId(), RequestId: id})
			},
			func() (*activitiesv1.Session, error) {
				return r.sessions.CreateSessionReopening(r.staff(t), &activitiesv1.CreateSessionReopeningRequest{SessionId: s.GetId(), RequestId: id})
			},
		}
		for i, step := range steps {
			first, err := step()
			require.NoError(t, err)
			require.Equal(t, fmt.Sprint(i+2), first.GetEtag())
			before := r.state(t)
			second, err := step()
			require.NoError(t, err)
			requireProto(t, first, second)
			require.Equal(t, before, r.state(t))
		}
	})
}

func TestUnknownSessionIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for _, call := range []func(string) (*activitiesv1.Session, error){
			func(id string) (*activitiesv1.Session, error) {
				return r.sessions.GetSession(r.staff(t), &activitiesv1.GetSessionRequest{Id: id})
			},
			func(id string) (*activitiesv1.Session, error) { return r.hold(t, id) },
			func(id string) (*activitiesv1.Session, error) { return r.cancel(t, id) },
			func(id string) (*activitiesv1.Session, error) { return r.reopen(t, id) },
			func(id string) (*activitiesv1.Session, error) {
				return r.move(t, id, &activitiesv1.SessionMove{Date: "2022-06-15"})
			},
		} {
			r.refuses(t, refusal{code: codes.NotFound, reason: "SESSION_NOT_FOUND"}, func() error { _, err := call("x"); return err })
		}
	})
}

func TestSessionsAreNarrowedByActivityPlaceDatesAndState(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		elsewhere := visit{location: r.addLocation(t).GetId(), programme: v.programme}
		a, b := r.addPublished(t, v, once), r.addPublished(t, elsewhere, once)
		one := r.addSession(t, a.GetId(), at("2022-05-10", "10:00"), isHeld)
		two := r.addSession(t, b.GetId(), at("2022-05-10", "09:00"))
		three := r.addSession(t, a.GetId(), at("2022-05-09", "23:30"))
		for name, tt := range map[string]struct {
			req  *activitiesv1.ListSessionsRequest
			want []proto.Message
		}{
			"all":      {&activitiesv1.ListSessionsRequest{}, []proto.Message{three, two, one}},
			"activity": {&activitiesv1.ListSessionsRequest{ActivityId: a.GetId()}, []proto.Message{three, one}},
			"place":    {&activitiesv1.ListSessionsRequest{LocationId: elsewhere.location}, []proto.Message{two}},
			"from":     {&activitiesv1.ListSessionsRequest{FromDate: "2022-05-10"}, []proto.Message{two, one}},
			"to":       {&activitiesv1.ListSessionsRequest{ToDate: "2022-05-09"}, []proto.Message{three}},
			"state":    {&activitiesv1.ListSessionsRequest{State: held}, []proto.Message{one}},
		} {
			t.Run(name, func(t *testing.T) {
				answer, err := r.sessions.ListSessions(r.staff(t), tt.req)
				require.NoError(t, err)
				requireProtos(t, tt.want, messages(answer.GetSessions()))
			})
		}
		_, err := r.sessions.ListSessions(r.staff(t), &activitiesv1.ListSessionsRequest{FromDate: "2022-02-30", ToDate: "2022-13-01"})
		invalid("from_date DATE_INVALID", "to_date DATE_INVALID").require(t, err)
	})
}
