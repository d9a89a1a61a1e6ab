package store_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

func visits(year int, part string, value, records int64) domain.Cell {
	key := domain.Key{Counting: "visits", Year: year, Level: "stadsdeel", Part: part}
	return domain.Cell{Key: key, Value: value, Records: records}
}

// person is a change of a member of a part of 2022.
func person(part, name string, records int64) domain.Member {
	return domain.Member{MemberKey: domain.MemberKey{Key: visits(2022, part, 0, 0).Key, Member: name}, Records: records}
}

func add(t *testing.T, db *sqldb.DB, changes ...domain.Cell) {
	t.Helper()
	write(t, db, func(ctx context.Context, s store.Store) error { return s.Add(ctx, domain.Difference{Cells: changes}) })
}

func cellsOf(t *testing.T, db *sqldb.DB, year int) []domain.Cell {
	t.Helper()
	counted, err := store.Counted(t.Context(), db.Read(), year)
	require.NoError(t, err)
	cells := counted.Cells
	slices.SortFunc(cells, func(a, b domain.Cell) int { return a.Compare(b.Key) })
	return cells
}

// rows answers how many rows a table has.
func rows(t *testing.T, db *sqldb.DB, table string) (n int) {
	t.Helper()
	require.NoError(t, db.Read().QueryRow("SELECT COUNT(*) FROM "+table).Scan(&n))
	return n
}

func TestChangesAreAddedToTheCellsOfTheirYear(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		add(t, db)
		require.Empty(t, cellsOf(t, db, 2022))

		add(t, db, visits(2022, "haven", 100, 2), visits(2022, "stad", 7, 1), visits(2023, "haven", 5, 1))
		add(t, db, visits(2022, "haven", -30, -1), visits(2022, "stad", 0, 1))
		require.Equal(t, []domain.Cell{visits(2022, "haven", 70, 1), visits(2022, "stad", 7, 2)}, cellsOf(t, db, 2022))
		require.Equal(t, []domain.Cell{visits(2023, "haven", 5, 1)}, cellsOf(t, db, 2023))
	})
}

func TestEveryPartOfAKeyTellsCellsApart(t *testing.T) {
	base := domain.Key{Counting: "a", Year: 2022, Level: "month wijk", Part: "3", Other: "x"}
	var apart []domain.Cell
	for i, change := range []func(*domain.Key){
		func(*domain.Key) {},
		func(k *domain.Key) { k.Other = "y" },
		func(k *domain.Key) { k.Part = "4" },
		func(k *domain.Key) { k.Level = "wijk" },
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
		add(t, db, visits(2022, "haven", 0, 1), visits(2022, "stad", 9, 2), visits(2023, "haven", 4, 1))
		require.Contains(t, cellsOf(t, db, 2022), visits(2022, "haven", 0, 1), "nobody came, and that was recorded")

		add(t, db, visits(2022, "haven", 0, -1), visits(2022, "stad", -4, -1), visits(2023, "haven", -4, -1))
		require.Equal(t, []domain.Cell{visits(2022, "stad", 5, 1)}, cellsOf(t, db, 2022))
		require.Empty(t, cellsOf(t, db, 2023))

		add(t, db, visits(2023, "haven", 3, 1))
		require.Equal(t, []domain.Cell{visits(2023, "haven", 3, 1)}, cellsOf(t, db, 2023), "and may come back")
	})
}

// Steps are taken one after the other; a member counts for as long as one record speaks for it.
func TestMemberCountsWhileARecordSpeaksForIt(t *testing.T) {
	steps := []struct {
		name          string
		change        []domain.Member
		value, remain int64
	}{
		{"one comes", []domain.Member{person("haven", "anna", 2)}, 1, 1},
		{"and comes again", []domain.Member{person("haven", "anna", 1)}, 1, 1},
		{"another comes", []domain.Member{person("haven", "bert", 1)}, 2, 2},
		{"some records go", []domain.Member{person("haven", "anna", -2)}, 2, 2},
		{"one turns out to be the other", []domain.Member{person("haven", "anna", 1), person("haven", "bert", -1)}, 1, 1},
		{"one takes the place of the other", []domain.Member{person("haven", "anna", -2), person("haven", "carla", 1)}, 1, 1},
		{"nobody is left", []domain.Member{person("haven", "carla", -1)}, 0, 0},
	}
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		for _, step := range steps {
			var records int64
			for _, m := range step.change {
				records += m.Records
			}
			d := domain.Difference{Members: step.change}
			if records != 0 {
				d.Cells = []domain.Cell{visits(2022, "haven", 0, records)}
			}
			write(t, db, func(ctx context.Context, s store.Store) error { return s.Add(ctx, d) })
			var value int64
			for _, c := range cellsOf(t, db, 2022) {
				value += c.Value
			}
			require.Equal(t, step.value, value, step.name)
			require.EqualValues(t, step.remain, rows(t, db, "figure_member"), step.name)
		}
		require.Empty(t, cellsOf(t, db, 2022))
	})
}

func TestMoreChangesThanOneStatementHolds(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		d := domain.Difference{Cells: []domain.Cell{visits(2022, "haven", 0, 400)}}
		for n := range 400 {
			d.Members = append(d.Members, person("haven", fmt.Sprintf("%03d", n), 1))
			d.Cells = append(d.Cells, visits(2022, fmt.Sprintf("other %03d", n), int64(n), 1))
		}
		write(t, db, func(ctx context.Context, s store.Store) error { return s.Add(ctx, d) })
		require.Equal(t, append([]domain.Cell{visits(2022, "haven", 400, 400)}, d.Cells[1:]...), cellsOf(t, db, 2022))
		require.Equal(t, 400, rows(t, db, "figure_member"))
	})
}

