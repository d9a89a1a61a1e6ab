package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
)

func TestMergedParticipantWasThereAsTheOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		other, third := r.addMeetingAt(t, "2022-06-10"), r.addMeetingAt(t, "2022-06-11")
		anna, double := r.addPerson(t, func(p *activitiesv1.Participant) { p.BirthDate = nil }), r.addPerson(t, born("1962-03-01"))
		both, twice := r.addAttendance(t, s, anna), r.addAttendance(t, s, double)
		alone := r.addAttendance(t, other, double)
		back, stands := r.addAttendance(t, third, anna), r.addAttendance(t, third, double)
		_, err := r.withdrawAttendance(t, back.GetId())
		require.NoError(t, err)

		r.addMerge(t, anna, double)

		person := r.deps.Counted(anna, civil.Date{Year: 2022})
		for name, tt := range map[string]struct {
			of        *activitiesv1.Attendance
			withdrawn bool
		}{"both": {both, false}, "twice": {twice, true}, "alone": {alone, false}, "back": {back, false}, "stands": {stands, true}} {
			saved, _ := r.told(t, 0, tt.of.GetId())
			require.Equal(t, tt.withdrawn, saved.GetWithdrawn(), name)
			if !tt.withdrawn {
				require.Equal(t, person, saved.GetPerson(), name)
				require.Equal(t, peoplev1.AgeBand_AGE_BAND_55_TO_64, saved.GetAgeBand(), "%s: the birth is known from the double", name)
			}
		}
		late := r.addAttendance(t, r.addMeetingAt(t, "2022-06-09"), double)
		require.Equal(t, anna, late.GetParticipantId(), "what an old list still calls by the other name")
	})
}

func TestCorrectedBirthReachesTheAttendanceOfThePast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		anna := r.addPerson(t)
		a := r.addAttendance(t, r.addMeeting(t), anna)
		_, err := r.people.UpdateParticipant(r.staff(t), &activitiesv1.UpdateParticipantRequest{
			Participant: &activitiesv1.Participant{Id: anna, BirthDate: proto.String("2010-01-01")},
		})
		require.NoError(t, err)
		saved, times := r.told(t, 0, a.GetId())
		require.Equal(t, 2, times)
		require.Equal(t, peoplev1.AgeBand_AGE_BAND_4_TO_12, saved.GetAgeBand())
	})
}

func TestAttendanceOfAnErasedParticipantStays(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t)
		a := r.addAttendance(t, s, anna)
		before := len(r.rows(t, "outbox"))
		r.addErasure(t, anna)
		require.Len(t, r.rows(t, "outbox"), before, "figures stay as they are")
		_, err := r.counts.CreateHeadCount(r.staff(t), headCount(s, 30))
		require.NoError(t, err)
		saved, _ := r.told(t, 0, a.GetId())
		require.Equal(t, r.deps.Counted(anna, civil.Date{Year: 2022}), saved.GetPerson())
		require.Zero(t, saved.GetVisits())
	})
}

func TestWhatIsDoneWithAttendanceIsLogged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		s := r.addMeeting(t)
		anna := r.addPerson(t)
		before := len(r.rows(t, "processing_log"))
		req := present(s, anna)
		a, err := r.attend(t, req)
		require.NoError(t, err)
		r.clock.Advance(time.Minute)
		for _, call := range []func() error{
			func() error { return second(r.attend(t, req)) },
			func() error {
				return second(r.attendances.GetAttendance(r.staff(t), &activitiesv1.GetAttendanceRequest{Id: a.GetId()}))
			},
			func() error {
				return second(r.attendances.ListAttendance(r.staff(t), &activitiesv1.ListAttendanceRequest{SessionId: s.GetId()}))
			},
			func() error { return second(r.withdrawAttendance(t, a.GetId())) },
		} {
			require.NoError(t, call())
		}
		lines := r.rows(t, "processing_log")[before:]
		require.Len(t, lines, 5)
		for _, line := range lines {
			require.Contains(t, line, r.deps.Privacy.Logged(anna))
			require.NotContains(t, line, anna)
		}
	})
}

func TestExportOfAPersonHasWhatThePersonTookPartIn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		o := r.addOffer(t)
		anna := r.addPerson(t)
		registration := r.addRegistration(t, o.first(anna))
		r.clock.Set(o.sessions[0].GetStartTime().AsTime())
		attendance := r.addAttendance(t, o.sessions[0], anna)

		export, err := r.export(t, anna)

		require.NoError(t, err)
		registration.Recorder, attendance.Recorder = "", ""
		require.Len(t, export.GetRegistrations(), 1)
		requireProto(t, registration, export.GetRegistrations()[0])
		require.Len(t, export.GetAttendances(), 1)
		requireProto(t, attendance, export.GetAttendances()[0])
	})
}
