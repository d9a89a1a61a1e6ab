package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

const (
	yearCounted   = "counted"
	yearWithdrawn = "withdrawn"
)

// PutAssignmentYears keeps what is told of assignments in calendar years.
func (s Store) PutAssignmentYears(ctx context.Context, years []domain.AssignmentYear) error {
	rows := make(sqldb.Rows, len(years))
	for i, y := range years {
		state := yearCounted
		if y.Withdrawn {
			state = yearWithdrawn
		}
		rows[i] = []any{y.ID, y.AssignmentID, y.Year, y.Date, y.AgeBand, state, y.Version}
	}
	return rows.Each(ctx, s.tx, `-- name: PutAssignmentYears :exec
INSERT INTO assignment_year (id, assignment_id, year, date, age_band, state, version) VALUES %s
ON CONFLICT (assignment_id, year) DO UPDATE SET date = excluded.date, age_band = excluded.age_band, state = excluded.state,
    version = excluded.version`, nil)
}

// AssignmentYears answers what was told of assignments with ids, by assignment and year.
func (s Store) AssignmentYears(
	ctx context.Context, assignmentIDs map[string]bool,
) (map[string]map[int]domain.AssignmentYear, error) {
	told := map[string]map[int]domain.AssignmentYear{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: AssignmentYears :many
SELECT id, assignment_id, year, date, age_band, state, version FROM assignment_year WHERE assignment_id IN (%s)`,
		assignmentIDs, func(r *sql.Rows) (string, bool, error) {
			var y domain.AssignmentYear
			var state string
			err := r.Scan(&y.ID, &y.AssignmentID, &y.Year, &y.Date, &y.AgeBand, &state, &y.Version)
			y.Withdrawn = state == yearWithdrawn
			if told[y.AssignmentID] == nil {
				told[y.AssignmentID] = map[int]domain.AssignmentYear{}
			}
			told[y.AssignmentID][y.Year] = y
			return y.ID, true, err
		})
	return told, err
}

// OpenYear is an assignment that goes on, and whose it is.
type OpenYear struct {
	Assignment domain.Assignment
	PersonID   string
}

// AssignmentsWithoutYear answers size assignments that go on and do not count in the year of today yet, after one of them, "":
// from the first on.
func (s Store) AssignmentsWithoutYear(ctx context.Context, today civil.Date, after string, size int32) ([]OpenYear, error) {
	rows, err := s.q.ListAssignmentsWithoutYear(ctx, db.ListAssignmentsWithoutYearParams{
		After: after, Today: today, Year: int64(today.Year), Size: size,
	})
	return sqldb.All(rows, err, func(r db.ListAssignmentsWithoutYearRow) OpenYear {
		return OpenYear{assignment(db.Assignment{
			ID: r.ID, EngagementID: r.EngagementID, RoleID: r.RoleID, VacancyID: r.VacancyID, State: r.State,
			StartDate: r.StartDate, EndDate: r.EndDate, StateDate: r.StateDate, WijkCode: r.WijkCode, WijkYear: r.WijkYear,
			Version: r.Version, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		}), r.PersonID}
	})
}
