package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// hoursColumns are the columns in the order in which they are scanned.
const hoursColumns = `id, assignment_id, person_id, date, minutes, age_band, state, reason, recorder, version, created_at,
    updated_at`

// InsertHours adds records of hours in one statement, and what they add to the days of the people.
func (s Store) InsertHours(ctx context.Context, all []domain.Hours) error {
	added := map[WorkedDay]int{}
	for _, h := range all {
		added[WorkedDay{h.PersonID, h.Date}] += h.Minutes
	}
	if _, err := s.AddWorked(ctx, added); err != nil {
		return err
	}
	return hoursRows(all).Each(ctx, s.tx, `-- name: InsertHours :exec
INSERT INTO hours (`+hoursColumns+`) VALUES %s`, nil)
}

// hoursRows answers records as they are stored.
func hoursRows(all []domain.Hours) sqldb.Rows {
	rows := make(sqldb.Rows, len(all))
	for i, h := range all {
		rows[i] = []any{
			h.ID, h.AssignmentID, h.PersonID, h.Date, h.Minutes, h.AgeBand, string(h.State), h.Reason, h.Recorder, h.Version,
			sqldb.At(h.Created), sqldb.At(h.Updated),
		}
	}
	return rows
}

// Hours answers one record of hours. Error: NOT_FOUND (HOURS_NOT_FOUND).
func (s Store) Hours(ctx context.Context, id string) (domain.Hours, error) {
	row, err := s.q.GetHours(ctx, id)
	return sqldb.One(row, err, hours, "HOURS_NOT_FOUND", "There is no record of hours with this id.")
}

// HoursByID answers the records with ids, those there are.
func (s Store) HoursByID(ctx context.Context, ids map[string]bool) (map[string]domain.Hours, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: HoursByID :many
SELECT `+hoursColumns+` FROM hours WHERE id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Hours, error) {
		var h db.Hour
		err := r.Scan(&h.ID, &h.AssignmentID, &h.PersonID, &h.Date, &h.Minutes, &h.AgeBand, &h.State, &h.Reason, &h.Recorder,
			&h.Version, &h.CreatedAt, &h.UpdatedAt)
		return h.ID, hours(h), err
	})
}

// LockHoursOfPerson answers the hours of a person that count or may come to, oldest first, and locks them until the
// transaction ends.
func (s Store) LockHoursOfPerson(ctx context.Context, personID string) ([]domain.Hours, error) {
	rows, err := s.q.LockHoursOfPerson(ctx, personID)
	list, err := sqldb.All(rows, err, hours)
	slices.SortFunc(list, func(a, b domain.Hours) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

// PutHoursAges keeps the age bands of hours that are locked, each at a new version.
func (s Store) PutHoursAges(ctx context.Context, list []domain.Hours) error {
	return hoursRows(list).Each(ctx, s.tx, `-- name: PutHoursAges :exec
INSERT INTO hours (`+hoursColumns+`) VALUES %s
ON CONFLICT (id) DO UPDATE SET age_band = excluded.age_band, version = excluded.version, updated_at = excluded.updated_at`, nil)
}

// HoursFilter narrows a list of hours; what is empty does not narrow.
type HoursFilter struct {
	OwnerID                    string // whose alone
	AssignmentID, EngagementID string
	From, To                   civil.Date
	State                      domain.HoursState
}

// HoursList answers size records after the one with id after.
func (s Store) HoursList(ctx context.Context, after string, f HoursFilter, size int32) ([]domain.Hours, error) {
	rows, err := s.q.ListHours(ctx, db.ListHoursParams{
		After: after, OwnerID: f.OwnerID, AssignmentID: f.AssignmentID, EngagementID: f.EngagementID,
		FromDate: f.From.String(), ToDate: f.To.String(), State: string(f.State), Size: size,
	})
	return sqldb.All(rows, err, hours)
}

// DecideHours stores hours that were decided on, and the decision with them; those that take no part of the day any more give
// it back. Error: sqldb.ErrStale.
func (s Store) DecideHours(ctx context.Context, h domain.Hours, by domain.HoursDecision) error {
	err := sqldb.Changed(s.q.DecideHours(ctx, db.DecideHoursParams{
		State: string(h.State), Reason: h.Reason, UpdatedAt: sqldb.At(h.Updated), ID: h.ID, Version: h.Version - 1,
	}))
	if err != nil {
		return err
	}
	if !h.Count() {
		err := s.q.TakeWorkedMinutes(ctx, db.TakeWorkedMinutesParams{
			Minutes: int64(h.Minutes), PersonID: h.PersonID, Date: h.Date,
		})
		if err != nil {
			return err
		}
	}
	return s.q.InsertHoursDecision(ctx, db.InsertHoursDecisionParams{
		ID: by.ID, HoursID: by.HoursID, Version: by.Version, State: string(by.State), Reason: by.Reason, Recorder: by.Recorder,
		CreatedAt: sqldb.At(by.Created),
	})
}

func hours(h db.Hour) domain.Hours {
	return domain.Hours{
		ID: h.ID, AssignmentID: h.AssignmentID, PersonID: h.PersonID, Date: h.Date, Minutes: int(h.Minutes),
		AgeBand: h.AgeBand, State: domain.HoursState(h.State), Reason: h.Reason, Recorder: h.Recorder, Version: h.Version,
		Created: h.CreatedAt.Time, Updated: h.UpdatedAt.Time,
	}
}