func TestOnlyCellsOfLiveCountingsAreAnswered(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		begin(t, db, domain.Building, "next")
		begin(t, db, domain.Retired, "before")
		next, before := visits(2022, "haven", 2, 1), visits(2022, "haven", 3, 1)
		next.Counting, before.Counting = "next", "before"
		add(t, db, visits(2022, "haven", 1, 1), next, before)
		require.Equal(t, []domain.Cell{visits(2022, "haven", 1, 1)}, cellsOf(t, db, 2022))
		counted, err := store.Counted(t.Context(), db.Read(), 2021)
		require.NoError(t, err)
		require.Empty(t, counted.Cells)
		require.Equal(t, []domain.Counting{counting("next", domain.Building), counting("visits", domain.Live)}, counted.Countings)
	})
}

func TestRowsOfRetiredCountingsAreDroppedAFewAtATime(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		begin(t, db, domain.Live, "visits")
		begin(t, db, domain.Retired, "a", "b")
		kept := domain.Difference{
			Cells: []domain.Cell{visits(2022, "haven", 0, 1)}, Members: []domain.Member{person("haven", "anna", 1)},
		}
		write(t, db, func(ctx context.Context, s store.Store) error { return s.Add(ctx, kept) })
		for _, id := range []string{"a", "b"} {
			cell, member := visits(2022, "haven", 0, 2), person("haven", "anna", 1)
			cell.Counting, member.Counting = id, id
			other := member
			other.Member = "bert"
			d := domain.Difference{Cells: []domain.Cell{cell}, Members: []domain.Member{member, other}}
			write(t, db, func(ctx context.Context, s store.Store) error { return s.Add(ctx, d) })
			exec(t, db, `INSERT INTO counted_cell (counting, year, month, stadsdeel, member, value, records)
VALUES ($1, 2022, 1, 'haven', '', 1, 1), ($1, 2022, 2, 'haven', '', 1, 1)`, id)
		}
		drops := 0
		for ; work(t, db).Retired; drops++ {
			write(t, db, func(ctx context.Context, s store.Store) error { return s.DropRetiredCells(ctx, 4) })
		}
		require.Equal(t, 3, drops, "4 members, 2 cells, and 4 cells of the version before")
		require.Equal(t, []domain.Cell{visits(2022, "haven", 1, 1)}, cellsOf(t, db, 2022))
		require.Equal(t, 1, rows(t, db, "figure_member"))
	})
}

func exec(t *testing.T, db *sqldb.DB, statement string, args ...any) {
	t.Helper()
	require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, args...)
		return err
	}))
}

func TestFigureOfAYearIsThatOfTheWhole(t *testing.T) {
	onEngines(t, func(t *testing.T, db *sqldb.DB) {
		whole := visits(2021, "", 7, 1)
		whole.Level = domain.Whole
		other := whole
		other.Counting = "other"
		add(t, db, other, visits(2022, "haven", 4, 1), whole)
		write(t, db, func(ctx context.Context, s store.Store) error {
			years, err := s.Years(ctx, "visits")
			require.Equal(t, map[int]int64{2021: 7}, years)
			return err
		})
	})
}

// Until everything is counted anew the account has the figures that the version before counted.
func TestFiguresOfTheVersionBeforeAreTakenOver(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		before := fstest.MapFS{}
		for _, name := range []string{"00001_account.sql", "00002_countings.sql"} {
			text, err := fs.ReadFile(store.Migrations(), name)
			require.NoError(t, err)
			before[name] = &fstest.MapFile{Data: text}
		}
		db := engine.Open(t, before)
		for id, measure := range map[string]string{"s": "sum", "d": "distinct", "old": "sum"} {
			state := "live"
			if id == "old" {
				state = "retired"
			}
			exec(t, db, `INSERT INTO counting (id, indicator, measure, measure_of, fact_kinds, filter, from_year, to_year, code,
digest, state, reason, cursor, facts, facts_done, started_at, finished_at)
VALUES ($1, $1, $2, '', 'head_count', 'true', 2022, 0, 1, '', $3, '', '', 0, 0, 0, 0)`, id, measure, state)
			exec(t, db, `INSERT INTO counted_cell (counting, year, month, stadsdeel, member, value, records)
VALUES ($1, 2022, 3, 'haven', 'x', 5, 1), ($1, 2022, 3, 'stad', 'x', 6, 2), ($1, 2022, 10, 'stad', 'y', 7, 4)`, id)
		}
		require.NoError(t, db.Migrate(t.Context(), store.Migrations()))

		var got []string
		for _, c := range cellsOf(t, db, 2022) {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Counting, c.Level, c.Part))+
				fmt.Sprintf(" = %d of %d", c.Value, c.Records))
		}
		require.Equal(t, []string{
			"d month 10 = 1 of 4", "d month 3 = 1 of 3", "d stadsdeel haven = 1 of 1", "d stadsdeel stad = 2 of 6", "d year = 2 of 7",
			"s month 10 = 7 of 4", "s month 3 = 11 of 3", "s stadsdeel haven = 5 of 1", "s stadsdeel stad = 13 of 6",
			"s year = 18 of 7",
		}, got)
		counted, err := store.Counted(t.Context(), db.Read(), 2022)
		require.NoError(t, err)
		slices.SortFunc(counted.Countings, func(a, b domain.Counting) int { return cmp.Compare(a.ID, b.ID) })
		require.Equal(t, "distinct", counted.Countings[0].Rule.Measure.Kind)
		require.Equal(t, 1, counted.Countings[0].Rule.Code)
	})
}
