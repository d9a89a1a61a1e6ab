package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

type fact = store.Versioned[domain.Fact]

func headCount(n int) fact {
	return fact{Version: 1, Value: domain.Fact{
		ID: fmt.Sprintf("%06d", n), Kind: domain.HeadCount, Date: civil.Date{Year: 2022, Month: 3, Day: 15},
		LocationID: "place", ProgrammeID: "programme", Quantity: int64(n), Method: "tally", PartOfDay: "morning",
	}}
}

func put(t *testing.T, db *sqldb.DB, facts ...fact) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error { return s.PutFacts(ctx, facts) })
}

func byID(t *testing.T, db *sqldb.DB, ids ...string) (found map[string]fact) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) (err error) {
		found, err = s.FactsByID(ctx, ids)
		return err
	})
	return found
}

func TestNewestVersionOfAFactIsKept(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		first, same, older := headCount(1), headCount(1), headCount(1)
		first.Version, same.Version, older.Version = 5, 5, 4
		same.Value.Quantity, older.Value.Quantity = 50, 40
		put(t, db, first)
		put(t, db, same)
		put(t, db, older)
		require.Equal(t, map[string]fact{"000001": first}, byID(t, db, "000001", "absent"))

		newer := fact{Version: 6, Value: domain.Fact{
			ID: "000001", Kind: "other", Date: civil.Date{Year: 2023, Month: 12, Day: 31}, LocationID: "l",
			ProgrammeID: "p", Quantity: 0, Method: "counter", PartOfDay: "evening", Withdrawn: true,
			Person: "anna", AgeBand: "0_to_3", Channel: "street", Output: "act", Outcome: "advice", Setting: "elsewhere",
			Subject: "x", Engagement: "intern", Role: "docent", Area: domain.Area{Wijk: "WK003401", WijkYear: 2022, Stadsdeel: "haven"},
			Trajectory: "youth_fund", ExitReason: "moved", DebtFree: true, Asker: "gp", Result: "advice", Voorveld: true,
			Conversed: true,
		}}
		put(t, db, newer)
		require.Equal(t, map[string]fact{"000001": newer}, byID(t, db, "000001"))
	})
}

func TestQuantityBelowZeroIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		wrong := headCount(1)
		wrong.Value.Quantity = -1
		err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return store.In(tx).PutFacts(ctx, []fact{wrong})
		})
		require.True(t, db.IsConstraint(err), "%v", err)
	})
}

func TestFactsAreVisitedOnceOverAllPages(t *testing.T) {
	const page = 5000
	var facts []fact
	for n := range page + 1 {
		facts = append(facts, headCount(n))
	}
	elsewhere := headCount(page + 1)
	elsewhere.Value.LocationID, elsewhere.Value.ProgrammeID = "elsewhere", "other"
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		require.Empty(t, visited(t, db, of("place", store.Store.EachFactOfLocation)))

		put(t, db, facts[:page]...)
		require.Equal(t, [][]fact{facts[:page]}, visited(t, db, of("place", store.Store.EachFactOfLocation)))

		put(t, db, elsewhere, facts[page])
		ofOne := [][]fact{facts[:page], {facts[page]}}
		require.Equal(t, ofOne, visited(t, db, of("place", store.Store.EachFactOfLocation)))
		require.Equal(t, ofOne, visited(t, db, of("programme", store.Store.EachFactOfProgramme)))
		require.Equal(t, [][]fact{{elsewhere}}, visited(t, db, of("elsewhere", store.Store.EachFactOfLocation)))
		require.Equal(t, [][]fact{{elsewhere}}, visited(t, db, of("other", store.Store.EachFactOfProgramme)))
		require.Empty(t, visited(t, db, of("absent", store.Store.EachFactOfProgramme)))

		require.Len(t, byID(t, db, ids(facts)...), len(facts), "more ids than one statement holds")
	})
}

func TestFactsComeInTheOrderOfTheirIDs(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, headCount(3), headCount(1), headCount(4), headCount(2))
		page := func(after string, n int) (found []string) {
			write(t, db, func(ctx context.Context, s store.Store) error {
				facts, err := s.FactsAfter(ctx, after, n)
				for _, f := range facts {
					found = append(found, f.ID)
				}
				return err
			})
			return found
		}
		require.Equal(t, []string{"000001", "000002", "000003"}, page("", 3))
		require.Equal(t, []string{"000004"}, page("000003", 3))
		require.Empty(t, page("000004", 3))
		n, err := store.Reading(db.Read()).CountFacts(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 4, n)
	})
}

func TestVisitEndsWithTheErrorOfTheVisitor(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		put(t, db, headCount(1))
		full := errors.New("full")
		write(t, db, func(ctx context.Context, s store.Store) error {
			require.Equal(t, full, s.EachFactOfLocation(ctx, "place", func([]domain.Fact) error { return full }))
			return nil
		})
	})
}

type visit = func(s store.Store, ctx context.Context, f func([]domain.Fact) error) error

// of answers the visit of the facts of one place or programme.
func of(id string, each func(store.Store, context.Context, string, func([]domain.Fact) error) error) visit {
	return func(s store.Store, ctx context.Context, f func([]domain.Fact) error) error {
		return each(s, ctx, id, f)
	}
}

// visited answers the pages that each hands out, with the version every fact of these tests has.
func visited(t *testing.T, db *sqldb.DB, each visit) (pages [][]fact) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error {
		return each(s, ctx, func(list []domain.Fact) error {
			var page []fact
			for _, f := range list {
				page = append(page, fact{Version: 1, Value: f})
			}
			pages = append(pages, page)
			return nil
		})
	})
	return pages
}

func ids(facts []fact) (list []string) {
	for _, f := range facts {
		list = append(list, f.Value.ID)
	}
	return list
}
