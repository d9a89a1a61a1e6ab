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
	key := domain.Key{Indicator: "visits", Year: year, Month: month, Stadsdeel: "haven"}
	return domain.Cell{Key: key, Value: value, Records: records}
}

func add(t *testing.T, db *sqldb.DB, changes ...domain.Cell) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error { return s.AddToCells(ctx, changes) })
}

func cellsOf(t *testing.T, db *sqldb.DB, year int) []domain.Cell {
	t.Helper()
	cells, err := store.Reading(db.Read()).Cells(t.Context(), year)
	require.NoError(t, err)
	slices.SortFunc(cells, func(a, b domain.Cell) int { return a.Compare(b.Key) })
	return cells
}

func TestChangesAreAddedToTheCellsOfTheirYear(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		add(t, db)
		require.Empty(t, cellsOf(t, db, 2022))

		add(t, db, visits(2022, 1, 100, 2), visits(2022, 2, 7, 1), visits(2023, 1, 5, 1))
		add(t, db, visits(2022, 1, -30, -1), visits(2022, 2, 0, 1))
		require.Equal(t, []domain.Cell{visits(2022, 1, 70, 1), visits(2022, 2, 7, 2)}, cellsOf(t, db, 2022))
		require.Equal(t, []domain.Cell{visits(2023, 1, 5, 1)}, cellsOf(t, db, 2023))
	})
}

func TestEveryPartOfAKeyTellsCellsApart(t *testing.T) {
	base := domain.Key{Indicator: "a", Year: 2022, Month: 1, Stadsdeel: "haven", Member: "x"}
	var apart []domain.Cell
	for i, change := range []func(*domain.Key){
		func(*domain.Key) {},
		func(k *domain.Key) { k.Member = "y" },
		func(k *domain.Key) { k.Stadsdeel = "stad" },
		func(k *domain.Key) { k.Month = 2 },
		func(k *domain.Key) { k.Indicator = "b" },
	} {
		key := base
		change(&key)
		apart = append(apart, domain.Cell{Key: key, Value: int64(i), Records: 1})
	}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		add(t, db, apart...)
		require.Equal(t, apart, cellsOf(t, db, 2022))
	})
}

func TestCellThatNoRecordSpeaksForIsDropped(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
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

func TestClearedCellsAreGone(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		add(t, db, visits(2022, 1, 1, 1), visits(2023, 1, 1, 1))
		write(t, db, func(ctx context.Context, s store.Store) error { return s.ClearCells(ctx) })
		require.Empty(t, append(cellsOf(t, db, 2022), cellsOf(t, db, 2023)...))
	})
}

func TestCellsAreHeldByTheCatalogueThatCountedThemLast(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		counted := func(digest string) {
			write(t, db, func(ctx context.Context, s store.Store) error { return s.SetCountedBy(ctx, digest) })
		}
		requireHeld := func(digest string, by ...string) {
			write(t, db, func(ctx context.Context, s store.Store) error {
				have, err := s.CountedBy(ctx)
				require.NoError(t, err)
				require.Equal(t, digest, have)
				for _, candidate := range []string{"", "old", "new"} {
					holds, err := s.HoldCountedBy(ctx, candidate)
					require.NoError(t, err)
					require.Equal(t, slices.Contains(by, candidate), holds, candidate)
				}
				return nil
			})
		}
		requireHeld("")
		counted("old")
		requireHeld("old", "old")
		counted("new")
		requireHeld("new", "new")
	})
}
