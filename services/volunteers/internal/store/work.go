package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// RunningAssignments answers the ids of the assignments of a relation that have not ended, oldest first.
func (s Store) RunningAssignments(ctx context.Context, engagementID string) ([]string, error) {
	return s.q.ListRunningAssignments(ctx, engagementID)
}

// AssignmentsOf answers all assignments of a person, oldest first.
func (s Store) AssignmentsOf(ctx context.Context, personID string) ([]domain.Assignment, error) {
	rows, err := s.q.ListAssignmentsOfPerson(ctx, personID)
	return sqldb.All(rows, err, assignment)
}

// AssignmentStepsOf answers what the assignments of a person went through, by assignment, oldest first.
func (s Store) AssignmentStepsOf(ctx context.Context, personID string) ([]domain.AssignmentTransition, error) {
	rows, err := s.q.ListAssignmentTransitionsOfPerson(ctx, personID)
	return sqldb.All(rows, err, func(t db.AssignmentTransition) domain.AssignmentTransition {
		return domain.AssignmentTransition{
			ID: t.ID, AssignmentID: t.AssignmentID, Version: t.Version, From: domain.AssignmentState(t.FromState),
			To: domain.AssignmentState(t.ToState), Date: t.Date, DeclinedBy: t.DeclinedBy, Reason: t.Reason,
			Recorder: t.Recorder, Created: t.CreatedAt.Time,
		}
	})
}
