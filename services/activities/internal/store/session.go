package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// sessionColumns are the columns in the order in which they are scanned.
const sessionColumns = `id, activity_id, programme_id, location_id, room_id, wanted_room_id, occurrence, origin, date,
    starts_at, ends_at, state, cancellation_reason, recorder, version, created_at, updated_at`

// InsertSessions adds sessions in one statement.
func (s Store) InsertSessions(ctx context.Context, list []domain.Session) error {
	rows := make(sqldb.Rows, len(list))
	for i, one := range list {
		rows[i] = []any{
			one.ID, one.ActivityID, one.ProgrammeID, one.LocationID, one.RoomID, one.WantedRoomID, one.Occurrence,
			string(one.Origin), one.Date, sqldb.At(one.Start), sqldb.At(one.End), string(one.State), one.Reason, one.Recorder,
			one.Version, sqldb.At(one.Created), sqldb.At(one.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertSessions :exec
INSERT INTO session (`+sessionColumns+`) VALUES %s`, nil)
}

// UpdateSession changes a session from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateSession(ctx context.Context, one domain.Session) error {
	return sqldb.Changed(s.q.UpdateSession(ctx, db.UpdateSessionParams{
		ProgrammeID: one.ProgrammeID, LocationID: one.LocationID, RoomID: one.RoomID, Occurrence: one.Occurrence,
		Origin: string(one.Origin), Date: one.Date, StartsAt: sqldb.At(one.Start), EndsAt: sqldb.At(one.End),
		State: string(one.State), CancellationReason: one.Reason, Recorder: one.Recorder, UpdatedAt: sqldb.At(one.Updated),
		WantedRoomID: one.WantedRoomID, ID: one.ID, Version: one.Version - 1,
	}))
}

// Session answers one session. Error: NOT_FOUND (SESSION_NOT_FOUND).
func (s Store) Session(ctx context.Context, id string) (domain.Session, error) {
	row, err := s.q.GetSession(ctx, id)
	return sqldb.One(row, err, session, "SESSION_NOT_FOUND", "There is no session with this id.")
}

// LockSession answers one session, and locks it until the transaction ends. Error: NOT_FOUND (SESSION_NOT_FOUND).
func (s Store) LockSession(ctx context.Context, id string) (domain.Session, error) {
	row, err := s.q.LockSession(ctx, id)
	return sqldb.One(row, err, session, "SESSION_NOT_FOUND", "There is no session with this id.")
}

// LockSessionsByID answers the sessions with ids, those there are, and locks them until the transaction ends.
func (s Store) LockSessionsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Session, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockSessionsByID :many
SELECT `+sessionColumns+` FROM session WHERE id IN (%s)`, ids, scanSession)
}

// SessionsByID answers the sessions with ids, those there are.
func (s Store) SessionsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Session, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: SessionsByID :many
SELECT `+sessionColumns+` FROM session WHERE id IN (%s)`, ids, scanSession)
}

// Day is a day of an activity.
type Day struct {
	ActivityID string
	Date       civil.Date
}

// SessionsOfDays answers all sessions of activities on days of them.
func (s Store) SessionsOfDays(ctx context.Context, days map[Day]bool) (map[string]domain.Session, error) {
	keys := make(sqldb.Rows, 0, len(days))
	for d := range days {
		keys = append(keys, []any{d.ActivityID, d.Date.String()})
	}
	found := map[string]domain.Session{}
	err := keys.Each(ctx, s.tx, `-- name: SessionsOfDays :many
SELECT `+sessionColumns+` FROM session WHERE (activity_id, date) IN (VALUES %s)`, func(r *sql.Rows) error {
		id, one, err := scanSession(r)
		found[id] = one
		return err
	})
	return found, err
}

// Occurrences answers which of the occurrences of activities have a session, those of sessions without any other value.
func (s Store) Occurrences(ctx context.Context, of []domain.Session) (map[[2]string]bool, error) {
	keys := make(sqldb.Rows, len(of))
	for i, one := range of {
		keys[i] = []any{one.ActivityID, one.Occurrence}
	}
	taken := map[[2]string]bool{}
	err := keys.Each(ctx, s.tx, `-- name: Occurrences :many
SELECT activity_id, occurrence FROM session WHERE (activity_id, occurrence) IN (VALUES %s)`, func(r *sql.Rows) error {
		var key [2]string
		err := r.Scan(&key[0], &key[1])
		taken[key] = true
		return err
	})
	return taken, err
}

// SessionsToCome answers the sessions of an activity whose occurrence, or whose date while planned, is day or later.
func (s Store) SessionsToCome(ctx context.Context, activityID string, day civil.Date) ([]domain.Session, error) {
	rows, err := s.q.ListSessionsToCome(ctx, db.ListSessionsToComeParams{ActivityID: activityID, Day: day.String()})
	return sqldb.All(rows, err, session)
}

// SessionFilter narrows a list of sessions; what is empty does not narrow.
type SessionFilter struct {
	ActivityID, LocationID, State string
	From, To                      civil.Date
	WithoutWantedRoom             bool
}

// Sessions answers size sessions after the one that starts at the instant start and has the id after, in the order in
// which they start.
func (s Store) Sessions(
	ctx context.Context, start time.Time, after string, f SessionFilter, size int32,
) ([]domain.Session, error) {
	wanting := ""
	if f.WithoutWantedRoom {
		wanting = "yes"
	}
	rows, err := s.q.ListSessions(ctx, db.ListSessionsParams{
		AfterStart: start.UnixMicro(), AfterID: after, ActivityID: f.ActivityID, LocationID: f.LocationID, State: f.State,
		FromDate: f.From.String(), ToDate: f.To.String(), Wanting: wanting, Size: size,
	})
	return sqldb.All(rows, err, session)
}

// Counted says whether a head count of a session stands.
func (s Store) Counted(ctx context.Context, sessionID string) (bool, error) {
	n, err := s.q.CountsOfSession(ctx, sessionID)
	return n > 0, err
}

func scanSession(r *sql.Rows) (string, domain.Session, error) {
	var s db.Session
	err := r.Scan(&s.ID, &s.ActivityID, &s.ProgrammeID, &s.LocationID, &s.RoomID, &s.WantedRoomID, &s.Occurrence, &s.Origin,
		&s.Date, &s.StartsAt, &s.EndsAt, &s.State, &s.CancellationReason, &s.Recorder, &s.Version, &s.CreatedAt, &s.UpdatedAt)
	return s.ID, session(s), err
}

func session(row db.Session) domain.Session {
	return domain.Session{
		ID: row.ID, ActivityID: row.ActivityID, ProgrammeID: row.ProgrammeID, LocationID: row.LocationID,
		RoomID: row.RoomID, WantedRoomID: row.WantedRoomID, Occurrence: row.Occurrence, Origin: domain.Origin(row.Origin),
		Date: row.Date, Start: row.StartsAt.Time, End: row.EndsAt.Time, State: domain.SessionState(row.State),
		Reason: row.CancellationReason, Recorder: row.Recorder, Version: row.Version, Created: row.CreatedAt.Time,
		Updated: row.UpdatedAt.Time,
	}
}
