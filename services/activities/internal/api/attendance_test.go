package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
)

// addMeeting answers a session of 13 June that was planned, at which people can have been.
func (r *rig) addMeeting(t testing.TB, change ...func(*activitiesv1.Session)) *activitiesv1.Session {
	t.Helper()
	return r.addSession(t, r.addPublished(t, r.addVisit(t)).GetId(), change...)
}

func present(session *activitiesv1.Session, participant string) *activitiesv1.CreateAttendanceRequest {
	return &activitiesv1.CreateAttendanceRequest{
		Attendance: &activitiesv1.Attendance{SessionId: session.GetId(), ParticipantId: participant}, RequestId: ids.New(),
	}
}

func (r *rig) attend(t testing.TB, req *activitiesv1.CreateAttendanceRequest) (*activitiesv1.Attendance, error) {
	t.Helper()
	return r.attendances.CreateAttendance(r.staff(t), req)
}

func (r *rig) addAttendance(t testing.TB, session *activitiesv1.Session, participant string) *activitiesv1.Attendance {
	t.Helper()
	a, err := r.attend(t, present(session, participant))
	require.NoError(t, err)
	return a
}

func (r *rig) withdrawAttendance(t testing.TB, id string) (*activitiesv1.Attendance, error) {
	t.Helper()
	return r.attendances.CreateAttendanceWithdrawal(r.staff(t), &activitiesv1.CreateAttendanceWithdrawalRequest{
		AttendanceId: id, Withdrawal: &activitiesv1.AttendanceWithdrawal{
			Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR,
		},
	})
}

// headCount answers a head count of a session.
func headCount(s *activitiesv1.Session, n int32) *activitiesv1.CreateHeadCountRequest {
	v := visit{location: s.GetLocationId(), programme: s.GetProgrammeId()}
	return v.once(counted(n), on(s.GetDate()), func(c *activitiesv1.HeadCount) { c.SessionId = s.GetId() })
}

// told answers the last thing that was told of an attendance, after the events before skip.
func (r *rig) told(t testing.TB, skip int, id string) (last *activitiesv1.AttendanceSaved, times int) {
	t.Helper()
	for _, e := range r.events(t, skip) {
		if saved, is := e.data.(*activitiesv1.AttendanceSaved); is && saved.GetId() == id {
			require.Equal(t, "attendance.saved", e.noun)
			if last != nil {
				require.Greater(t, saved.GetVersion(), last.GetVersion())
			}
			last = saved
			times++
		}
	}
	return last, times
}

func TestAttendanceIsToldWithThePseudonymAndTheAgeOfTheDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t, born("1967-06-14"))
		a := r.addAttendance(t, s, anna)
		saved, times := r.told(t, 0, a.GetId())
		require.Equal(t, 1, times)
		requireProto(t, &activitiesv1.AttendanceSaved{
			Id: a.GetId(), Version: 1, SessionId: s.GetId(), ProgrammeId: s.GetProgrammeId(), LocationId: s.GetLocationId(),
			Date: "2022-06-13", Person: r.deps.Counted(anna, civil.Date{Year: 2022, Month: 6, Day: 13}),
			AgeBand: peoplev1.AgeBand_AGE_BAND_27_TO_54, Visits: 1,
		}, saved)
		require.Equal(t, held, r.session(t, s.GetId()).GetState(), "somebody was there")
	})
}

func TestOnePersonAtOneSessionCountsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t)
		first := r.addAttendance(t, s, anna)
		again := present(s, anna)
		for range 2 {
			second, err := r.attend(t, again)
			require.NoError(t, err)
			requireProto(t, first, second)
		}
		errs := together(20, func(int) error {
			_, err := r.attendances.BatchCreateAttendance(r.staff(t), &activitiesv1.BatchCreateAttendanceRequest{
				Requests: []*activitiesv1.CreateAttendanceRequest{present(s, anna), present(s, anna)},
			})
			return err
		})
		for _, err := range errs {
			require.NoError(t, err)
		}
		require.Len(t, r.rows(t, "attendance"), 1)
		_, times := r.told(t, 0, first.GetId())
		require.Equal(t, 1, times)
	})
}

func TestBatchOfAttendanceIsRecordedWholeOrNotAtAll(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		later := r.addMeetingAt(t, "2022-06-20")
		erased := r.addPerson(t)
		r.addErasure(t, erased)
		batch := func(requests ...*activitiesv1.CreateAttendanceRequest) ([]*activitiesv1.Attendance, error) {
			answer, err := r.attendances.BatchCreateAttendance(r.staff(t), &activitiesv1.BatchCreateAttendanceRequest{Requests: requests})
			return answer.GetAttendances(), err
		}
		good := r.addPerson(t)
		r.refuses(t, invalid("requests[1].attendance.session_id SESSION_UNKNOWN", "requests[1].attendance.participant_id PARTICIPANT_UNKNOWN",
			"requests[2].attendance.session_id SESSION_NOT_BEGUN", "requests[3].attendance.participant_id PARTICIPANT_ERASED"), func() error {
			return second(batch(present(s, good), present(&activitiesv1.Session{Id: "x"}, "x"), present(later, good), present(s, erased)))
		})
		var requests []*activitiesv1.CreateAttendanceRequest
		people := r.addPeople(t, 40)
		for i := range 400 {
			requests = append(requests, present(s, people[i%40]))
		}
		list, err := batch(requests...)
		require.NoError(t, err)
		require.Len(t, list, 400)
		for i, a := range list {
			require.Equal(t, people[i%40], a.GetParticipantId())
		}
		require.Len(t, r.rows(t, "attendance"), 40)
	})
}

