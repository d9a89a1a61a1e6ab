package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// WorkByID answers the work of the assignments with ids, those there are.
func (s Store) WorkByID(ctx context.Context, ids map[string]bool) (map[string]domain.Work, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: WorkByID :many
SELECT a.id, a.engagement_id, a.role_id, a.vacancy_id, a.state, a.start_date, a.end_date, a.state_date, a.wijk_code,
    a.wijk_year, a.version, a.created_at, a.updated_at, r.programme_id, r.code, e.kind, e.person_id, p.state
FROM assignment a JOIN role r ON r.id = a.role_id JOIN engagement e ON e.id = a.engagement_id JOIN person p ON p.id = e.person_id
WHERE a.id IN (%s)`, ids, func(r *sql.Rows) (string, domain.Work, error) {
		var a db.Assignment
		var w domain.Work
		var state domain.PersonState
		err := r.Scan(&a.ID, &a.EngagementID, &a.RoleID, &a.VacancyID, &a.State, &a.StartDate, &a.EndDate, &a.StateDate,
			&a.WijkCode, &a.WijkYear, &a.Version, &a.CreatedAt, &a.UpdatedAt, &w.ProgrammeID, &w.RoleCode, &w.Kind, &w.PersonID, &state)
		w.Assignment, w.Erased = assignment(a), state == domain.Erased
		return a.ID, w, err
	})
}
