package store

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertShifts adds shifts.
func (s Store) InsertShifts(ctx context.Context, all []domain.Shift) error {
	rows := make(sqldb.Rows, len(all))
	for i, sh := range all {
		rows[i] = []any{
			sh.ID, sh.RoleID, sh.AssignmentID, sh.PersonID, sh.SeriesID, sh.SessionID, sqldb.Flag(sh.Confirmed), sh.MinutesBefore,
			sh.MinutesAfter, sh.Date, sqldb.At(sh.Start), sqldb.At(sh.End), sh.LocationID, sh.Place, sqldb.Flag(sh.Adjusted),
			string(sh.State), sh.Reason, sh.Override, sh.Recorder, sh.Version, sqldb.At(sh.Created), sqldb.At(sh.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertShifts :exec
INSERT INTO shift (id, role_id, assignment_id, person_id, series_id, session_id, session_confirmed, minutes_before,
    minutes_after, date, start_at, end_at, location_id, place, adjusted, state, cancellation_reason, override_reason, recorder,
    version, created_at, updated_at) VALUES %s`, nil)
}

// Shift answers one shift. Error: NOT_FOUND (SHIFT_NOT_FOUND).
func (s Store) Shift(ctx context.Context, id string) (domain.Shift, error) {
	row, err := s.q.GetShift(ctx, id)
	return sqldb.One(row, err, shift, "SHIFT_NOT_FOUND", "There is no shift with this id.")
}

// VisibleShift answers one shift where viewer may see it: the own ones, and the open ones of the own roles; everybody's for no
// viewer. Error as of Shift.
func (s Store) VisibleShift(ctx context.Context, id, viewerID string) (domain.Shift, error) {
	row, err := s.q.GetVisibleShift(ctx, db.GetVisibleShiftParams{ID: id, ViewerID: viewerID})
	return sqldb.One(row, err, shift, "SHIFT_NOT_FOUND", "There is no shift with this id.")
}

// ShiftFilter narrows a list of shifts; what is empty does not narrow.
type ShiftFilter struct {
	AssignmentID, EngagementID, RoleID, SessionID, SeriesID, State string
	From, To                                                       time.Time // those that start at From or later and before To
	Open, Overlapping                                              bool
	ViewerID                                                       string // the own ones, and the open ones of the own roles
}

// Mark is a place in the order of shifts: by start, then by id.
type Mark struct {
	Start time.Time
	ID    string
}

// Shifts answers size shifts after the mark.
func (s Store) Shifts(ctx context.Context, after Mark, f ShiftFilter, size int32) ([]domain.Shift, error) {
	if f.To.IsZero() {
		f.To = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
	}
	rows, err := s.q.ListShifts(ctx, db.ListShiftsParams{
		FromAt: sqldb.At(f.From), ToAt: sqldb.At(f.To), AfterAt: sqldb.At(after.Start), AfterID: after.ID,
		AssignmentID: f.AssignmentID, EngagementID: f.EngagementID, RoleID: f.RoleID, SessionID: f.SessionID, SeriesID: f.SeriesID,
		State: f.State, Open: sqldb.Flag(f.Open), Overlapping: sqldb.Flag(f.Overlapping),
		Longest: domain.MaxShift.Microseconds(), ViewerID: f.ViewerID, Size: size,
	})
	return sqldb.All(rows, err, shift)
}

// ChangeShift changes a shift from the version before the one it has, and keeps what happened to it. Error: sqldb.ErrStale.
func (s Store) ChangeShift(ctx context.Context, sh domain.Shift, c domain.ShiftChange) error {
	if err := sqldb.Changed(s.q.UpdateShift(ctx, db.UpdateShiftParams{
		AssignmentID: sh.AssignmentID, PersonID: sh.PersonID, SessionConfirmed: sqldb.Flag(sh.Confirmed), Date: sh.Date,
		StartAt: sqldb.At(sh.Start), EndAt: sqldb.At(sh.End), LocationID: sh.LocationID, Place: sh.Place,
		Adjusted: sqldb.Flag(sh.Adjusted), State: string(sh.State), CancellationReason: sh.Reason, OverrideReason: sh.Override,
		Recorder:  sh.Recorder,
		UpdatedAt: sqldb.At(sh.Updated), ID: sh.ID, Version: sh.Version - 1,
	})); err != nil {
		return err
	}
	return s.q.InsertShiftChange(ctx, db.InsertShiftChangeParams{
		ID: c.ID, ShiftID: c.ShiftID, Version: c.Version, Kind: string(c.Kind), AssignmentID: c.AssignmentID,
		StartAt: sqldb.At(c.Start), EndAt: sqldb.At(c.End), OverrideReason: c.Override, Recorder: c.Recorder,
		CreatedAt: sqldb.At(c.Created),
	})
}

func shift(d db.Shift) domain.Shift {
	return domain.Shift{
		ID: d.ID, RoleID: d.RoleID, AssignmentID: d.AssignmentID, PersonID: d.PersonID, SeriesID: d.SeriesID,
		SessionID: d.SessionID, Confirmed: d.SessionConfirmed == 1, MinutesBefore: int(d.MinutesBefore),
		MinutesAfter: int(d.MinutesAfter), Date: d.Date, Period: period.Period{Start: d.StartAt.Time, End: d.EndAt.Time},
		LocationID: d.LocationID, Place: d.Place, Adjusted: d.Adjusted == 1, State: domain.ShiftState(d.State),
		Reason: d.CancellationReason, Override: d.OverrideReason, Recorder: d.Recorder, Version: d.Version,
		Created: d.CreatedAt.Time, Updated: d.UpdatedAt.Time,
	}
}
