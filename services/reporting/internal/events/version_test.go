package events_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// older is a version of the program from before there were countings, on the database of r: it keeps the digest of its
// catalogue in counted_by, and its cells in a table of its own.
type older struct {
	*rig
	digest string
}

// start does what that version does at its start.
func (o older) start(t *testing.T) {
	t.Helper()
	o.requireEveryFactOnce(t)
	o.exec(t, "INSERT INTO counted_by (id, digest) VALUES ('cells', $1) ON CONFLICT (id) DO UPDATE SET digest = excluded.digest",
		o.digest)
}

// hold does what it does first with every batch, and says whether it would go on.
func (o older) hold(t *testing.T) bool {
	t.Helper()
	return o.exec(t, "UPDATE counted_by SET digest = digest WHERE id = 'cells' AND digest = $1", o.digest) > 0
}

// exec runs a statement, and answers how many rows it changed. Instances notice, as of what another one changes.
func (r *rig) exec(t *testing.T, statement string, args ...any) (changed int64) {
	t.Helper()
	require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, statement, args...)
		if err != nil {
			return err
		}
		if changed, err = result.RowsAffected(); err != nil {
			return err
		}
		return store.In(tx).Revise(ctx, ids.New())
	}))
	return changed
}

func TestFiguresOfAVersionWithoutCountingsAreNotShown(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10), count("b", 5))
		before := older{r, "a catalogue"}
		before.start(t)
		for _, table := range []string{"figure_cell", "figure_member", "counting"} {
			r.exec(t, "DELETE FROM "+table)
		}
		require.True(t, before.hold(t))
		r.prepare(t)
		require.False(t, before.hold(t), "the older version counts no more")
		require.Equal(t, domain.BeingCounted, r.figure(t, "centre-visits").Status)
		r.countAnew(t)
		r.requireValue(t, "centre-visits", 15)
	})
}

// The version before counted by other rules: its figures stand until everything is counted anew, and events wait.
func TestFiguresOfTheVersionBeforeStandUntilAllIsCountedAnew(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10), count("b", 5))
		r.exec(t, "UPDATE counting SET code = 1, measure = replace(measure, 'by level: ', '')")
		r.exec(t, "DELETE FROM figure_member")
		r.exec(t, "DELETE FROM figure_cell WHERE level NOT IN ('year', 'month', 'stadsdeel')")
		r.prepare(t)
		f := r.figure(t, "centre-visits")
		require.True(t, f.Recounting)
		require.EqualValues(t, 15, f.Value)
		require.Equal(t, []domain.Part{{Key: "haven", Value: 15}}, f.Stadsdelen)
		require.ErrorContains(t, r.try(count("c", 1)), "by counting rules 1, and not 4")
		r.countAnew(t)
		require.False(t, r.figure(t, "centre-visits").Recounting)
		r.tell(t, count("c", 1))
		r.requireValue(t, "centre-visits", 16)
		r.requireEveryFactOnce(t)
	})
}

// Somebody goes back to the older version for a while, beside an instance of this one that runs on.
func TestWhatAnOlderVersionCountedMeanwhileIsNotMissing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		for _, digest := range []string{"a catalogue", "another catalogue"} {
			r := newRig(t, engine)
			r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10))
			r.rebuild(t, "children-visits")
			back := older{r, digest}
			back.start(t)
			require.True(t, back.hold(t))
			require.ErrorContains(t, r.try(count("b", 5)), "an older version of this program has counted")

			// It counts an event, in its own way.
			r.exec(t, `INSERT INTO fact (id, version, kind, date, location_id, programme_id, quantity, method, part_of_day, state)
SELECT 'b', 1, kind, date, location_id, programme_id, 5, method, part_of_day, state FROM fact WHERE id = 'a'`)

			r.countAnew(t)
			require.False(t, back.hold(t))
			r.requireValue(t, "centre-visits", 15)
			r.requireEveryFactOnce(t)
			r.tell(t, count("c", 1))
			r.requireValue(t, "centre-visits", 16)
		}
	})
}

// newerCode makes a counting one of a version with other rules.
func (r *rig) newerCode(t *testing.T, indicator string) {
	require.EqualValues(t, 1, r.exec(t, "UPDATE counting SET code = 5, digest = 'newer' WHERE indicator = $1 AND state = 'live'",
		indicator))
}

func TestEventsWaitForAnInstanceThatKnowsTheRules(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		r.tell(t, location("centre"), programme("buurtcentra"), count("a", 10))
		r.newerCode(t, "children-visits")
		err := r.try(count("b", 5))
		require.ErrorContains(t, err, "children-visits is counted by another version of this program: by counting rules 5, and not 4")
		r.requireValue(t, "centre-visits", 10)

		// One that starts counts by its own rules, and then goes on.
		r.prepare(t)
		require.True(t, r.figure(t, "children-visits").Recounting)
		require.Error(t, r.try(count("b", 5)))
		r.countAnew(t)
		r.tell(t, count("b", 5))
		r.requireValue(t, "centre-visits", 15)
		r.requireEveryFactOnce(t)
	})
}
