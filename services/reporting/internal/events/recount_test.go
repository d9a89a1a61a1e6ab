package events_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// forChildren and forCentres are the filter of children-visits and one under which the counts of these tests fall.
const forChildren, forCentres = "\"'kinderwerk' in programme.path\"", "\"'buurtcentra' in programme.path\""

// requireEveryFactOnce holds the cells of every counting against a count of the facts that are kept, the plain way: all
// of them where it is live, and where it is being built those that its pass has met.
func (r *rig) requireEveryFactOnce(t require.TestingT) {
	ctx := context.Background()
	require.NoError(t, r.db.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		s := store.In(tx)
		countings, err := s.Countings(ctx)
		require.NoError(t, err)
		var filters domain.Filters
		counter, err := filters.Counter(countings, areas.Register{})
		require.NoError(t, err)
		register, err := s.Register(ctx)
		require.NoError(t, err)
		facts, err := s.FactsAfter(ctx, "", 1_000_000)
		require.NoError(t, err)
		var all []domain.Contribution
		for _, f := range facts {
			path, complete := domain.Path(func(id string) (domain.Programme, bool) {
				p, known := register.Programmes[id]
				return p.Value, known
			}, f.ProgrammeID)
			place, known := f.Elsewhere(), true
			if f.LocationID != "" {
				l, arrived := register.Locations[f.LocationID]
				place, known = l.Value, arrived
			}
			if known && complete {
				found, err := counter.Contributions(f, place, path)
				require.NoError(t, err)
				all = append(all, found...)
			}
		}
		want := domain.Delta(nil, all)
		require.Equal(t, membersOf(t, want), storedMembers(t, ctx, tx))
		require.Equal(t, settled(want), stored(t, ctx, tx))
		return nil
	}))
}

// stored answers the cells of every counting that is not retired, in the order of their keys.
func stored(t require.TestingT, ctx context.Context, tx *sql.Tx) (cells []domain.Cell) {
	each(t, ctx, tx, `SELECT c.counting, c.year, c.level, c.part, c.other, c.value, c.records
FROM figure_cell c JOIN counting k ON k.id = c.counting WHERE k.state <> 'retired'
ORDER BY c.counting, c.year, c.level, c.part, c.other`, func(rows *sql.Rows) {
		var c domain.Cell
		require.NoError(t, rows.Scan(&c.Counting, &c.Year, &c.Level, &c.Part, &c.Other, &c.Value, &c.Records))
		cells = append(cells, c)
	})
	return cells
}

// storedMembers answers the rows of their members.
func storedMembers(t require.TestingT, ctx context.Context, tx *sql.Tx) map[string]string {
	members := map[string]string{}
	each(t, ctx, tx, `SELECT m.id, m.cells FROM figure_member m JOIN counting k
ON m.id > k.id || ' ' AND m.id < k.id || '!' WHERE k.state <> 'retired'`, func(rows *sql.Rows) {
		var id, cells string
		require.NoError(t, rows.Scan(&id, &cells))
		members[id] = inOrder(t, cells)
	})
	return members
}

// membersOf answers the rows that the members of a difference to nothing have.
func membersOf(t require.TestingT, d domain.Difference) map[string]string {
	rows := map[string]string{}
	for _, m := range d.Members {
		for _, text := range []string{string(m.Level), m.Part, m.Other, fmt.Sprint(m.Records)} {
			rows[fmt.Sprintf("%s %d %s", m.Counting, m.Year, m.Member)] += fmt.Sprintf("%d:%s", len(text), text)
		}
	}
	for id, cells := range rows {
		rows[id] = inOrder(t, cells)
	}
	return rows
}

