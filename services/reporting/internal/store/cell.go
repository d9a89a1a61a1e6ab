package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
)

// Counted answers the countings and the cells of year of those that are live, as they were at one moment: a counting may
// be replaced at any time.
func Counted(ctx context.Context, pool *sql.DB, year int) (domain.Counted, error) {
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return domain.Counted{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	s := In(tx)
	countings, err := s.Countings(ctx)
	if err != nil {
		return domain.Counted{}, err
	}
	cells, err := s.cells(ctx, year)
	return domain.Counted{Countings: countings, Cells: cells}, err
}

func (s Store) cells(ctx context.Context, year int) ([]domain.Cell, error) {
	rows, err := s.q.ListLiveCells(ctx, int64(year))
	if err != nil {
		return nil, err
	}
	cells := make([]domain.Cell, len(rows))
	for i, row := range rows {
		cells[i] = domain.Cell{
			Key: domain.Key{
				Counting: row.Counting, Year: int(row.Year), Month: time.Month(row.Month), Stadsdeel: row.Stadsdeel,
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
		rows[i] = []any{c.Counting, int64(c.Year), int64(c.Month), c.Stadsdeel, c.Member, c.Value, c.Records}
	}
	err := rows.Each(ctx, s.tx, `-- name: AddToCells :exec
INSERT INTO counted_cell (counting, year, month, stadsdeel, member, value, records) VALUES %s
ON CONFLICT (counting, year, month, stadsdeel, member)
DO UPDATE SET value = counted_cell.value + excluded.value, records = counted_cell.records + excluded.records`, nil)
	if err != nil {
		return err
	}
	return s.q.DeleteEmptyCells(ctx)
}

// DropRetiredCells drops at most n cells of retired countings.
func (s Store) DropRetiredCells(ctx context.Context, n int) error {
	return s.q.DeleteRetiredCells(ctx, int32(n))
}

// Years answers the figure of a counting in each year that has one.
func (s Store) Years(ctx context.Context, c domain.Counting) (map[int]int64, error) {
	rows, err := s.q.ListYears(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	years := make(map[int]int64, len(rows))
	for _, row := range rows {
		years[int(row.Year)] = c.Rule.Measure.Total(row.Value, row.Members)
	}
	return years, nil
}
