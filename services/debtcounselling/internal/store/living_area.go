package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store/db"
)

// InsertLivingAreaScores adds the scores of a moment. Their trajectory was locked before.
func (s Store) InsertLivingAreaScores(ctx context.Context, l domain.LivingAreaScores) error {
	if err := s.q.InsertLivingAreaMoment(ctx, db.InsertLivingAreaMomentParams{
		ID: l.ID, TrajectoryID: l.TrajectoryID, ClientID: l.ClientID, Moment: string(l.Moment), Date: l.Date, Recorder: l.Recorder,
		CreatedAt: sqldb.At(l.Created),
	}); err != nil {
		return err
	}
	rows := make(sqldb.Rows, len(l.Scores))
	for i, one := range l.Scores {
		rows[i] = []any{l.ID, string(one.Area), one.Score}
	}
	return rows.Each(ctx, s.tx, `-- name: InsertLivingAreaScore :exec
INSERT INTO living_area_score (moment_id, area, score) VALUES %s`, nil)
}

// LivingAreaScoresByID answers the scores of one moment. Error: NOT_FOUND (SCORES_NOT_FOUND).
func (s Store) LivingAreaScoresByID(ctx context.Context, id string) (domain.LivingAreaScores, error) {
	row, err := s.q.GetLivingAreaMoment(ctx, id)
	l, err := sqldb.One(row, err, livingAreaScores, "SCORES_NOT_FOUND", "There are no scores with this id.")
	if err != nil {
		return l, err
	}
	list := []domain.LivingAreaScores{l}
	err = s.addScores(ctx, list)
	return list[0], err
}

// LivingAreaScores answers the scores of size moments of a trajectory after the one with id after.
func (s Store) LivingAreaScores(ctx context.Context, trajectoryID, after string, size int32) ([]domain.LivingAreaScores, error) {
	rows, err := s.q.ListLivingAreaMoments(ctx, db.ListLivingAreaMomentsParams{
		TrajectoryID: trajectoryID, After: after, Size: size,
	})
	list, err := sqldb.All(rows, err, livingAreaScores)
	if err != nil {
		return nil, err
	}
	return list, s.addScores(ctx, list)
}

// LivingAreaScoresOfClient answers the scores of a client, oldest first.
func (s Store) LivingAreaScoresOfClient(ctx context.Context, clientID string) ([]domain.LivingAreaScores, error) {
	rows, err := s.q.ListLivingAreaMomentsOfClient(ctx, clientID)
	list, err := sqldb.All(rows, err, livingAreaScores)
	if err != nil {
		return nil, err
	}
	return list, s.addScores(ctx, list)
}

// addScores adds to moments the score of each area, in the order of the areas' names.
func (s Store) addScores(ctx context.Context, list []domain.LivingAreaScores) error {
	ids, byID := make(map[string]bool, len(list)), make(map[string]*domain.LivingAreaScores, len(list))
	for i := range list {
		ids[list[i].ID], byID[list[i].ID] = true, &list[i]
	}
	_, err := sqldb.ByID(ctx, s.tx, `-- name: LivingAreaScoresOf :many
SELECT moment_id, area, score FROM living_area_score WHERE moment_id IN (%s) ORDER BY moment_id, area`, ids,
		func(r *sql.Rows) (id string, one domain.LivingAreaScore, err error) {
			err = r.Scan(&id, &one.Area, &one.Score)
			if l := byID[id]; l != nil {
				l.Scores = append(l.Scores, one)
			}
			return id, one, err
		})
	return err
}

func livingAreaScores(l db.LivingAreaMoment) domain.LivingAreaScores {
	return domain.LivingAreaScores{
		ID: l.ID, TrajectoryID: l.TrajectoryID, ClientID: l.ClientID, Moment: domain.ScoreMoment(l.Moment), Date: l.Date,
		Recorder: l.Recorder, Created: l.CreatedAt.Time,
	}
}
