package privacy_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func now() time.Time { return time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC) }

// key answers a key as a configuration has it.
func key(letter string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

func settings(database string) privacy.Config {
	return privacy.Config{
		Key: config.NewSecret(key("a")), CountingKey: config.NewSecret(key("c")), Database: config.NewSecret(database),
	}
}

// open answers a process with cfg.
func open(t *testing.T, cfg privacy.Config) *privacy.Privacy {
	t.Helper()
	p, err := privacy.Open(t.Context(), cfg, testkit.NewClock(now()), sqldb.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// onBoth runs test on each engine with a database of its own.
func onBoth(t *testing.T, test func(t *testing.T, cfg privacy.Config)) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		test(t, settings(engine.URL(t, privacy.Migrations())))
	})
}

// sealed answers value as sealed for the subject called id in one place.
func sealed(t *testing.T, v privacy.Vault, id, value string) []byte {
	t.Helper()
	keys, err := v.MakeKeys(t.Context(), id)
	require.NoError(t, err)
	box, err := keys.Seal(id, id, "name", []byte(value))
	require.NoError(t, err)
	return box
}

func opened(t *testing.T, v privacy.Vault, id string, box []byte) (string, error) {
	t.Helper()
	keys, err := v.Keys(t.Context(), id)
	require.NoError(t, err)
	value, err := keys.Open(id, id, "name", box)
	return string(value), err
}
