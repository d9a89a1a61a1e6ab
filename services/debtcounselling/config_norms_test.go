package debtcounselling_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestNormsOfTheConfigurationAreCheckedBeforeTheStart(t *testing.T) {
	problems := func(path string) (keys []string) {
		cfg := debtcounselling.Defaults()
		cfg.Norms = path
		for _, p := range cfg.Validate() {
			keys = append(keys, p.Key)
		}
		return keys
	}
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.csv"), filepath.Join(dir, "bad.csv")
	const header = "kind,household,from,until,amount,source\n"
	require.NoError(t, os.WriteFile(good, []byte(header+"protected_share,,2026-01-01,,95,the municipality\n"), 0o600))
	require.NoError(t, os.WriteFile(bad, []byte(header+"protected_share,,2026-01-01,,195,the municipality\n"), 0o600))
	require.Empty(t, problems(""), "the built-in ones")
	require.Empty(t, problems(good))
	require.Equal(t, []string{"norms"}, problems(bad))
	require.Equal(t, []string{"norms"}, problems(filepath.Join(dir, "absent.csv")))
}
