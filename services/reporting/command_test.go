package reporting_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/services/reporting"
)

// rebuild runs the command on the database at url, and answers what it prints.
func rebuild(t *testing.T, url string, args ...string) (string, error) {
	t.Helper()
	cmd := reporting.NewRebuild(func(*pflag.FlagSet) (reporting.Config, error) { return at(url), nil })
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

// damage adds visits to a figure that no record speaks for, as a fault of the program might.
func damage(t *testing.T, url string, visits int64) {
	t.Helper()
	require.NoError(t, testkit.OpenDB(t, url).Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE figure_cell SET value = value + $1", visits)
		return err
	}))
}

func TestRebuildSaysWhatTheNewFiguresMakeDifferent(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		s := r.start(at(url))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10), count("b", 1, 5))
		require.EqualValues(t, 15, *s.value("centre-visits"))

		out, err := rebuild(t, url)
		require.NoError(t, err)
		require.Contains(t, out, "Counted anew: 39 figures, from 2 records. None differs in any year.\n")

		damage(t, url, 3)
		require.EqualValues(t, 18, *s.value("centre-visits"))
		out, err = rebuild(t, url, "--indicator", "centre-visits", "--indicator", "oki-locations")
		require.NoError(t, err)
		require.Contains(t, out, "Counting anew: 0% (0 of 2 records)\n")
		require.Contains(t, out, "Counted anew: 2 figures, from 2 records. These differ:\n  centre-visits 2022: 18 → 15\n")
		require.EqualValues(t, 15, *s.value("centre-visits"))
		out, err = rebuild(t, url, "--indicator", "centre-visits")
		require.NoError(t, err)
		require.Contains(t, out, "Counted anew: 1 figure, from 2 records. None differs")
		require.False(t, s.figure("centre-visits").GetRecounting())
	})
}

func TestRebuildIsForTheServiceThatStartsNextWhereNoneRuns(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		s := r.start(at(url))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10))
		require.EqualValues(t, 10, *s.value("centre-visits"))
		s.stop()
		damage(t, url, 3)

		for range 2 {
			out, err := rebuild(t, url, "--wait", "1ms")
			require.NoError(t, err)
			require.Contains(t, out, "Nothing was counted for 1ms: does the service run?")
		}
		s = r.start(at(url))
		require.EqualValues(t, 10, *s.countedAnew("centre-visits").Value)
	})
}

func TestRebuildThatIsBrokenOffSaysThatTheServiceGoesOn(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		s := r.start(at(url))
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10))
		require.EqualValues(t, 10, *s.value("centre-visits"))
		s.stop()
		ctx, cancel := context.WithCancel(t.Context())
		cmd := reporting.NewRebuild(func(*pflag.FlagSet) (reporting.Config, error) { return at(url), nil })
		out := &breaking{cancel: cancel}
		cmd.SetOut(out)
		cmd.SetArgs(nil)
		require.NoError(t, cmd.ExecuteContext(ctx))
		require.Contains(t, out.String(), "The service counts on by itself.")
	})
}

// breaking breaks off at the first line.
type breaking struct {
	bytes.Buffer
	cancel func()
}

func (b *breaking) Write(line []byte) (int, error) {
	b.cancel()
	return b.Buffer.Write(line)
}

func TestRebuildThatCannotBeIsRefusedWithTheReason(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		_, err := rebuild(t, url)
		require.ErrorContains(t, err, "has this version of the service run on this database?")
		r.start(at(url)).stop()
		_, err = rebuild(t, url, "--indicator", "visits,centre-visits", "--indicator", "centres")
		require.ErrorContains(t, err, "is called visits, centres. There are active-interns, active-volunteers, acts-festival, acts-house")
	})
	_, err := rebuild(t, "sqlite:"+filepath.Join(t.TempDir(), "absent.db"))
	require.ErrorContains(t, err, "absent.db: has the service run?")

	refused := errors.New("refused")
	cmd := reporting.NewRebuild(func(*pflag.FlagSet) (reporting.Config, error) { return reporting.Config{}, refused })
	cmd.SetArgs(nil)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	require.ErrorIs(t, cmd.ExecuteContext(t.Context()), refused)
}

func TestRebuildOfAFigureThatTheServiceNoLongerWantsIsGivenUp(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		cfg := at(engine.URL(t, nil))
		s := r.start(cfg)
		r.publish(centre(), programme("buurtcentra"), count("a", 1, 10))
		require.EqualValues(t, 10, *s.value("centre-visits"))
		s.stop()
		db := testkit.OpenDB(t, cfg.Database.Reveal())
		asked, err := reporting.Rebuild(t.Context(), db, testkit.NewClock(epoch), []string{"children-visits", "centre-visits"})
		require.NoError(t, err)
		progress, err := asked.Progress(t.Context())
		require.NoError(t, err)
		require.Equal(t, reporting.Progress{Records: 1}, progress)

		cfg.Catalogue = otherCatalogue(t)
		s = r.start(cfg)
		require.EqualValues(t, 10, *s.countedAnew("children-visits").Value)
		progress, err = asked.Progress(t.Context())
		require.NoError(t, err)
		require.Equal(t, reporting.Progress{Records: 1, Done: 1, Finished: true, GivenUp: []string{"children-visits"}}, progress)
		changes, err := asked.Changes(t.Context())
		require.NoError(t, err)
		require.Empty(t, changes)
	})
}

func TestProgressOfManyFiguresIsThatOfTheOneBehind(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		url := engine.URL(t, nil)
		r.start(at(url)).stop()
		db := testkit.OpenDB(t, url)
		asked, err := reporting.Rebuild(t.Context(), db, testkit.NewClock(epoch), nil)
		require.NoError(t, err)
		for indicator, done := range map[string]int{"centre-visits": 4, "oki-locations": 9} {
			require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				_, err := tx.ExecContext(ctx, "UPDATE counting SET facts_done = $1, facts = 10 WHERE indicator = $2 AND state = 'building'",
					done, indicator)
				return err
			}))
		}
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE counting SET state = 'retired' WHERE facts_done = 0")
			return err
		}))
		progress, err := asked.Progress(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 4, progress.Done, fmt.Sprint(progress))
		require.EqualValues(t, 10, progress.Records)
	})
}
