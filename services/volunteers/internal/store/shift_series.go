package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertShiftSeries adds a series.
func (s Store) InsertShiftSeries(ctx context.Context, r domain.ShiftSeries) error {
	at := ""
	if r.At != nil {
		at = r.At.String()
	}
	exceptions := make([]string, len(r.Exceptions))
	for i, date := range r.Exceptions {
		exceptions[i] = date.String()
	}
	return s.q.InsertShiftSeries(ctx, db.InsertShiftSeriesParams{
		ID: r.ID, RoleID: r.RoleID, AssignmentID: r.AssignmentID, ActivityID: r.ActivityID, Rule: r.Rule, StartDate: r.Start,
		EndDate: r.End, TimeOfDay: at, DurationMinutes: int64(r.Minutes), Exceptions: words(exceptions),
		MinutesBefore: int64(r.MinutesBefore), MinutesAfter: int64(r.MinutesAfter), Place: r.Place, OverrideReason: r.Override,
		Recorder: r.Recorder, State: string(r.State), Version: r.Version, CreatedAt: sqldb.At(r.Created),
		UpdatedAt: sqldb.At(r.Updated),
	})
}

// ShiftSeries answers one series. Error: NOT_FOUND (SHIFT_SERIES_NOT_FOUND).
func (s Store) ShiftSeries(ctx context.Context, id string) (domain.ShiftSeries, error) {
	row, err := s.q.GetShiftSeries(ctx, id)
	return sqldb.One(row, err, shiftSeries, "SHIFT_SERIES_NOT_FOUND", "There is no series of shifts with this id.")
}

// SeriesFilter narrows a list of series; what is empty does not narrow.
type SeriesFilter struct{ RoleID, AssignmentID, ActivityID string }

// AllShiftSeries answers size series after the one with id after, oldest first.
func (s Store) AllShiftSeries(ctx context.Context, after string, f SeriesFilter, size int32) ([]domain.ShiftSeries, error) {
	rows, err := s.q.ListShiftSeries(ctx, db.ListShiftSeriesParams{
		After: after, RoleID: f.RoleID, AssignmentID: f.AssignmentID, ActivityID: f.ActivityID, Size: size,
	})
	return sqldb.All(rows, err, shiftSeries)
}

// SeriesOfActivity answers the series that follow an activity and go on, oldest first.
func (s Store) SeriesOfActivity(ctx context.Context, activityID string) ([]domain.ShiftSeries, error) {
	rows, err := s.q.ListSeriesOfActivity(ctx, activityID)
	return sqldb.All(rows, err, shiftSeries)
}

// UpdateShiftSeries changes a series from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateShiftSeries(ctx context.Context, r domain.ShiftSeries) error {
	return sqldb.Changed(s.q.UpdateShiftSeries(ctx, db.UpdateShiftSeriesParams{
		State: string(r.State), Recorder: r.Recorder, UpdatedAt: sqldb.At(r.Updated), ID: r.ID, Version: r.Version - 1,
	}))
}

// LockComingShiftsOfSeries answers the planned shifts of a series that begin after an instant, and locks them until the
// transaction ends.
func (s Store) LockComingShiftsOfSeries(ctx context.Context, id string, after time.Time) ([]domain.Shift, error) {
	rows, err := s.q.LockComingShiftsOfSeries(ctx, db.LockComingShiftsOfSeriesParams{SeriesID: id, AfterAt: sqldb.At(after)})
	return inOrder(sqldb.All(rows, err, shift))
}

// SeriesSessions answers at which of sessions series have a shift, by series.
func (s Store) SeriesSessions(ctx context.Context, sessionIDs map[string]bool) (map[string]map[string]bool, error) {
	found := map[string]map[string]bool{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: SeriesSessions :many
SELECT series_id, session_id FROM shift WHERE session_id IN (%s) AND session_id <> '' AND series_id <> ''`, sessionIDs,
		func(r *sql.Rows) (series, session string, err error) {
			err = r.Scan(&series, &session)
			if found[series] == nil {
				found[series] = map[string]bool{}
			}
			found[series][session] = true
			return series, session, err
		})
	return found, err
}

// ShiftCounts answers how many shifts series have, by id.
func (s Store) ShiftCounts(ctx context.Context, ids map[string]bool) (map[string]int, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: ShiftCounts :many
SELECT series_id, COUNT(*) FROM shift WHERE series_id IN (%s) AND series_id <> '' GROUP BY series_id`, ids,
		func(r *sql.Rows) (id string, n int, err error) {
			err = r.Scan(&id, &n)
			return id, n, err
		})
}

// PeopleOfSeries answers who works series, by id; those that are open have nobody.
func (s Store) PeopleOfSeries(ctx context.Context, ids map[string]bool) (map[string]string, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: PeopleOfSeries :many
SELECT s.id, e.person_id FROM shift_series s JOIN assignment a ON a.id = s.assignment_id
    JOIN engagement e ON e.id = a.engagement_id
WHERE s.id IN (%s)`, ids, func(r *sql.Rows) (id, personID string, err error) {
		err = r.Scan(&id, &personID)
		return id, personID, err
	})
}

// PlannedSessions answers the sessions of an activity that are planned from a first to a last date, as events told of them.
func (s Store) PlannedSessions(ctx context.Context, activityID string, first, last civil.Date) ([]domain.Session, error) {
	rows, err := s.q.ListPlannedSessions(ctx, db.ListPlannedSessionsParams{
		ActivityID: activityID, FirstDate: first, LastDate: last,
	})
	return sqldb.All(rows, err, func(r db.Session) domain.Session {
		return domain.Session{
			ID: r.ID, ActivityID: r.ActivityID, ProgrammeID: r.ProgrammeID, LocationID: r.LocationID, Date: r.Date,
			Period: period.Period{Start: r.StartAt.Time, End: r.EndAt.Time}, State: domain.SessionState(r.State), Version: r.Version,
		}
	})
}

// LockProgrammes locks programmes until the transaction ends. Who plans or cancels a series of an activity locks its programme,
// and so does who is told of its sessions, before all else: so that no session comes between the two unseen.
func (s Store) LockProgrammes(ctx context.Context, ids map[string]bool) error {
	_, err := sqldb.LockByID(ctx, s.tx, `-- name: LockProgrammes :many
SELECT id FROM programme WHERE id IN (%s)`, ids, func(r *sql.Rows) (id string, _ bool, err error) {
		err = r.Scan(&id)
		return id, true, err
	})
	return err
}

func shiftSeries(r db.ShiftSeries) domain.ShiftSeries {
	s := domain.ShiftSeries{
		ID: r.ID, RoleID: r.RoleID, AssignmentID: r.AssignmentID, ActivityID: r.ActivityID, Rule: r.Rule, Start: r.StartDate,
		End: r.EndDate, Minutes: int(r.DurationMinutes), MinutesBefore: int(r.MinutesBefore), MinutesAfter: int(r.MinutesAfter),
		Place: r.Place, Override: r.OverrideReason, Recorder: r.Recorder, State: domain.ShiftState(r.State), Version: r.Version,
		Created: r.CreatedAt.Time, Updated: r.UpdatedAt.Time,
	}
	// What is kept was read as dates and a time before.
	if at, err := civil.ParseTime(r.TimeOfDay); err == nil {
		s.At = &at
	}
	for _, word := range list(r.Exceptions) {
		if date, err := civil.ParseDate(word); err == nil {
			s.Exceptions = append(s.Exceptions, date)
		}
	}
	return s
}
