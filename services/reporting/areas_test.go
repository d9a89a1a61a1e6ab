package reporting_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

func TestWijkenAreCountedByTheTableOfTheSettings(t *testing.T) {
	table := filepath.Join(t.TempDir(), "translations.csv")
	translate := func(to string) {
		text := "from_edition,from_code,to_edition,to_code\n2020,WK0034AA,2022," + to + "\n"
		require.NoError(t, os.WriteFile(table, []byte(text), 0o600))
	}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		cfg := at(engine.URL(t, nil))
		cfg.AreaTranslations = table
		translate("WK003402")
		s := r.start(cfg)
		old := centre()
		old.WijkCode, old.WijkYear = "WK0034AA", 2020
		r.publish(old, programme("buurtcentra"), count("a", 1, 10))
		require.Equal(t, "2022:WK003402", s.figure("centre-visits").GetWijken()[0].GetKey())
		require.Equal(t, "2022:WK003402", s.figure("centres").GetWijken()[0].GetKey())
		require.Len(t, s.account().GetAreas(), 71)
		s.stop()

		translate("WK003403")
		s = r.start(cfg)
		wijken := s.countedAnew("centre-visits").GetWijken()
		require.Len(t, wijken, 1)
		require.Equal(t, "2022:WK003403", wijken[0].GetKey())
		require.EqualValues(t, 10, wijken[0].GetValue())
	})
}
