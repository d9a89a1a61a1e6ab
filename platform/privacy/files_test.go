package privacy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/testkit"
)

func contains(content []byte, text string) bool { return bytes.Contains(content, []byte(text)) }

// wrappedKeys answers the keys of data subjects as they are kept.
func wrappedKeys(t *testing.T, cfg privacy.Config) (list []string) {
	t.Helper()
	rows, err := testkit.OpenDB(t, cfg.Database.Reveal()).Read().QueryContext(t.Context(), "SELECT wrapped FROM subject_key")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var wrapped []byte
		require.NoError(t, rows.Scan(&wrapped))
		list = append(list, string(wrapped))
	}
	require.NoError(t, rows.Err())
	return list
}

func TestFolderGetsKeysOfItsOwnOnce(t *testing.T) {
	dir := t.TempDir()
	cfg, err := privacy.Config{}.InFolder(dir)
	require.NoError(t, err)
	require.Empty(t, cfg.Validate())
	require.Empty(t, cfg.Require("privacy"))
	require.Equal(t, "sqlite:"+filepath.Join(dir, privacy.DatabaseFile), cfg.Database.Reveal())
	again, err := privacy.Config{}.InFolder(dir)
	require.NoError(t, err)
	require.Equal(t, cfg.Key.Reveal(), again.Key.Reveal())
	require.Equal(t, cfg.CountingKey.Reveal(), again.CountingKey.Reveal())
	for _, name := range []string{privacy.KeyFile, privacy.CountingKeyFile} {
		info, err := os.Stat(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	}
}

func TestWhatIsConfiguredNeedsNoFile(t *testing.T) {
	dir := t.TempDir()
	cfg, err := settings("postgres://db").InFolder(dir)
	require.NoError(t, err)
	require.Equal(t, "postgres://db", cfg.Database.Reveal())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, files)
}

func TestFileThatHoldsNoKeyIsRefused(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, privacy.KeyFile), []byte("secret"), 0o600))
	_, err := privacy.Config{}.InFolder(dir)
	require.ErrorContains(t, err, privacy.KeyFile)
	require.NotContains(t, err.Error(), "secret")
}

func TestConfigurationSaysAllThatIsWrongAndNoSecret(t *testing.T) {
	tests := map[string]struct {
		cfg  privacy.Config
		keys []string
	}{
		"nothing is set":        {privacy.Config{}, nil},
		"good":                  {settings("sqlite:x"), nil},
		"short":                 {privacy.Config{Key: config.NewSecret("c2VjcmV0"), CountingKey: config.NewSecret("c2VjcmV0")}, []string{"key", "counting-key", "counting-key"}},
		"two counting keys":     {privacy.Config{CountingKey: config.NewSecret(key("a") + "," + key("b"))}, []string{"counting-key"}},
		"one key for both":      {privacy.Config{Key: config.NewSecret(key("a")), CountingKey: config.NewSecret(key("a"))}, []string{"counting-key"}},
		"database of no engine": {privacy.Config{Database: config.NewSecret("mysql://secret")}, []string{"database"}},
		"one connection":        {privacy.Config{Connections: 1}, []string{"database-connections"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var keys []string
			for _, p := range tt.cfg.Validate() {
				keys = append(keys, p.Key)
				require.NotContains(t, p.Text, "secret")
			}
			require.Equal(t, tt.keys, keys)
		})
	}
}

func TestProgramApartMustBeToldEverything(t *testing.T) {
	var keys []string
	for _, p := range (privacy.Config{}).Require("privacy") {
		keys = append(keys, p.Key)
	}
	require.Equal(t, "privacy.key privacy.counting-key privacy.database", strings.Join(keys, " "))
}
