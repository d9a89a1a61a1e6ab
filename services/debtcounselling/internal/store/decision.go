package store

import (
	"context"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertDecision adds a decision.
func (s Store) InsertDecision(ctx context.Context, d domain.Decision) error {
	return s.q.InsertDecision(ctx, db.InsertDecisionParams{
		ID: d.ID, TrajectoryID: d.TrajectoryID, Kind: string(d.Kind), Date: d.Date, Ground: d.Ground, Recorder: d.Recorder,
		CreatedAt: sqldb.At(d.Created),
	})
}

// Decision answers one decision. Error: NOT_FOUND (DECISION_NOT_FOUND).
func (s Store) Decision(ctx context.Context, id string) (domain.Decision, error) {
	row, err := s.q.GetDecision(ctx, id)
	return sqldb.One(row, err, decision, "DECISION_NOT_FOUND", "There is no decision with this id.")
}

// Decisions answers size decisions of a trajectory after the one with id after.
func (s Store) Decisions(ctx context.Context, trajectoryID, after string, size int32) ([]domain.Decision, error) {
	rows, err := s.q.ListDecisions(ctx, db.ListDecisionsParams{TrajectoryID: trajectoryID, After: after, Size: size})
	return sqldb.All(rows, err, decision)
}

// DecisionsOfClient answers the decisions on the trajectories of a client, oldest first.
func (s Store) DecisionsOfClient(ctx context.Context, clientID string) ([]domain.Decision, error) {
	rows, err := s.q.ListDecisionsOfClient(ctx, clientID)
	return sqldb.All(rows, err, decision)
}

func decision(d db.Decision) domain.Decision {
	return domain.Decision{
		ID: d.ID, TrajectoryID: d.TrajectoryID, Kind: domain.DecisionKind(d.Kind), Date: d.Date, Ground: d.Ground,
		Recorder: d.Recorder, Created: d.CreatedAt.Time,
	}
}
