package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store/db"
)

// InsertActivity adds an activity.
func (s Store) InsertActivity(ctx context.Context, a domain.Activity) error {
	return s.q.InsertActivity(ctx, db.InsertActivityParams{
		ID: a.ID, ProgrammeID: a.ProgrammeID, LocationID: a.LocationID, RoomID: a.RoomID, DisplayName: a.Name,
		Description: a.Description, TargetGroups: strings.Join(a.TargetGroups, ","), MinAge: orNone(a.MinAge),
		MaxAge: orNone(a.MaxAge), Capacity: orNone(a.Capacity), PriceCents: a.PriceCents,
		Registration: registration(a.Registration), StartDate: a.Series.Start, EndDate: a.End,
		TimeOfDay: a.Series.At.String(), DurationMinutes: minutes(a.Series.Duration), RecurrenceRule: a.Series.Rule,
		ExceptionDates: joinDates(a.Series.Exceptions), State: string(a.State), Version: a.Version,
		CreatedAt: sqldb.At(a.Created), UpdatedAt: sqldb.At(a.Updated),
	})
}

// UpdateActivity changes an activity from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateActivity(ctx context.Context, a domain.Activity) error {
	return sqldb.Changed(s.q.UpdateActivity(ctx, db.UpdateActivityParams{
		ProgrammeID: a.ProgrammeID, LocationID: a.LocationID, RoomID: a.RoomID, DisplayName: a.Name,
		Description: a.Description, TargetGroups: strings.Join(a.TargetGroups, ","), MinAge: orNone(a.MinAge),
		MaxAge: orNone(a.MaxAge), Capacity: orNone(a.Capacity), PriceCents: a.PriceCents,
		Registration: registration(a.Registration), StartDate: a.Series.Start, EndDate: a.End,
		TimeOfDay: a.Series.At.String(), DurationMinutes: minutes(a.Series.Duration), RecurrenceRule: a.Series.Rule,
		ExceptionDates: joinDates(a.Series.Exceptions), State: string(a.State), UpdatedAt: sqldb.At(a.Updated),
		ID: a.ID, Version: a.Version - 1,
	}))
}

// Activity answers one activity. Error: NOT_FOUND (ACTIVITY_NOT_FOUND).
func (s Store) Activity(ctx context.Context, id string) (domain.Activity, error) {
	row, err := s.q.GetActivity(ctx, id)
	return asActivity(row, err)
}

// LockActivity answers one activity, and locks it and which sessions it has until the transaction ends. Error: NOT_FOUND
// (ACTIVITY_NOT_FOUND).
func (s Store) LockActivity(ctx context.Context, id string) (domain.Activity, error) {
	row, err := s.q.LockActivity(ctx, id)
	return asActivity(row, err)
}

func asActivity(row db.Activity, err error) (domain.Activity, error) {
	row, err = sqldb.One(row, err, func(r db.Activity) db.Activity { return r }, "ACTIVITY_NOT_FOUND",
		"There is no activity with this id.")
	if err != nil {
		return domain.Activity{}, err
	}
	return activity(row)
}

// ActivityFilter narrows a list of activities; what is empty does not narrow.
type ActivityFilter struct{ ProgrammeID, LocationID, State string }

// Activities answers size activities after the one with id after.
func (s Store) Activities(ctx context.Context, after string, f ActivityFilter, size int32) ([]domain.Activity, error) {
	rows, err := s.q.ListActivities(ctx, db.ListActivitiesParams{
		After: after, ProgrammeID: f.ProgrammeID, LocationID: f.LocationID, State: f.State, Size: size,
	})
	if err != nil {
		return nil, err
	}
	list := make([]domain.Activity, len(rows))
	for i, row := range rows {
		if list[i], err = activity(row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// LockActivitiesByID answers the activities with ids, those there are, and locks them as LockActivity does.
func (s Store) LockActivitiesByID(ctx context.Context, ids map[string]bool) (map[string]domain.Activity, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockActivitiesByID :many
SELECT id, programme_id, location_id, room_id, start_date, end_date, time_of_day, duration_minutes, state
FROM activity WHERE id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.Activity, error) {
			var a db.Activity
			err := r.Scan(&a.ID, &a.ProgrammeID, &a.LocationID, &a.RoomID, &a.StartDate, &a.EndDate, &a.TimeOfDay,
				&a.DurationMinutes, &a.State)
			if err != nil {
				return "", domain.Activity{}, err
			}
			value, err := activity(a)
			return a.ID, value, err
		})
}

func activity(row db.Activity) (domain.Activity, error) {
	at, err := civil.ParseTime(row.TimeOfDay)
	if err != nil {
		return domain.Activity{}, fmt.Errorf("activity %s: %w", row.ID, err)
	}
	exceptions, err := splitDates(row.ExceptionDates)
	if err != nil {
		return domain.Activity{}, fmt.Errorf("activity %s: %w", row.ID, err)
	}
	return domain.Activity{
		ID: row.ID, ProgrammeID: row.ProgrammeID, LocationID: row.LocationID, RoomID: row.RoomID, Name: row.DisplayName,
		Description: row.Description, TargetGroups: split(row.TargetGroups), MinAge: given(row.MinAge),
		MaxAge: given(row.MaxAge), Capacity: given(row.Capacity), PriceCents: row.PriceCents,
		Registration: row.Registration == required, End: row.EndDate, State: domain.ActivityState(row.State),
		Series: domain.Series{
			Start: row.StartDate, At: at, Duration: time.Duration(row.DurationMinutes) * time.Minute,
			Rule: row.RecurrenceRule, Exceptions: exceptions,
		},
		Version: row.Version, Created: row.CreatedAt.Time, Updated: row.UpdatedAt.Time,
	}, nil
}

// required is the registration of an activity for which one registers first.
const required = "required"

func registration(isRequired bool) string {
	if isRequired {
		return required
	}
	return "free"
}

func minutes(d time.Duration) int64 { return int64(d / time.Minute) }

// none is stored for a number that is not given.
const none = -1

func orNone(n *int64) int64 {
	if n == nil {
		return none
	}
	return *n
}

func given(n int64) *int64 {
	if n == none {
		return nil
	}
	return &n
}

func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

func joinDates(dates []civil.Date) string {
	texts := make([]string, len(dates))
	for i, d := range dates {
		texts[i] = d.String()
	}
	return strings.Join(texts, ",")
}

func splitDates(text string) (dates []civil.Date, err error) {
	for _, part := range split(text) {
		d, err := civil.ParseDate(part)
		if err != nil {
			return nil, err
		}
		dates = append(dates, d)
	}
	return dates, nil
}
