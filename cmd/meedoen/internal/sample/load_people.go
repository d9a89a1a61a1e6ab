package sample

import (
	"context"

	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (l *loader) addParticipants(ctx context.Context) error {
	return inBatches(ctx, l, "participants", l.year.Participants, participantRequest,
		func(ctx context.Context, list []*activitiesv1.CreateParticipantRequest) ([]*activitiesv1.Participant, error) {
			in := &activitiesv1.BatchCreateParticipantsRequest{Requests: list}
			added, err := call(ctx, l.Participants.BatchCreateParticipants, in)
			return added.GetParticipants(), err
		})
}

func participantRequest(p Participant) *activitiesv1.CreateParticipantRequest {
	m := &activitiesv1.Participant{
		GivenName: p.GivenName, Surname: p.Surname, BirthYear: int32(p.BirthYear), WijkCode: p.Wijk,
	}
	if !p.BirthDate.IsZero() {
		m.BirthDate = proto.String(p.BirthDate.String())
	}
	if p.Wijk != "" {
		m.WijkYear = CalendarYear
	}
	return &activitiesv1.CreateParticipantRequest{RequestId: p.RequestID, Participant: m}
}

// addAttendance comes after the counts of sessions, so that each attendance is said once: with the visits it adds.
func (l *loader) addAttendance(ctx context.Context) error {
	return inBatches(ctx, l, "attendance", l.year.Attendance, l.attendance, l.sendAttendance)
}

func (l *loader) attendance(a Attendance) *activitiesv1.CreateAttendanceRequest {
	return &activitiesv1.CreateAttendanceRequest{
		RequestId: a.RequestID,
		Attendance: &activitiesv1.Attendance{
			SessionId: l.ids.of(a.Session), ParticipantId: l.ids.of(a.Participant),
		},
	}
}

func (l *loader) sendAttendance(
	ctx context.Context, list []*activitiesv1.CreateAttendanceRequest,
) ([]*activitiesv1.Attendance, error) {
	in := &activitiesv1.BatchCreateAttendanceRequest{Requests: list}
	added, err := call(ctx, l.Attendance.BatchCreateAttendance, in)
	return added.GetAttendances(), err
}

// withdrawAttendance sets right what was recorded for somebody who did not come.
func (l *loader) withdrawAttendance(ctx context.Context) error {
	return oneByOne(ctx, l, "withdraw attendance", l.year.Withdrawals, l.withdrawal,
		l.Attendance.CreateAttendanceWithdrawal)
}

func (l *loader) withdrawal(w Withdrawal) *activitiesv1.CreateAttendanceWithdrawalRequest {
	return &activitiesv1.CreateAttendanceWithdrawalRequest{
		RequestId: w.RequestID, AttendanceId: l.ids.of(w.Attendance),
		Withdrawal: &activitiesv1.AttendanceWithdrawal{Reason: w.Reason},
	}
}
