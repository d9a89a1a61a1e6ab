package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Attendances answers AttendanceService.
type Attendances struct {
	activitiesv1.UnimplementedAttendanceServiceServer
	Deps
}

// CreateAttendance records that one participant took part.
func (s *Attendances) CreateAttendance(
	ctx context.Context, req *activitiesv1.CreateAttendanceRequest,
) (*activitiesv1.Attendance, error) {
	list, err := s.attend(ctx, []*activitiesv1.CreateAttendanceRequest{req}, func(int) string { return "" })
	if err != nil {
		return nil, err
	}
	return encodeAttendance(list[0]), nil
}

// BatchCreateAttendance records all attendances, or none.
func (s *Attendances) BatchCreateAttendance(
	ctx context.Context, req *activitiesv1.BatchCreateAttendanceRequest,
) (*activitiesv1.BatchCreateAttendanceResponse, error) {
	list, err := s.attend(ctx, req.GetRequests(), resource.PlaceInBatch)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.BatchCreateAttendanceResponse{}
	for _, a := range list {
		answer.Attendances = append(answer.Attendances, encodeAttendance(a))
	}
	return answer, nil
}

// GetAttendance answers one attendance.
func (s *Attendances) GetAttendance(
	ctx context.Context, req *activitiesv1.GetAttendanceRequest,
) (*activitiesv1.Attendance, error) {
	a, err := store.Reading(s.DB.Read()).Attendance(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeAttendance(a), s.logRead(ctx, attendanceFields, a.ParticipantID)
}

// ListAttendance lists attendance, oldest first.
func (s *Attendances) ListAttendance(
	ctx context.Context, req *activitiesv1.ListAttendanceRequest,
) (*activitiesv1.ListAttendanceResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	filter := store.AttendanceFilter{SessionID: req.GetSessionId(), ParticipantID: req.GetParticipantId()}
	size := pages.Size(req.GetPageSize())
	list, err := store.Reading(s.DB.Read()).AttendanceList(ctx, after, filter, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(a domain.Attendance) string { return a.ID })
	answer := &activitiesv1.ListAttendanceResponse{NextPageToken: next}
	var participants []string
	for _, a := range list {
		answer.Attendances = append(answer.Attendances, encodeAttendance(a))
		participants = append(participants, a.ParticipantID)
	}
	return answer, s.logRead(ctx, attendanceFields, participants...)
}

// CreateAttendanceWithdrawal withdraws an attendance.
func (s *Attendances) CreateAttendanceWithdrawal(
	ctx context.Context, req *activitiesv1.CreateAttendanceWithdrawalRequest,
) (*activitiesv1.Attendance, error) {
	m, by := req.GetWithdrawal(), auth.Subject(ctx)
	asItIs := func(ctx context.Context, st store.Store, _ string) (domain.Attendance, error) {
		return st.Attendance(ctx, req.GetAttendanceId())
	}
	of := about[domain.Attendance]{attendanceFields, func(a domain.Attendance) string { return a.ParticipantID }}
	a, err := createAbout(ctx, s.Deps, of, "CreateAttendanceWithdrawal/"+req.GetAttendanceId(), req.GetRequestId(), m, asItIs,
		func(ctx context.Context, tx *sql.Tx, made resource.Made) (domain.Attendance, error) {
			a, session, err := lockAttendance(ctx, tx, req.GetAttendanceId())
			if err != nil {
				return a, err
			}
			if err := resource.MatchEtag(m.GetEtag(), a.Version); err != nil {
				return a, err
			}
			change := domain.AttendanceChange{
				ID: made.ID, Reason: enums.Text(m.GetReason()), Recorder: by, Created: made.Now,
			}
			if err := a.Withdraw(&change); err != nil {
				return a, err
			}
			if err := saveChange(ctx, tx, a, change); err != nil {
				return a, err
			}
			return a, outbox.Append(ctx, tx, made.Now, events.Service, s.attendanceSaved(a, session))
		})
	if err != nil {
		return nil, err
	}
	return encodeAttendance(a), nil
}

// ListAttendanceChanges lists what became of an attendance, oldest first.
func (s *Attendances) ListAttendanceChanges(
	ctx context.Context, req *activitiesv1.ListAttendanceChangesRequest,
) (*activitiesv1.ListAttendanceChangesResponse, error) {
	reading := store.Reading(s.DB.Read())
	a, err := reading.Attendance(ctx, req.GetAttendanceId())
	if err != nil {
		return nil, err
	}
	list, err := reading.AttendanceChanges(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	answer := &activitiesv1.ListAttendanceChangesResponse{}
	for _, c := range list {
		answer.Changes = append(answer.Changes, &activitiesv1.AttendanceChange{
			Id: c.ID, AttendanceId: c.AttendanceID, Withdrawn: c.Withdrawn, Recorder: c.Recorder,
			Reason: enums.Value[activitiesv1.CorrectionReason](c.Reason), CreateTime: timestamppb.New(c.Created),
		})
	}
	return answer, s.logRead(ctx, attendanceFields, a.ParticipantID)
}

// lockAttendance answers an attendance and its session, whose lock keeps what is recorded of it as it is.
func lockAttendance(
	ctx context.Context, tx *sql.Tx, id string,
) (a domain.Attendance, session domain.Session, err error) {
	st := store.In(tx)
	if a, err = st.Attendance(ctx, id); err != nil {
		return a, session, err
	}
	if session, err = st.LockSession(ctx, a.SessionID); err != nil {
		return a, session, err
	}
	a, err = st.Attendance(ctx, id)
	return a, session, err
}

func saveChange(ctx context.Context, tx *sql.Tx, a domain.Attendance, change domain.AttendanceChange) error {
	if err := store.In(tx).UpdateAttendance(ctx, a); err != nil {
		return err
	}
	return store.In(tx).InsertAttendanceChange(ctx, change)
}

func (d Deps) attendanceSaved(a domain.Attendance, session domain.Session) outbox.Event {
	return events.AttendanceSaved(a, session, d.Counted(a.ParticipantID, session.Date))
}

func encodeAttendance(a domain.Attendance) *activitiesv1.Attendance {
	return &activitiesv1.Attendance{
		Id: a.ID, SessionId: a.SessionID, ParticipantId: a.ParticipantID, Visits: int32(a.Visits),
		AgeBand: enums.Value[peoplev1.AgeBand](a.AgeBand), Withdrawn: a.Withdrawn, Recorder: a.Recorder,
		Etag: resource.Etag(a.Version), CreateTime: timestamppb.New(a.Created), UpdateTime: timestamppb.New(a.Updated),
	}
}
