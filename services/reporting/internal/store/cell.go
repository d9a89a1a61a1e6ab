package store

import (
	"context"
	"database/sql"
	"slices"

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
		return s.count(ctx, year, true, &counted)
	})
	return counted, err
}

// count completes what was counted with the cells of the live countings: those of all levels where full is asked for.
func (s Store) count(ctx context.Context, year int, full bool, counted *domain.Counted) (err error) {
	cells := s.cells
	if !full {
		cells = s.coarseCells
	}
	if counted.Cells, err = cells(ctx, year); err != nil {
		return err
	}
	rows, err := s.q.ListEarlierYearCells(ctx, db.ListEarlierYearCellsParams{
		LastYear: int64(year - 1), YearBefore: int64(year - 2), FirstYear: int64(year - domain.ShownEarlier),
	})
	counted.Earlier = cellsOf(rows)
	return err
}

func (s Store) cells(ctx context.Context, year int) ([]domain.Cell, error) {
	rows, err := s.q.ListLiveCells(ctx, int64(year))
	return cellsOf(rows), err
}

// coarseCells answers the cells of the year, its quarters and its months, which are few. SQLite keeps to the order of CROSS JOIN.
func (s Store) coarseCells(ctx context.Context, year int) (list []domain.Cell, err error) {
	rows, err := s.tx.QueryContext(ctx, `-- name: ListCoarseCells :many
SELECT c.counting, c.level, c.part, c.value, c.records FROM counting CROSS JOIN figure_cell AS c
WHERE c.counting = counting.id AND counting.state = 'live' AND c.year = $1 AND c.level IN ('year', 'quarter', 'month')`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c := domain.Cell{Key: domain.Key{Year: year}}
		if err := rows.Scan(&c.Counting, &c.Level, &c.Part, &c.Value, &c.Records); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
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
	mayEmpty := slices.ContainsFunc(changes, func(c domain.Cell) bool { return c.Records <= 0 })
	err := rows.Each(ctx, s.tx, `-- name: AddToCells :exec
INSERT INTO figure_cell (counting, year, level, part, other, value, records) VALUES %s
ON CONFLICT (counting, year, level, part, other)
DO UPDATE SET value = figure_cell.value + excluded.value, records = figure_cell.records + excluded.records`, nil)
	if err != nil || !mayEmpty {
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