// inOrder answers the cells of a member in one order: they stand in that in which they came.
func inOrder(t require.TestingT, cells string) string {
	var list []string
	for word := 0; cells != ""; word++ {
		length, rest, found := strings.Cut(cells, ":")
		require.True(t, found)
		n, err := strconv.Atoi(length)
		require.NoError(t, err)
		if word%4 == 0 {
			list = append(list, "")
		}
		list[len(list)-1] += rest[:n] + "|"
		cells = rest[n:]
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func each(t require.TestingT, ctx context.Context, tx *sql.Tx, query string, scan func(*sql.Rows)) {
	rows, err := tx.QueryContext(ctx, query)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		scan(rows)
	}
	require.NoError(t, rows.Err())
}

func (r *rig) step(t require.TestingT, pageSize int) (worked bool) {
	worked, err := r.recount(pageSize).Step(context.Background())
	require.NoError(t, err)
	return worked
}

func TestChangedFigureIsTheOneBeforeUntilTheNewOneIsCounted(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), programme("kinderwerk"))
		children := func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "kinderwerk" }
		for n := range 6 {
			r.tell(t, count(fmt.Sprint("c", n), 10), count(fmt.Sprint("k", n), 1, children))
		}
		r.Catalogue = account(t, forChildren, forCentres)
		r.prepare(t)
		want := int64(6)
		for n := 0; r.figure(t, "children-visits").Recounting; n++ {
			r.requireValue(t, "children-visits", want)
			require.False(t, r.figure(t, "centre-visits").Recounting)
			// What is recorded meanwhile counts at once, before and after the place where the pass is.
			r.tell(t, count(fmt.Sprint("a", n), 1, children), count(fmt.Sprint("z", n), 1, children))
			r.tell(t, count("c0", int32(100+n), version(int64(n+2))))
			want += 2
			r.requireEveryFactOnce(t)
			require.True(t, r.step(t, 5))
		}
		f := r.figure(t, "children-visits")
		require.EqualValues(t, 50, f.Value-r.value(t, "c0"))
		r.requireEveryFactOnce(t)
	})
}

// value answers the quantity of a fact.
func (r *rig) value(t require.TestingT, id string) (quantity int64) {
	require.NoError(t, r.db.Read().QueryRow("SELECT quantity FROM fact WHERE id = $1", id).Scan(&quantity))
	return quantity
}

func TestNewFigureHasNoValueUntilItIsCounted(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.Catalogue = withoutChildren(t)
		r.prepare(t)
		r.tell(t, location("centre"), programme("kinderwerk"))
		r.tell(t, count("a", 7, func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "kinderwerk" }))

		r.Catalogue = account(t)
		r.prepare(t)
		require.Equal(t, domain.BeingCounted, r.figure(t, "children-visits").Status)
		require.True(t, r.step(t, 5))
		require.Equal(t, domain.BeingCounted, r.figure(t, "children-visits").Status, "counted, but not checked for more")
		r.countAnew(t)
		r.requireValue(t, "children-visits", 7)
	})
}

// withoutChildren answers the catalogue in which children-visits is not recorded.
func withoutChildren(t testing.TB) *domain.Catalogue {
	t.Helper()
	return account(t, "    measure: {kind: sum, facts: [head_count]}\n    filter: "+forChildren+"\n", "")
}

func TestIndicatorThatLeftAndCameBackIsCountedFromNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		children := func(m *activitiesv1.HeadCountSaved) { m.ProgrammeId = "kinderwerk" }
		r.tell(t, location("centre"), programme("kinderwerk"), count("a", 7, children), count("b", 1, children))
		r.Catalogue = withoutChildren(t)
		r.prepare(t)
		require.Equal(t, domain.NotRecorded, r.figure(t, "children-visits").Status)
		r.tell(t, count("a", 9, version(2), children))

		r.Catalogue = account(t)
		r.prepare(t)
		require.Equal(t, domain.BeingCounted, r.figure(t, "children-visits").Status)
		r.requireEveryFactOnce(t)
		r.countAnew(t)
		r.requireValue(t, "children-visits", 10)
		r.requireEveryFactOnce(t)
	})
}

func TestCatalogueThatChangesAgainIsCountedByTheLastOne(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10), count("b", 5))
		first := r.Catalogue
		r.Catalogue = account(t, forChildren, forCentres)
		r.prepare(t)
		require.True(t, r.step(t, 1))
		r.Catalogue = account(t, forChildren, "\"'oki' in programme.path\"")
		r.prepare(t)
		require.True(t, r.step(t, 1))
		r.requireEveryFactOnce(t)

		r.Catalogue = first
		r.prepare(t)
		require.False(t, r.figure(t, "children-visits").Recounting, "it is still counted as it was at first")
		r.requireNoData(t, "children-visits")
		r.requireEveryFactOnce(t)
		r.countAnew(t)
		require.Zero(t, r.exec(t, "DELETE FROM counted_cell WHERE counting NOT IN (SELECT id FROM counting WHERE state = 'live')"),
			"what was given up leaves nothing")
	})
}

