package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertCaseAssignments adds assignments.
func (s Store) InsertCaseAssignments(ctx context.Context, all []domain.CaseAssignment) error {
	rows := make(sqldb.Rows, len(all))
	for i, a := range all {
		rows[i] = []any{
			a.ID, a.TrajectoryID, a.Counsellor, string(a.Role), a.Start, a.End, a.Recorder, sqldb.At(a.Created),
		}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertCaseAssignments :exec
INSERT INTO case_assignment (id, trajectory_id, counsellor, role, start_date, end_date, recorder, created_at) VALUES %s`, nil)
}

// CaseAssignment answers one assignment. Error: NOT_FOUND (CASE_ASSIGNMENT_NOT_FOUND).
func (s Store) CaseAssignment(ctx context.Context, id string) (domain.CaseAssignment, error) {
	row, err := s.q.GetCaseAssignment(ctx, id)
	return sqldb.One(row, err, caseAssignment, "CASE_ASSIGNMENT_NOT_FOUND", "There is no assignment with this id.")
}

// EndCaseAssignment ends an assignment on a date. Error: sqldb.ErrStale where it ended then or earlier.
func (s Store) EndCaseAssignment(ctx context.Context, id string, end civil.Date) error {
	return sqldb.Changed(s.q.EndCaseAssignment(ctx, db.EndCaseAssignmentParams{ID: id, EndDate: end}))
}

// CaseAssignments answers size assignments of a trajectory after the one with id after.
func (s Store) CaseAssignments(
	ctx context.Context, trajectoryID, after string, size int32,
) ([]domain.CaseAssignment, error) {
	rows, err := s.q.ListCaseAssignments(ctx, db.ListCaseAssignmentsParams{TrajectoryID: trajectoryID, After: after, Size: size})
	return sqldb.All(rows, err, caseAssignment)
}

// CaseAssignmentsOfClient answers who is and was assigned to the trajectories of a client.
func (s Store) CaseAssignmentsOfClient(ctx context.Context, clientID string) ([]domain.CaseAssignment, error) {
	rows, err := s.q.ListCaseAssignmentsOfClient(ctx, clientID)
	return sqldb.All(rows, err, caseAssignment)
}

// AssignedTo answers for clients with ids who is and was assigned to a trajectory of theirs.
func (s Store) AssignedTo(ctx context.Context, clientIDs map[string]bool) (map[string][]domain.CaseAssignment, error) {
	assigned := map[string][]domain.CaseAssignment{}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: AssignedTo :many
SELECT c.client_id, a.id, a.trajectory_id, a.counsellor, a.role, a.start_date, a.end_date, a.recorder, a.created_at
FROM case_assignment a JOIN trajectory_client c ON c.trajectory_id = a.trajectory_id WHERE c.client_id IN (%s)`, clientIDs,
		func(r *sql.Rows) (clientID string, one domain.CaseAssignment, err error) {
			var a db.CaseAssignment
			err = r.Scan(&clientID, &a.ID, &a.TrajectoryID, &a.Counsellor, &a.Role, &a.StartDate, &a.EndDate, &a.Recorder, &a.CreatedAt)
			one = caseAssignment(a)
			assigned[clientID] = append(assigned[clientID], one)
			return clientID, one, err
		})
	return assigned, err
}

func caseAssignment(a db.CaseAssignment) domain.CaseAssignment {
	return domain.CaseAssignment{
		ID: a.ID, TrajectoryID: a.TrajectoryID, Counsellor: a.Counsellor, Role: domain.CaseRole(a.Role), Start: a.StartDate,
		End: a.EndDate, Recorder: a.Recorder, Created: a.CreatedAt.Time,
	}
}
