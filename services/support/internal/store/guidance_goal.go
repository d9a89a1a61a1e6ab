package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/store/db"
)

// GuidanceGoal is a goal as it is kept: its text is sealed.
type GuidanceGoal struct {
	domain.GuidanceGoal
	SealedText []byte // empty after an erasure
}

// InsertGuidanceGoal adds a goal.
func (s Store) InsertGuidanceGoal(ctx context.Context, g GuidanceGoal) error {
	return s.q.InsertGuidanceGoal(ctx, db.InsertGuidanceGoalParams{
		ID: g.ID, GuidanceTrajectoryID: g.GuidanceID, LifeDomain: g.LifeDomain, SealedText: sealed(g.SealedText), Date: g.Date,
		CreatedAt: sqldb.At(g.Created),
	})
}

// GuidanceGoal answers one goal, without its outcome. Error: NOT_FOUND (GOAL_NOT_FOUND), which is told to nobody.
func (s Store) GuidanceGoal(ctx context.Context, id string) (GuidanceGoal, error) {
	row, err := s.q.GetGuidanceGoal(ctx, id)
	return sqldb.One(row, err, guidanceGoal, "GOAL_NOT_FOUND", "There is no goal with this id.")
}

// GuidanceGoals answers size goals of a trajectory after the one with id after, with their outcomes.
func (s Store) GuidanceGoals(ctx context.Context, guidanceID, after string, size int32) ([]GuidanceGoal, error) {
	rows, err := s.q.ListGuidanceGoals(ctx, db.ListGuidanceGoalsParams{
		GuidanceTrajectoryID: guidanceID, After: after, Size: size,
	})
	list, err := sqldb.All(rows, err, guidanceGoal)
	if err != nil {
		return nil, err
	}
	return s.withOutcomes(ctx, list)
}

// GuidanceGoalsOfResident answers the goals in all trajectories of a resident, oldest first, with their outcomes.
func (s Store) GuidanceGoalsOfResident(ctx context.Context, residentID string) ([]GuidanceGoal, error) {
	rows, err := s.q.ListGuidanceGoalsOfResident(ctx, residentID)
	list, err := sqldb.All(rows, err, guidanceGoal)
	if err != nil {
		return nil, err
	}
	return s.withOutcomes(ctx, list)
}

func (s Store) withOutcomes(ctx context.Context, list []GuidanceGoal) ([]GuidanceGoal, error) {
	ids := make(map[string]bool, len(list))
	for _, g := range list {
		ids[g.ID] = true
	}
	found, err := sqldb.ByID(ctx, s.tx, `-- name: OutcomesOfGoals :many
SELECT id, guidance_goal_id, result, date, created_at FROM guidance_goal_outcome WHERE guidance_goal_id IN (%s)`, ids,
		func(r *sql.Rows) (string, domain.GoalOutcome, error) {
			var o db.GuidanceGoalOutcome
			err := r.Scan(&o.ID, &o.GuidanceGoalID, &o.Result, &o.Date, &o.CreatedAt)
			return o.GuidanceGoalID, goalOutcome(o), err
		})
	for i, g := range list {
		if o, is := found[g.ID]; is {
			list[i].Outcome = &o
		}
	}
	return list, err
}

// InsertGoalOutcome keeps whether a goal was reached. Error: ALREADY_EXISTS (GOAL_CONCLUDED).
func (s Store) InsertGoalOutcome(ctx context.Context, o domain.GoalOutcome) error {
	added, err := s.q.InsertGuidanceGoalOutcome(ctx, db.InsertGuidanceGoalOutcomeParams{
		ID: o.ID, GuidanceGoalID: o.GoalID, Result: o.Result, Date: o.Date, CreatedAt: sqldb.At(o.Created),
	})
	if err == nil && added == 0 {
		return fault.New(fault.AlreadyExists, "GOAL_CONCLUDED", "Whether this goal was reached was recorded already.")
	}
	return err
}

// GoalOutcome answers one outcome. Error: NOT_FOUND (OUTCOME_NOT_FOUND).
func (s Store) GoalOutcome(ctx context.Context, id string) (domain.GoalOutcome, error) {
	row, err := s.q.GetGuidanceGoalOutcome(ctx, id)
	return sqldb.One(row, err, goalOutcome, "OUTCOME_NOT_FOUND", "There is no outcome with this id.")
}

// EmptyGuidanceTexts forgets what was said in the trajectories of a resident.
func (s Store) EmptyGuidanceTexts(ctx context.Context, residentID string) error {
	if err := s.q.EmptyGuidanceGoalsOfResident(ctx, db.EmptyGuidanceGoalsOfResidentParams{
		Empty: []byte{}, ResidentID: residentID,
	}); err != nil {
		return err
	}
	return s.q.EmptyGuidanceContactsOfResident(ctx, db.EmptyGuidanceContactsOfResidentParams{
		Empty: []byte{}, ResidentID: residentID,
	})
}

func guidanceGoal(g db.GuidanceGoal) GuidanceGoal {
	return GuidanceGoal{SealedText: g.SealedText, GuidanceGoal: domain.GuidanceGoal{
		ID: g.ID, GuidanceID: g.GuidanceTrajectoryID, LifeDomain: g.LifeDomain, Date: g.Date, Created: g.CreatedAt.Time,
	}}
}

func goalOutcome(o db.GuidanceGoalOutcome) domain.GoalOutcome {
	return domain.GoalOutcome{ID: o.ID, GoalID: o.GuidanceGoalID, Result: o.Result, Date: o.Date, Created: o.CreatedAt.Time}
}
