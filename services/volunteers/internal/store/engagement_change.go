package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store/db"
)

// EngagementFilter narrows a list of relations; what is empty does not narrow. OwnerID is whose alone.
type EngagementFilter struct{ OwnerID, PersonID, Kind, State string }

// Engagements answers size relations after the one with id after.
func (s Store) Engagements(
	ctx context.Context, after string, f EngagementFilter, size int32,
) ([]domain.Engagement, error) {
	rows, err := s.q.ListEngagements(ctx, db.ListEngagementsParams{
		After: after, OwnerID: f.OwnerID, PersonID: f.PersonID, Kind: f.Kind, State: f.State, Size: size,
	})
	return sqldb.All(rows, err, engagement)
}

// EngagementsOf answers all relations of a person, oldest first.
func (s Store) EngagementsOf(ctx context.Context, personID string) ([]domain.Engagement, error) {
	rows, err := s.q.ListEngagementsOfPerson(ctx, personID)
	return sqldb.All(rows, err, engagement)
}

// RunningEngagements answers the relations of people that have not ended. Lock the people first, and they stay so.
func (s Store) RunningEngagements(ctx context.Context, people map[string]bool) ([]domain.Engagement, error) {
	keys := make(sqldb.Rows, 0, len(people))
	for id := range people {
		keys = append(keys, []any{id})
	}
	var found []domain.Engagement
	err := keys.Each(ctx, s.tx, `-- name: RunningEngagements :many
SELECT id, person_id, kind FROM engagement WHERE state <> 'left' AND person_id IN (%s)`, func(r *sql.Rows) error {
		var e domain.Engagement
		err := r.Scan(&e.ID, &e.PersonID, &e.Kind)
		found = append(found, e)
		return err
	})
	return found, err
}

// StepEngagement changes a relation from the version before the one it has, and keeps the step. Error: sqldb.ErrStale.
func (s Store) StepEngagement(ctx context.Context, e domain.Engagement, t domain.EngagementTransition) error {
	err := sqldb.Changed(s.q.UpdateEngagement(ctx, db.UpdateEngagementParams{
		State: string(e.State), StateDate: e.StateDate, UpdatedAt: sqldb.At(e.Updated), ID: e.ID, Version: e.Version - 1,
	}))
	if err != nil {
		return err
	}
	return s.q.InsertEngagementTransition(ctx, db.InsertEngagementTransitionParams{
		ID: t.ID, EngagementID: t.EngagementID, Version: t.Version, FromState: string(t.From), ToState: string(t.To),
		Date: t.Date, Reason: t.Reason, Recorder: t.Recorder, CreatedAt: sqldb.At(t.Created),
	})
}

// EngagementTransition answers one step. Error: NOT_FOUND (TRANSITION_NOT_FOUND).
func (s Store) EngagementTransition(ctx context.Context, id string) (domain.EngagementTransition, error) {
	row, err := s.q.GetEngagementTransition(ctx, id)
	return sqldb.One(row, err, engagementTransition, "TRANSITION_NOT_FOUND", "There is no step with this id.")
}

// EngagementTransitions answers size steps of a relation after the one that made version after, oldest first.
func (s Store) EngagementTransitions(
	ctx context.Context, engagementID string, after int64, size int32,
) ([]domain.EngagementTransition, error) {
	rows, err := s.q.ListEngagementTransitions(ctx, db.ListEngagementTransitionsParams{
		EngagementID: engagementID, After: after, Size: size,
	})
	return sqldb.All(rows, err, engagementTransition)
}

// EngagementStepsOf answers what the relations of a person went through, by relation, oldest first.
func (s Store) EngagementStepsOf(ctx context.Context, personID string) ([]domain.EngagementTransition, error) {
	rows, err := s.q.ListEngagementTransitionsOfPerson(ctx, personID)
	return sqldb.All(rows, err, engagementTransition)
}

func engagementTransition(t db.EngagementTransition) domain.EngagementTransition {
	return domain.EngagementTransition{
		ID: t.ID, EngagementID: t.EngagementID, Version: t.Version, From: domain.EngagementState(t.FromState),
		To: domain.EngagementState(t.ToState), Date: t.Date, Reason: t.Reason, Recorder: t.Recorder, Created: t.CreatedAt.Time,
	}
}
