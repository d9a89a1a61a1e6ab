package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func visits(year int, month time.Month, value, records int64) domain.Cell {
	key := domain.Key{Counting: "visits", Year: year, Month: month, Stadsdeel: "haven"}
	return domain.Cell{Key: key, Value: value, Records: records}
}

func add(t *testing.T, db *sqldb.DB, changes ...domain.Cell) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error { return s.AddToCells(ctx, changes) })
}

func cellsOf(t *testing.T, db *sqldb.DB, year int) []domain.Cell {
	t.Helper()
	counted, err := store.Counted(t.Context(), db.Read(), year)
	require.NoError(t, err)
	cells := counted.Cells
	slices.SortFunc(cells, func(a, b domain.Cell) int { return a.Compare(b.Key) })
	return cells
}

func TestChangesAreAddedToTheCellsOfTheirYear(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		add(t, db)
		require.Empty(t, cellsOf(t, db, 2022))

		add(t, db, visits(2022, 1, 100, 2), visits(2022, 2, 7, 1), visits(2023, 1, 5, 1))
		add(t, db, visits(2022, 1, -30, -1), visits(2022, 2, 0, 1))
		require.Equal(t, []domain.Cell{visits(2022, 1, 70, 1), visits(2022, 2, 7, 2)}, cellsOf(t, db, 2022))
		require.Equal(t, []domain.Cell{visits(2023, 1, 5, 1)}, cellsOf(t, db, 2023))
	})
}

func TestEveryPartOfAKeyTellsCellsApart(t *testing.T) {
	base := domain.Key{Counting: "a", Year: 2022, Month: 1, Stadsdeel: "haven", Member: "x"}
	var apart []domain.Cell
	for i, change := range []func(*domain.Key){
		func(*domain.Key) {},
		func(k *domain.Key) { k.Member = "y" },
		func(k *domain.Key) { k.Stadsdeel = "stad" },
		func(k *domain.Key) { k.Month = 2 },
		func(k *domain.Key) { k.Counting = "b" },
	} {
		key := base
		change(&key)
		apart = append(apart, domain.Cell{Key: key, Value: int64(i), Records: 1})
	}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "a", "b")
		add(t, db, apart...)
		require.Equal(t, apart, cellsOf(t, db, 2022))
	})
}

func TestCellThatNoRecordSpeaksForIsDropped(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		add(t, db, visits(2022, 1, 0, 1), visits(2022, 2, 9, 2), visits(2023, 1, 4, 1))
		require.Contains(t, cellsOf(t, db, 2022), visits(2022, 1, 0, 1), "nobody came, and that was recorded")

		add(t, db, visits(2022, 1, 0, -1), visits(2022, 2, -4, -1), visits(2023, 1, -4, -1))
		require.Equal(t, []domain.Cell{visits(2022, 2, 5, 1)}, cellsOf(t, db, 2022))
		require.Empty(t, cellsOf(t, db, 2023))

		add(t, db, visits(2023, 1, 3, 1))
		require.Equal(t, []domain.Cell{visits(2023, 1, 3, 1)}, cellsOf(t, db, 2023), "and may come back")
	})
}

func TestMoreCellsThanOneStatementHolds(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		var changes []domain.Cell
		for n := range 400 {
			c := visits(2022, 1, int64(n), 1)
			c.Member = string(rune('A' + n))
			changes = append(changes, c)
		}
		add(t, db, changes...)
		require.Equal(t, changes, cellsOf(t, db, 2022))
	})
}

func TestOnlyCellsOfLiveCountingsAreAnswered(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		begin(t, db, domain.Building, "next")
		begin(t, db, domain.Retired, "before")
		next, before := visits(2022, 1, 2, 1), visits(2022, 1, 3, 1)
		next.Counting, before.Counting = "next", "before"
		add(t, db, visits(2022, 1, 1, 1), next, before)
		require.Equal(t, []domain.Cell{visits(2022, 1, 1, 1)}, cellsOf(t, db, 2022))
		counted, err := store.Counted(t.Context(), db.Read(), 2021)
		require.NoError(t, err)
		require.Empty(t, counted.Cells)
		require.Equal(t, []domain.Counting{counting("next", domain.Building), counting("visits", domain.Live)}, counted.Countings)
	})
}

func TestCellsOfRetiredCountingsAreDroppedAFewAtATime(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		begin(t, db, domain.Retired, "a", "b")
		add(t, db, visits(2022, 1, 1, 1))
		for month := range time.Month(5) {
			for _, id := range []string{"a", "b"} {
				cell := visits(2022, month+1, 1, 1)
				cell.Counting = id
				add(t, db, cell)
			}
		}
		drops := 0
		for ; work(t, db).Retired; drops++ {
			write(t, db, func(ctx context.Context, s store.Store) error { return s.DropRetiredCells(ctx, 4) })
		}
		require.Equal(t, 3, drops)
		require.Equal(t, []domain.Cell{visits(2022, 1, 1, 1)}, cellsOf(t, db, 2022))
	})
}

func TestFigureOfAYearFollowsTheMeasure(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		again, other := visits(2022, 1, 4, 1), visits(2022, 2, 5, 1)
		again.Member, other.Member = "x", "x"
		add(t, db, visits(2021, 1, 7, 1), again, other, visits(2022, 3, 0, 1))
		c := counting("visits", domain.Live)
		for kind, want := range map[string]map[int]int64{"sum": {2021: 7, 2022: 9}, "distinct": {2021: 1, 2022: 2}} {
			c.Rule.Measure.Kind = kind
			write(t, db, func(ctx context.Context, s store.Store) error {
				years, err := s.Years(ctx, c)
				require.Equal(t, want, years, kind)
				return err
			})
		}
	})
}