func TestCatalogueThatCountsTheSameCountsNothingAnew(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10))
		r.Catalogue = account(t, "label: buurtkamers", "label: kamers")
		r.prepare(t)
		require.False(t, r.step(t, 5))

		// A cell that no fact speaks for shows what was counted anew.
		mark := domain.Key{Counting: r.live(t, "children-visits"), Year: 2022, Level: domain.Whole}
		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return store.In(tx).Add(ctx, domain.Difference{Cells: []domain.Cell{{Key: mark, Value: 9, Records: 1}}})
		}))
		r.prepare(t)
		r.countAnew(t)
		r.requireValue(t, "children-visits", 9)
		r.rebuild(t, "centre-visits")
		r.countAnew(t)
		r.requireValue(t, "children-visits", 9)
		r.rebuild(t, "children-visits")
		require.True(t, r.figure(t, "children-visits").Recounting)
		r.requireValue(t, "children-visits", 9)
		r.countAnew(t)
		r.requireNoData(t, "children-visits")
	})
}

// live answers the id of the live counting of an indicator.
func (r *rig) live(t require.TestingT, indicator string) string {
	for _, c := range r.counted(t, 2022).Countings {
		if c.Indicator == indicator && c.State == domain.Live {
			return c.ID
		}
	}
	require.Fail(t, "no live counting", indicator)
	return ""
}

func TestFirstFiguresAreLiveAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		require.False(t, r.step(t, 5))
		r.Catalogue = account(t, forChildren, forCentres)
		r.prepare(t)
		require.False(t, r.step(t, 5), "there are no facts to count")
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10))
		r.requireValue(t, "children-visits", 10)
	})
}

func TestAllFiguresOfAPassAreReplacedAtOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10), count("b", 5), count("c", 1))
		r.rebuild(t, "centre-visits")
		require.True(t, r.step(t, 2))
		r.rebuild(t, "oki-locations", "centre-visits")
		states := func() (recounting int) {
			for _, id := range []string{"centre-visits", "oki-locations"} {
				if r.figure(t, id).Recounting {
					recounting++
				}
			}
			return recounting
		}
		for states() > 0 {
			require.Equal(t, 2, states())
			r.requireEveryFactOnce(t)
			require.True(t, r.step(t, 2))
		}
	})
}

func TestPassThatIsBrokenOffAnywhereGoesOn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"))
		for n := range 7 {
			r.tell(t, count(fmt.Sprint("c", n), 10))
		}
		r.Catalogue = account(t, forChildren, forCentres)
		r.prepare(t)
		steps := 0
		for ; r.step(t, 2); steps++ {
			// The next transaction is somebody else's, who knows nothing but the database.
			r = r.instance(account(t, forChildren, forCentres))
			r.prepare(t)
			r.requireEveryFactOnce(t)
		}
		require.Equal(t, 5, steps, "four pages, and the end of the pass: what was done is not done again")
		r.requireValue(t, "children-visits", 70)
	})
}

func TestChangesOfAnEventThatFailedAreNotInTheNewFigure(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10), count("b", 5))
		r.rebuild(t)
		require.True(t, r.step(t, 1))
		gone := errors.New("gone")
		moved := func(m *activitiesv1.LocationSaved) { m.Version, m.Stadsdeel = 2, "stad" }
		require.ErrorIs(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			require.NoError(t, r.Handle(ctx, tx, []cloudevent.Event{count("a", 99, version(2)), location("centre", moved)}))
			return gone
		}), gone)
		r.countAnew(t)
		r.tell(t, count("c", 0))
		r.requireValue(t, "centre-visits", 15)
		require.Equal(t, []domain.Part{{Key: "haven", Value: 15}}, r.figure(t, "centre-visits").Stadsdelen)
	})
}

func TestUnknownIndicatorsAreAllNamed(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		_, err := events.Rebuild(t.Context(), r.db, clock.System(), []string{"visits", "centre-visits", "centres"})
		require.True(t, fault.Is(err, "INDICATOR_NOT_FOUND"), "%v", err)
		require.ErrorContains(t, err, "is called visits, centres.")
		require.ErrorContains(t, err, "There are active-interns, active-volunteers, acts-festival, acts-house, buurtkamer-visits,")
		require.False(t, r.step(t, 5))
	})
}
