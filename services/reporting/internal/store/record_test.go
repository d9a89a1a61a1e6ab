package store_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func on(day string, kind, id string) fact {
	f := headCount(1)
	date, err := civil.ParseDate(day)
	if err != nil {
		panic(err)
	}
	f.Value.Date, f.Value.Kind, f.Value.ID = date, kind, id
	return f
}

// read answers the ids of the facts of a year that EachFactOfYear calls with, at most n of them.
func read(t *testing.T, db *sqldb.DB, kinds []string, after store.Mark, n int) (ids []string) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error {
		return s.EachFactOfYear(ctx, 2022, kinds, after, func(f domain.Fact) (bool, error) {
			ids = append(ids, f.ID)
			return len(ids) < n, nil
		})
	})
	return ids
}

func TestFactsOfSeveralKindsComeInTheOrderOfDatesAndIDs(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, on("2021-12-31", "session", "a"), on("2022-01-01", "session", "z"), on("2022-01-01", "contact", "b"),
			on("2022-12-31", "contact", "a2"), on("2022-01-02", "session", "b2"), on("2022-01-02", "output", "b3"),
			on("2022-01-02", "contact", "b1"), on("2023-01-01", "contact", "a3"))
		kinds := []string{"session", "contact"}
		want := []string{"b", "z", "b1", "b2", "a2"}
		require.Equal(t, want, read(t, db, kinds, store.Mark{}, 100))
		require.Equal(t, want[:2], read(t, db, kinds, store.Mark{}, 2))
		marks := []store.Mark{
			{Date: civil.Date{Year: 2022, Month: 1, Day: 1}, ID: "b"}, {Date: civil.Date{Year: 2022, Month: 1, Day: 1}, ID: "z"},
			{Date: civil.Date{Year: 2022, Month: 1, Day: 2}, ID: "b1"},
		}
		for i, mark := range marks {
			require.Equal(t, want[i+1:], read(t, db, kinds, mark, 100))
		}
		require.Empty(t, read(t, db, nil, store.Mark{}, 100))
	})
}

// More facts than are read ahead at once are read all, and none twice.
func TestAllFactsOfAYearAreReadOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		var all []fact
		var want []string
		for i := range 1203 {
			kind := []string{"session", "contact"}[i%2]
			all = append(all, on(fmt.Sprintf("2022-03-%02d", 1+i/400), kind, fmt.Sprintf("%05d", i)))
			want = append(want, fmt.Sprintf("%05d", i))
		}
		put(t, db, all...)
		require.Equal(t, want, read(t, db, []string{"contact", "session"}, store.Mark{}, 10_000))
	})
}
