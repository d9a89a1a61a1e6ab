package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// UnendedAssignments answers the ids of the assignments of a relation that have not ended, oldest first.
func (s Store) UnendedAssignments(ctx context.Context, engagementID string) ([]string, error) {
	return s.q.ListUnendedAssignments(ctx, engagementID)
}

// AssignmentStepsOf answers what the assignments of a person went through, by assignment, oldest first.
func (s Store) AssignmentStepsOf(ctx context.Context, personID string) ([]domain.AssignmentTransition, error) {
	rows, err := s.q.ListAssignmentTransitionsOfPerson(ctx, personID)
	return sqldb.All(rows, err, assignmentTransition)
}
