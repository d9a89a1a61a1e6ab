package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// Explanation answers an explanation. Error: NOT_FOUND (EXPLANATION_NOT_FOUND).
func (s Store) Explanation(ctx context.Context, id string) (domain.Explanation, error) {
	row, err := s.q.GetExplanation(ctx, id)
	return sqldb.One(row, err, explanation, "EXPLANATION_NOT_FOUND", "There is no explanation with this id.")
}

// ExplanationOf answers the explanation of a figure at the end of a quarter (0: of the year), also one that was taken back, and
// whether there is one.
func (s Store) ExplanationOf(ctx context.Context, year int, indicator string, quarter int) (domain.Explanation, bool, error) {
	row, err := s.q.GetExplanationOf(ctx, db.GetExplanationOfParams{
		Year: int64(year), Indicator: indicator, Quarter: int64(quarter),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return domain.Explanation{}, false, nil
	}
	return explanation(row), err == nil, err
}

// Explanations answers all explanations of a year that were not taken back.
func (s Store) Explanations(ctx context.Context, year int) ([]domain.Explanation, error) {
	rows, err := s.q.ListExplanations(ctx, int64(year))
	return sqldb.All(rows, err, explanation)
}

// InsertExplanation adds an explanation. Where there is one of that quarter the error is one of a unique key.
func (s Store) InsertExplanation(ctx context.Context, e domain.Explanation) error {
	return s.q.InsertExplanation(ctx, db.InsertExplanationParams{
		Year: int64(e.Year), Indicator: e.Indicator, Quarter: int64(e.Quarter), ID: e.ID, Version: e.Version, Text: e.Text,
		UpdatedAt: sqldb.At(e.Updated),
	})
}

// UpdateExplanation changes an explanation from the version before the one it has. Error: sqldb.ErrStale.
func (s Store) UpdateExplanation(ctx context.Context, e domain.Explanation) error {
	return sqldb.Changed(s.q.UpdateExplanation(ctx, db.UpdateExplanationParams{
		Text: e.Text, UpdatedAt: sqldb.At(e.Updated), ID: e.ID, Version: e.Version - 1,
	}))
}

// RestoreExplanation keeps an explanation as it was told, unless a newer one is kept.
func (s Store) RestoreExplanation(ctx context.Context, e domain.Explanation) error {
	return s.q.RestoreExplanation(ctx, db.RestoreExplanationParams{
		Year: int64(e.Year), Indicator: e.Indicator, Quarter: int64(e.Quarter), ID: e.ID, Version: e.Version, Text: e.Text,
		UpdatedAt: sqldb.At(e.Updated),
	})
}

func explanation(row db.FigureExplanation) domain.Explanation {
	return domain.Explanation{
		ID: row.ID, Version: row.Version, Year: int(row.Year), Indicator: row.Indicator, Quarter: int(row.Quarter), Text: row.Text,
		Updated: row.UpdatedAt.Time,
	}
}
