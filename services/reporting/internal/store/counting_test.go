package store_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

var began = time.Date(2026, 11, 25, 9, 30, 0, 123456000, time.UTC)

// counting answers a counting of an indicator with the name of its id.
func counting(id string, state domain.State) domain.Counting {
	return domain.Counting{ID: id, Indicator: id, State: state, Rule: domain.Rule{
		Measure: domain.Measure{Kind: "distinct", Of: "location", Facts: []string{"head_count", "street_contact"}},
		Filter:  "location.kind == 'school' && \"x\" in programme.path", FromYear: 2022, ToYear: 2030, Code: 3,
		Breakdowns: domain.Pairs{{"stadsdeel", "age_band"}, {"month", "wijk"}},
	}}
}

// begin begins countings in a state.
func begin(t *testing.T, db *sqldb.DB, state domain.State, ids ...string) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error {
		for _, id := range ids {
			if err := s.Begin(ctx, counting(id, state), "a test", 7, began); err != nil {
				return err
			}
		}
		return nil
	})
}

func work(t *testing.T, db *sqldb.DB) store.Work {
	t.Helper()
	w, err := store.Reading(db.Read()).Work(t.Context())
	require.NoError(t, err)
	return w
}

func TestCountingComesBackAsItBegan(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Building, "b", "a")
		begin(t, db, domain.Retired, "old")
		write(t, db, func(ctx context.Context, s store.Store) error {
			list, err := s.Countings(ctx)
			require.Equal(t, []domain.Counting{counting("a", domain.Building), counting("b", domain.Building)}, list)
			require.Equal(t, counting("a", domain.Building).Rule.Digest(), list[0].Rule.Digest())
			return err
		})
	})
}

func TestCountingGoesThroughItsStates(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		progress := func() (p store.Progress) {
			p, err := store.Reading(db.Read()).Progress(t.Context(), "a")
			require.NoError(t, err)
			return p
		}
		begin(t, db, domain.Building, "a")
		want := store.Progress{Counting: counting("a", domain.Building), Facts: 7}
		require.Equal(t, want, progress())

		write(t, db, func(ctx context.Context, s store.Store) error { return s.MoveCursor(ctx, "a", "f3", 3) })
		write(t, db, func(ctx context.Context, s store.Store) error { return s.MoveCursor(ctx, "a", "f5", 2) })
		want.Cursor, want.Done = "f5", 5
		require.Equal(t, want, progress())

		write(t, db, func(ctx context.Context, s store.Store) error { return s.MakeLive(ctx, "a", began.Add(time.Hour)) })
		want.State, want.Finished = domain.Live, began.Add(time.Hour)
		require.Equal(t, want, progress())

		write(t, db, func(ctx context.Context, s store.Store) error { return s.Retire(ctx, "a") })
		want.State = domain.Retired
		require.Equal(t, want, progress())
		_, err := store.Reading(db.Read()).Progress(t.Context(), "absent")
		require.ErrorIs(t, err, sql.ErrNoRows)
	})
}

func TestIndicatorHasOneCountingInEachState(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		for _, state := range []domain.State{domain.Building, domain.Live, domain.Retired} {
			again := counting("a", state)
			begin(t, db, state, "a")
			again.ID = "again"
			err := db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				return store.In(tx).Begin(ctx, again, "a test", 0, began)
			})
			require.Equal(t, state != domain.Retired, db.IsUnique(err), "%s: %v", state, err)
			write(t, db, func(ctx context.Context, s store.Store) error {
				_, err := s.Countings(ctx)
				return err
			})
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "DELETE FROM counting")
				return err
			}))
		}
	})
}

func TestWhoCountsStandsInARowThatAnOlderVersionLocksToo(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		requireBy := func(want string) {
			write(t, db, func(ctx context.Context, s store.Store) error {
				by, _, err := s.HoldCountedBy(ctx)
				require.Equal(t, want, by)
				return err
			})
			require.Equal(t, want != store.ByCountings, work(t, db).OlderVersion)
		}
		requireBy("")
		write(t, db, func(ctx context.Context, s store.Store) error { return s.CountByCountings(ctx) })
		requireBy(store.ByCountings)
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE counted_by SET digest = 'older' WHERE id = 'cells'")
			return err
		}))
		requireBy("older")
	})
}

func TestRevisionIsTheOneThatWasNotedLast(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		for _, want := range []string{"", "a", "b"} {
			write(t, db, func(ctx context.Context, s store.Store) error {
				if want != "" {
					require.NoError(t, s.Revise(ctx, want))
				}
				_, revision, err := s.HoldCountedBy(ctx)
				require.Equal(t, want, revision)
				return err
			})
		}
	})
}

func TestThereIsWorkWhileACountingIsBuilt(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(ctx context.Context, s store.Store) error {
			_, _, err := s.HoldCountedBy(ctx)
			return err
		})
		write(t, db, func(ctx context.Context, s store.Store) error { return s.CountByCountings(ctx) })
		begin(t, db, domain.Live, "a")
		begin(t, db, domain.Retired, "b")
		require.Equal(t, store.Work{}, work(t, db))
		begin(t, db, domain.Building, "c")
		require.Equal(t, store.Work{Building: true}, work(t, db))
	})
}

func TestChangesComeBackByYear(t *testing.T) {
	one, two := int64(1), int64(2)
	changes := []domain.Change{
		{Indicator: "a", Year: 2021, Before: &one, After: &two},
		{Indicator: "a", Year: 2022, After: &two},
		{Indicator: "a", Year: 2023, Before: &one},
	}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		write(t, db, func(ctx context.Context, s store.Store) error {
			return s.PutChanges(ctx, "a", []domain.Change{changes[2], changes[0], changes[1]})
		})
		for id, want := range map[string][]domain.Change{"a": changes, "b": {}} {
			list, err := store.Reading(db.Read()).Changes(t.Context(), counting(id, domain.Live))
			require.NoError(t, err)
			require.Equal(t, want, list)
		}
	})
}

func TestVersionBeforeDoesNotKnowTheMeasure(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "a")
		var measure string
		require.NoError(t, db.Read().QueryRow("SELECT measure FROM counting").Scan(&measure))
		require.Equal(t, "by level: distinct", measure, "it would find no cells, and say that nothing was recorded")
	})
}
