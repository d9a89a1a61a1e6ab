package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// attendanceColumns are the columns in the order in which they are scanned.
const attendanceColumns = `id, session_id, participant_id, age_band, visits, state, recorder, version, created_at, updated_at`

// Pair is who took part in what: there is one attendance for it at most.
type Pair struct{ SessionID, ParticipantID string }

// InsertAttendance adds attendances in one statement.
func (s Store) InsertAttendance(ctx context.Context, list []domain.Attendance) error {
	rows := make(sqldb.Rows, len(list))
	for i, a := range list {
		rows[i] = []any{
			a.ID, a.SessionID, a.ParticipantID, a.AgeBand, a.Visits, state(a.Withdrawn), a.Recorder, a.Version,
			sqldb.At(a.Created), sqldb.At(a.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertAttendance :exec
INSERT INTO attendance (`+attendanceColumns+`) VALUES %s`, nil)
}

// UpdateAttendance changes an attendance from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateAttendance(ctx context.Context, a domain.Attendance) error {
	return sqldb.Changed(s.q.UpdateAttendance(ctx, db.UpdateAttendanceParams{
		ParticipantID: a.ParticipantID, AgeBand: a.AgeBand, Visits: a.Visits, State: state(a.Withdrawn),
		UpdatedAt: sqldb.At(a.Updated), ID: a.ID, Version: a.Version - 1,
	}))
}

// InsertAttendanceChange adds a change to the history of an attendance.
func (s Store) InsertAttendanceChange(ctx context.Context, c domain.AttendanceChange) error {
	return s.q.InsertAttendanceChange(ctx, db.InsertAttendanceChangeParams{
		ID: c.ID, AttendanceID: c.AttendanceID, Version: c.Version, State: state(c.Withdrawn), Reason: c.Reason,
		Recorder: c.Recorder, CreatedAt: sqldb.At(c.Created),
	})
}

// Attendance answers one attendance. Error: NOT_FOUND (ATTENDANCE_NOT_FOUND).
func (s Store) Attendance(ctx context.Context, id string) (domain.Attendance, error) {
	row, err := s.q.GetAttendance(ctx, id)
	return sqldb.One(row, err, attendance, "ATTENDANCE_NOT_FOUND", "There is no attendance with this id.")
}

// AttendanceByPair answers the attendance of pairs, where there is any.
func (s Store) AttendanceByPair(ctx context.Context, pairs map[Pair]bool) (map[Pair]domain.Attendance, error) {
	keys := make(sqldb.Rows, 0, len(pairs))
	for p := range pairs {
		keys = append(keys, []any{p.SessionID, p.ParticipantID})
	}
	found := make(map[Pair]domain.Attendance, len(pairs))
	err := keys.Each(ctx, s.tx, `-- name: AttendanceByPair :many
SELECT `+attendanceColumns+` FROM attendance WHERE (session_id, participant_id) IN (VALUES %s)`, func(r *sql.Rows) error {
		var row db.Attendance
		err := r.Scan(&row.ID, &row.SessionID, &row.ParticipantID, &row.AgeBand, &row.Visits, &row.State, &row.Recorder,
			&row.Version, &row.CreatedAt, &row.UpdatedAt)
		found[Pair{row.SessionID, row.ParticipantID}] = attendance(row)
		return err
	})
	return found, err
}

// AttendanceFilter narrows a list of attendance; what is empty does not narrow.
type AttendanceFilter struct{ SessionID, ParticipantID string }

// AttendanceList answers size attendances after the one with id after.
func (s Store) AttendanceList(
	ctx context.Context, after string, f AttendanceFilter, size int32,
) ([]domain.Attendance, error) {
	rows, err := s.q.ListAttendance(ctx, db.ListAttendanceParams{
		After: after, SessionID: f.SessionID, ParticipantID: f.ParticipantID, Size: size,
	})
	return sqldb.All(rows, err, attendance)
}

// AttendanceOf answers everything a participant took part in, oldest first.
func (s Store) AttendanceOf(ctx context.Context, participantID string) ([]domain.Attendance, error) {
	rows, err := s.q.ListAttendanceOfParticipant(ctx, participantID)
	return sqldb.All(rows, err, attendance)
}

// AttendanceChanges answers what became of an attendance, oldest first.
func (s Store) AttendanceChanges(ctx context.Context, id string) ([]domain.AttendanceChange, error) {
	rows, err := s.q.ListAttendanceChanges(ctx, id)
	return sqldb.All(rows, err, attendanceChange)
}

// RecountAttendance has every attendance of a session that stands add so many visits, and answers those that change.
func (s Store) RecountAttendance(
	ctx context.Context, sessionID string, visits int64, now time.Time,
) ([]domain.Attendance, error) {
	rows, err := s.q.RecountAttendance(ctx, db.RecountAttendanceParams{
		Visits: visits, UpdatedAt: sqldb.At(now), SessionID: sessionID,
	})
	return sqldb.All(rows, err, attendance)
}

// Attended says whether an attendance of a session stands.
func (s Store) Attended(ctx context.Context, sessionID string) (bool, error) {
	n, err := s.q.AttendanceOfSession(ctx, sessionID)
	return n > 0, err
}

// CountedSessions answers which of the sessions with ids have a head count that stands.
func (s Store) CountedSessions(ctx context.Context, ids map[string]bool) (map[string]bool, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: CountedSessions :many
SELECT DISTINCT session_id FROM head_count WHERE state = 'recorded' AND session_id IN (%s) AND session_id <> ''`, ids,
		func(r *sql.Rows) (id string, counted bool, err error) {
			err = r.Scan(&id)
			return id, true, err
		})
}

func attendance(row db.Attendance) domain.Attendance {
	return domain.Attendance{
		ID: row.ID, SessionID: row.SessionID, ParticipantID: row.ParticipantID, AgeBand: row.AgeBand,
		Visits: row.Visits, Withdrawn: row.State == withdrawn, Recorder: row.Recorder, Version: row.Version,
		Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}
}

func attendanceChange(row db.AttendanceChange) domain.AttendanceChange {
	return domain.AttendanceChange{
		ID: row.ID, AttendanceID: row.AttendanceID, Version: row.Version, Withdrawn: row.State == withdrawn,
		Reason: row.Reason, Recorder: row.Recorder, Created: row.CreatedAt.Time,
	}
}
