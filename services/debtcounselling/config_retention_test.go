package debtcounselling_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/debtcounselling/retention"
)

func TestNothingIsRemovedByItselfUntilThatIsConfigured(t *testing.T) {
	require.False(t, debtcounselling.Defaults().Retention.Automatic)
}

func TestPolicyOfTheConfigurationIsCheckedBeforeTheStart(t *testing.T) {
	problems := func(path string) (keys []string) {
		cfg := debtcounselling.Defaults()
		cfg.Retention.Policy = path
		for _, p := range cfg.Validate() {
			keys = append(keys, p.Key)
		}
		return keys
	}
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.csv"), filepath.Join(dir, "bad.csv")
	require.NoError(t, os.WriteFile(good, retention.BuiltIn, 0o600))
	require.NoError(t, os.WriteFile(bad, retention.BuiltIn[:len(retention.BuiltIn)/2], 0o600))
	require.Empty(t, problems(""), "the built-in one")
	require.Empty(t, problems(good))
	require.Equal(t, []string{"retention.policy"}, problems(bad))
	require.Equal(t, []string{"retention.policy"}, problems(filepath.Join(dir, "absent.csv")))
}
