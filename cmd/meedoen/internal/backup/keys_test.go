package backup

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// vault runs what with the vault of the folder.
func (f folder) vault(what func(v privacy.Vault)) {
	f.t.Helper()
	cfg, err := privacy.Config{}.InFolder(f.dir)
	require.NoError(f.t, err)
	p, err := privacy.Open(f.t.Context(), cfg, testkit.NewClock(noon), sqldb.Options{})
	require.NoError(f.t, err)
	require.NoError(f.t, p.Migrate(f.t.Context()))
	what(p.Vault("shop"))
	require.NoError(f.t, p.Close())
}

// has says which of two people have a key in the folder.
func (f folder) has() (names []string) {
	f.t.Helper()
	f.vault(func(v privacy.Vault) {
		for _, name := range []string{"anna", "ben"} {
			keys, err := v.Keys(f.t.Context(), name)
			require.NoError(f.t, err)
			if _, err := keys.Seal(name, "", "", nil); err == nil {
				names = append(names, name)
			}
		}
	})
	return names
}

func (f folder) withKeys() []Database {
	newest, err := sqldb.NewestVersion(privacy.Migrations())
	require.NoError(f.t, err)
	return append(f.databases(), Database{
		Service: "keys", Setting: "privacy.database", Address: "sqlite:" + f.path("keys.db"), Newest: newest, Keys: true,
	})
}

func (f folder) backupOf(keys bool) (file string) {
	f.t.Helper()
	file = filepath.Join(f.t.TempDir(), "backup.tar.zst")
	job := f.job(file)
	job.Databases, job.Keys = f.withKeys(), keys
	_, err := Make(f.t.Context(), job)
	require.NoError(f.t, err)
	return file
}

func (f folder) restoreKeys(file string) Restored {
	f.t.Helper()
	restored, err := Restore(f.t.Context(), Restoration{
		File: file, Data: f.dir, Databases: f.withKeys(), Replace: true, Now: noon, Progress: func(string, int64, int64) {},
	})
	require.NoError(f.t, err)
	return restored
}

// people answers a folder with two people who have a key.
func people(t *testing.T) folder {
	f := newFolder(t)
	f.put("chair")
	f.vault(func(v privacy.Vault) {
		_, err := v.MakeKeys(t.Context(), "anna", "ben")
		require.NoError(t, err)
	})
	return f
}

func (f folder) erase(name string) {
	f.vault(func(v privacy.Vault) { require.NoError(f.t, v.Erase(f.t.Context(), name)) })
}

func TestOrdinaryBackupHasNoKeysAndLeavesThoseThatAreThere(t *testing.T) {
	f := people(t)
	file := f.backupOf(false)
	m, _ := unpack(t, file)
	for _, name := range append(KeyFiles(), "keys.db") {
		require.False(t, m.Has(name), name)
	}
	f.erase("anna")

	restored := f.restoreKeys(file)

	require.NotContains(t, entries(t, f.path(restored.Aside)), "keys.db")
	require.Equal(t, []string{"ben"}, f.has(), "who was erased since stays erased")
}

func TestKeysOfABackupComeBackButForThoseErasedSince(t *testing.T) {
	f := people(t)
	file := f.backupOf(true)
	f.erase("anna")

	restored := f.restoreKeys(file)

	require.Contains(t, entries(t, f.path(restored.Aside)), "keys.db")
	require.Equal(t, []string{"ben"}, f.has())
}

func TestKeysGoToAnotherFolderWhereTheyAreAskedFor(t *testing.T) {
	f := people(t)
	other := newFolder(t)
	other.restoreKeys(f.backupOf(true))
	require.Equal(t, []string{"anna", "ben"}, other.has())
}
