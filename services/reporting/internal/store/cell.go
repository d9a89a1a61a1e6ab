package store

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// Counted answers the countings, the cells of year of those that are live, and what these have counted in the years
// before as a whole, as they were at one moment: a counting may be replaced at any time.
func Counted(ctx context.Context, pool *sql.DB, year int) (counted domain.Counted, err error) {
	err = sqldb.Snapshot(ctx, pool, func(tx *sql.Tx) (err error) {
		s := In(tx)
		if counted.Countings, err = s.Countings(ctx); err != nil {
			return err
		}
		if counted.Cells, err = s.cells(ctx, year); err != nil {
			return err
		}
		rows, err := s.q.ListEarlierYearCells(ctx, db.ListEarlierYearCellsParams{
			LastYear: int64(year - 1), YearBefore: int64(year - 2), FirstYear: int64(year - domain.ShownEarlier),
		})
		counted.Earlier = cellsOf(rows)
		return err
	})
	return counted, err
}

func (s Store) cells(ctx context.Context, year int) ([]domain.Cell, error) {
	rows, err := s.q.ListLiveCells(ctx, int64(year))
	return cellsOf(rows), err
}

func cellsOf(rows []db.FigureCell) []domain.Cell {
	list := make([]domain.Cell, len(rows))
	for i, row := range rows {
		key := domain.Key{
			Counting: row.Counting, Year: int(row.Year), Level: domain.Level(row.Level), Part: row.Part, Other: row.Other,
		}
		list[i] = domain.Cell{Key: key, Value: row.Value, Records: row.Records}
	}
	return list
}

// Add adds what contributions made different to the members and the cells, and drops those that nothing speaks for any
// more. Members come before cells and each in the order of their keys, in which two writers wait for each other and never in a
// circle.
func (s Store) Add(ctx context.Context, d domain.Difference) error {
	now, err := s.addToMembers(ctx, d.Members)
	if err != nil {
		return err
	}
	return s.addToCells(ctx, d.Turned(now))
}

func (s Store) addToCells(ctx context.Context, changes []domain.Cell) error {
	if len(changes) == 0 {
		return nil
	}
	rows := make(sqldb.Rows, len(changes))
	for i, c := range changes {
		rows[i] = []any{c.Counting, int64(c.Year), string(c.Level), c.Part, c.Other, c.Value, c.Records}
	}
	err := rows.Each(ctx, s.tx, `-- name: AddToCells :exec
INSERT INTO figure_cell (counting, year, level, part, other, value, records) VALUES %s
ON CONFLICT (counting, year, level, part, other)
DO UPDATE SET value = figure_cell.value + excluded.value, records = figure_cell.records + excluded.records`, nil)
	if err != nil {
		return err
	}
	return s.q.DeleteEmptyCells(ctx)
}

// DropRetiredCells drops at most n rows of retired countings, and of what the version before counted for them.
func (s Store) DropRetiredCells(ctx context.Context, n int) error {
	for _, drop := range []func(context.Context, int32) (int64, error){
		s.q.DeleteRetiredMembers, s.q.DeleteRetiredCells, s.q.DeleteRetiredCellsOfBefore,
	} {
		dropped, err := drop(ctx, int32(n))
		if err != nil {
			return err
		}
		if n -= int(dropped); n <= 0 {
			return nil
		}
	}
	return nil
}

// Years answers the figure of a counting in each year that has one.
func (s Store) Years(ctx context.Context, counting string) (map[int]int64, error) {
	rows, err := s.q.ListYears(ctx, counting)
	if err != nil {
		return nil, err
	}
	years := make(map[int]int64, len(rows))
	for _, row := range rows {
		years[int(row.Year)] = row.Value
	}
	return years, nil
}

// LiveYears answers the countings, and of those that are live the cells of years as a whole.
func (s Store) LiveYears(ctx context.Context) (counted domain.Counted, err error) {
	if counted.Countings, err = s.Countings(ctx); err != nil {
		return counted, err
	}
	rows, err := s.q.ListLiveYears(ctx)
	counted.Cells = cellsOf(rows)
	return counted, err
}
