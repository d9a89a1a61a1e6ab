package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertAssignments adds assignments.
func (s Store) InsertAssignments(ctx context.Context, all []domain.Assignment) error {
	rows := make(sqldb.Rows, len(all))
	for i, a := range all {
		rows[i] = []any{
			a.ID, a.EngagementID, a.RoleID, a.VacancyID, string(a.State), a.Start, a.End, a.StateDate, a.Wijk.Code,
			a.Wijk.Edition, a.Version, sqldb.At(a.Created), sqldb.At(a.Updated),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertAssignments :exec
INSERT INTO assignment (id, engagement_id, role_id, vacancy_id, state, start_date, end_date, state_date, wijk_code, wijk_year,
    version, created_at, updated_at) VALUES %s`, nil)
}

// Assignment answers one assignment. Error: NOT_FOUND (ASSIGNMENT_NOT_FOUND).
func (s Store) Assignment(ctx context.Context, id string) (domain.Assignment, error) {
	row, err := s.q.GetAssignment(ctx, id)
	return sqldb.One(row, err, assignment, "ASSIGNMENT_NOT_FOUND", "There is no assignment with this id.")
}

const assignmentColumns = `id, engagement_id, role_id, vacancy_id, state, start_date, end_date, state_date, wijk_code,
    wijk_year, version, created_at, updated_at`

// AssignmentsByID answers the assignments with ids, those there are.
func (s Store) AssignmentsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Assignment, error) {
	return sqldb.ByID(ctx, s.tx, `-- name: AssignmentsByID :many
SELECT `+assignmentColumns+` FROM assignment WHERE id IN (%s)`, ids, scanAssignment)
}

// LockAssignmentsByID answers the assignments with ids, those there are, and locks them until the transaction ends.
func (s Store) LockAssignmentsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Assignment, error) {
	return sqldb.LockByID(ctx, s.tx, `-- name: LockAssignmentsByID :many
SELECT `+assignmentColumns+` FROM assignment WHERE id IN (%s)`, ids, scanAssignment)
}

// AssignmentFilter is which assignments are asked for; what is empty asks nothing. OwnerID is whose alone.
type AssignmentFilter struct{ OwnerID, EngagementID, RoleID, VacancyID, State string }

// Assignments answers size assignments after the one with id after.
func (s Store) Assignments(
	ctx context.Context, after string, f AssignmentFilter, size int32,
) ([]domain.Assignment, error) {
	rows, err := s.q.ListAssignments(ctx, db.ListAssignmentsParams{
		After: after, OwnerID: f.OwnerID, EngagementID: f.EngagementID, RoleID: f.RoleID, VacancyID: f.VacancyID, State: f.State,
		Size: size,
	})
	return sqldb.All(rows, err, assignment)
}

// AssignmentsOfPerson answers all assignments of a person, oldest first.
func (s Store) AssignmentsOfPerson(ctx context.Context, personID string) ([]domain.Assignment, error) {
	rows, err := s.q.ListAssignmentsOfPerson(ctx, personID)
	return sqldb.All(rows, err, assignment)
}

// RunningAssignments answers for relations with ids which roles they are proposed for or fulfil.
func (s Store) RunningAssignments(ctx context.Context, engagementIDs map[string]bool) (map[string][]string, error) {
	roles := map[string][]string{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: RunningAssignments :many
SELECT engagement_id, role_id FROM assignment WHERE state NOT IN ('declined', 'ended') AND engagement_id IN (%s)`,
		engagementIDs, func(r *sql.Rows) (engagementID string, role string, err error) {
			err = r.Scan(&engagementID, &role)
			roles[engagementID] = append(roles[engagementID], role)
			return engagementID, role, err
		})
	return roles, err
}

// UpdateAssignment changes an assignment from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateAssignment(ctx context.Context, a domain.Assignment) error {
	return sqldb.Changed(s.q.UpdateAssignment(ctx, db.UpdateAssignmentParams{
		State: string(a.State), StartDate: a.Start, EndDate: a.End, StateDate: a.StateDate, UpdatedAt: sqldb.At(a.Updated),
		ID: a.ID, Version: a.Version - 1,
	}))
}

func scanAssignment(r *sql.Rows) (string, domain.Assignment, error) {
	var a db.Assignment
	err := r.Scan(&a.ID, &a.EngagementID, &a.RoleID, &a.VacancyID, &a.State, &a.StartDate, &a.EndDate, &a.StateDate,
		&a.WijkCode, &a.WijkYear, &a.Version, &a.CreatedAt, &a.UpdatedAt)
	return a.ID, assignment(a), err
}

func assignment(a db.Assignment) domain.Assignment {
	return domain.Assignment{
		ID: a.ID, EngagementID: a.EngagementID, RoleID: a.RoleID, VacancyID: a.VacancyID,
		State: domain.AssignmentState(a.State), Start: a.StartDate, End: a.EndDate, StateDate: a.StateDate,
		Wijk: areas.Wijk{Code: a.WijkCode, Edition: int(a.WijkYear)}, Version: a.Version, Created: a.CreatedAt.Time,
		Updated: a.UpdatedAt.Time,
	}
}
