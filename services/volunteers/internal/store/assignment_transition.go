package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// InsertAssignmentTransition adds a step of an assignment.
func (s Store) InsertAssignmentTransition(ctx context.Context, t domain.AssignmentTransition) error {
	return s.q.InsertAssignmentTransition(ctx, db.InsertAssignmentTransitionParams{
		ID: t.ID, AssignmentID: t.AssignmentID, Version: t.Version, FromState: string(t.From), ToState: string(t.To),
		Date: t.Date, DeclinedBy: t.DeclinedBy, Reason: t.Reason, Recorder: t.Recorder, CreatedAt: sqldb.At(t.Created),
	})
}

// AssignmentTransition answers one step, by its id.
func (s Store) AssignmentTransition(ctx context.Context, id string) (domain.AssignmentTransition, error) {
	row, err := s.q.GetAssignmentTransition(ctx, id)
	return sqldb.One(row, err, assignmentTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// AssignmentTransitions answers size steps of an assignment after the one with id after, oldest first.
func (s Store) AssignmentTransitions(
	ctx context.Context, assignmentID, after string, size int32,
) ([]domain.AssignmentTransition, error) {
	rows, err := s.q.ListAssignmentTransitions(ctx, db.ListAssignmentTransitionsParams{
		AssignmentID: assignmentID, After: after, Size: size,
	})
	return sqldb.All(rows, err, assignmentTransition)
}

func assignmentTransition(t db.AssignmentTransition) domain.AssignmentTransition {
	return domain.AssignmentTransition{
		ID: t.ID, AssignmentID: t.AssignmentID, Version: t.Version, From: domain.AssignmentState(t.FromState),
		To: domain.AssignmentState(t.ToState), Date: t.Date, DeclinedBy: t.DeclinedBy, Reason: t.Reason, Recorder: t.Recorder,
		Created: t.CreatedAt.Time,
	}
}
