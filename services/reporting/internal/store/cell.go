package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Cells answers the cells of year.
func (s Store) Cells(ctx context.Context, year int) ([]domain.Cell, error) {
	rows, err := s.q.ListCells(ctx, int64(year))
	if err != nil {
		return nil, err
	}
	cells := make([]domain.Cell, len(rows))
	for i, row := range rows {
		cells[i] = domain.Cell{
			Key: domain.Key{
				Indicator: row.Indicator, Year: int(row.Year), Month: time.Month(row.Month), Stadsdeel: row.Stadsdeel,
				Member: row.Member,
			},
			Value: row.Value, Records: row.Records,
		}
	}
	return cells, nil
}

// AddToCells adds changes to the cells, and drops those that nothing speaks for any more. The changes come in the order
// of their keys, in which two writers wait for each other and never in a circle.
func (s Store) AddToCells(ctx context.Context, changes []domain.Cell) error {
	if len(changes) == 0 {
		return nil
	}
	rows := make(sqldb.Rows, len(changes))
	for i, c := range changes {
		rows[i] = []any{int64(c.Year), c.Indicator, int64(c.Month), c.Stadsdeel, c.Member, c.Value, c.Records}
	}
	err := rows.Each(ctx, s.tx, `-- name: AddToCells :exec
INSERT INTO cell (year, indicator, month, stadsdeel, member, value, records) VALUES %s
ON CONFLICT (year, indicator, month, stadsdeel, member)
DO UPDATE SET value = cell.value + excluded.value, records = cell.records + excluded.records`, nil)
	if err != nil {
		return err
	}
	return s.q.DeleteEmptyCells(ctx)
}

// ClearCells drops all cells, before they are counted anew.
func (s Store) ClearCells(ctx context.Context) error { return s.q.DeleteCells(ctx) }

// CountedBy answers the digest of the catalogue that the cells were counted by, "" where nothing was counted yet.
func (s Store) CountedBy(ctx context.Context) (string, error) {
	digest, err := s.q.GetCountedBy(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return digest, err
}

// SetCountedBy notes the digest of the catalogue that the cells were counted by.
func (s Store) SetCountedBy(ctx context.Context, digest string) error {
	return s.q.PutCountedBy(ctx, digest)
}

// HoldCountedBy says whether the cells were counted by the catalogue with digest. Where they were, no other catalogue can
// take over until the transaction ends.
func (s Store) HoldCountedBy(ctx context.Context, digest string) (bool, error) {
	rows, err := s.q.HoldCountedBy(ctx, digest)
	return rows > 0, err
}
