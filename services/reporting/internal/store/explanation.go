package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

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

// period is what there is one explanation of.
type period struct {
	year      int
	indicator string
	quarter   int
}

func (p period) compare(other period) int {
	return cmp.Or(cmp.Compare(p.year, other.year), cmp.Compare(p.indicator, other.indicator), cmp.Compare(p.quarter, other.quarter))
}

// RestoreExplanations keeps explanations as they were told, unless newer ones are kept. Two ids of one period there are where
// somebody wrote anew after a loss, before what was lost was read back: the later one holds. Whoever explains something meanwhile
// waits for the rows, so all are one statement.
func (s Store) RestoreExplanations(ctx context.Context, list []domain.Explanation) error {
	newest := map[period]domain.Explanation{}
	for _, e := range list {
		of := period{e.Year, e.Indicator, e.Quarter}
		if have, known := newest[of]; !known || cmp.Or(cmp.Compare(have.ID, e.ID), cmp.Compare(have.Version, e.Version)) < 0 {
			newest[of] = e
		}
	}
	var rows sqldb.Rows
	for _, of := range slices.SortedFunc(maps.Keys(newest), period.compare) {
		e := newest[of]
		rows = append(rows, []any{of.year, of.indicator, of.quarter, e.ID, e.Version, e.Text, sqldb.At(e.Updated)})
	}
	return rows.Each(ctx, s.tx, `-- name: RestoreExplanations :exec
INSERT INTO figure_explanation (year, indicator, quarter, id, version, text, updated_at) VALUES %s
ON CONFLICT (year, indicator, quarter) DO UPDATE SET id = excluded.id, version = excluded.version, text = excluded.text,
    updated_at = excluded.updated_at
WHERE (figure_explanation.id, figure_explanation.version) < (excluded.id, excluded.version)`, nil)
}

func explanation(row db.FigureExplanation) domain.Explanation {
	return domain.Explanation{
		ID: row.ID, Version: row.Version, Year: int(row.Year), Indicator: row.Indicator, Quarter: int(row.Quarter), Text: row.Text,
		Updated: row.UpdatedAt.Time,
	}
}