// addMeetingAt answers a session of another date of the same activity.
func (r *rig) addMeetingAt(t testing.TB, date string) *activitiesv1.Session {
	t.Helper()
	list, err := r.activities.ListActivities(r.staff(t), &activitiesv1.ListActivitiesRequest{})
	require.NoError(t, err)
	return r.addSession(t, list.GetActivities()[0].GetId(), at(date, ""))
}

func TestAttendanceOfACancelledSessionIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t)
		_, err := r.cancel(t, s.GetId())
		require.NoError(t, err)
		r.refuses(t, invalid("attendance.session_id SESSION_CANCELLED"), func() error { return second(r.attend(t, present(s, anna))) })
	})
}

func TestWithdrawnAttendanceCountsNowhereUntilItIsRecordedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t)
		first := present(s, anna)
		a, err := r.attend(t, first)
		require.NoError(t, err)
		gone, err := r.withdrawAttendance(t, a.GetId())
		require.NoError(t, err)
		require.True(t, gone.GetWithdrawn())
		saved, _ := r.told(t, 0, a.GetId())
		require.True(t, saved.GetWithdrawn())
		require.Zero(t, saved.GetVisits())
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ATTENDANCE_WITHDRAWN"}, func() error {
			return second(r.withdrawAttendance(t, a.GetId()))
		})
		late, err := r.attend(t, first)
		require.NoError(t, err)
		require.True(t, late.GetWithdrawn(), "a second delivery is no second recording")

		again := r.addAttendance(t, s, anna)

		require.Equal(t, a.GetId(), again.GetId())
		require.False(t, again.GetWithdrawn())
		saved, times := r.told(t, 0, a.GetId())
		require.Equal(t, 3, times)
		require.EqualValues(t, 1, saved.GetVisits())
		changes, err := r.attendances.ListAttendanceChanges(r.staff(t), &activitiesv1.ListAttendanceChangesRequest{AttendanceId: a.GetId()})
		require.NoError(t, err)
		var history []string
		for _, c := range changes.GetChanges() {
			history = append(history, fmt.Sprint(c.GetWithdrawn(), " ", c.GetReason(), " ", c.GetRecorder()))
		}
		require.Equal(t, []string{
			"true CORRECTION_REASON_TYPING_ERROR " + staffSubject, "false CORRECTION_REASON_UNSPECIFIED " + staffSubject,
		}, history)
	})
}

func TestHeadCountOfASessionLeadsWhileItStands(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna, ben := r.addPerson(t), r.addPerson(t)
		a := r.addAttendance(t, s, anna)
		visits := func(want int32, list ...*activitiesv1.Attendance) {
			t.Helper()
			for _, one := range list {
				saved, _ := r.told(t, 0, one.GetId())
				require.Equal(t, want, saved.GetVisits())
				stored, err := r.attendances.GetAttendance(r.staff(t), &activitiesv1.GetAttendanceRequest{Id: one.GetId()})
				require.NoError(t, err)
				require.Equal(t, want, stored.GetVisits())
				require.Equal(t, fmt.Sprint(saved.GetVersion()), stored.GetEtag())
			}
		}
		visits(1, a)
		c, err := r.counts.CreateHeadCount(r.staff(t), headCount(s, 30))
		require.NoError(t, err)
		visits(0, a)
		b := r.addAttendance(t, s, ben)
		visits(0, a, b)
		another, err := r.counts.CreateHeadCount(r.staff(t), headCount(s, 31))
		require.NoError(t, err)
		before := len(r.rows(t, "outbox"))
		_, err = r.correct(t, another.GetId(), corrected(0, withdrawn))
		require.NoError(t, err)
		visits(0, a, b)
		require.Len(t, r.rows(t, "outbox"), before+1, "nothing changed for them: the first count stands")
		_, err = r.correct(t, c.GetId(), corrected(0, withdrawn))
		require.NoError(t, err)
		visits(1, a, b)
	})
}

func TestSessionThatSomebodyAttendedIsNotReopened(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		a := r.addAttendance(t, s, r.addPerson(t))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "SESSION_COUNTED"}, func() error { return second(r.reopen(t, s.GetId())) })
		_, err := r.withdrawAttendance(t, a.GetId())
		require.NoError(t, err)
		_, err = r.reopen(t, s.GetId())
		require.NoError(t, err)
	})
}
