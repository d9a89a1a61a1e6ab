package privacy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestWhatIsSealedOpensOnEveryInstance(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		box := sealed(t, open(t, cfg).Vault("one"), "anna", "Anna de Vries")
		require.NotContains(t, string(box), "Anna")
		value, err := opened(t, open(t, cfg).Vault("one"), "anna", box)
		require.NoError(t, err)
		require.Equal(t, "Anna de Vries", value)
	})
}

func TestSealedValueOpensInItsOwnPlaceAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		p := open(t, cfg)
		v := p.Vault("one")
		box := sealed(t, v, "anna", "Anna")
		sealed(t, v, "ben", "Ben")
		sealed(t, p.Vault("two"), "anna", "Anna")
		keys, err := v.Keys(t.Context(), "anna", "ben")
		require.NoError(t, err)
		for name, place := range map[string][3]string{
			"another subject": {"ben", "anna", "name"}, "another record": {"anna", "ben", "name"}, "another field": {"anna", "anna", "note"},
			"parts that join": {"anna", "ann", "aname"},
		} {
			_, err := keys.Open(place[0], place[1], place[2], box)
			require.Error(t, err, name)
		}
		_, err = opened(t, p.Vault("two"), "anna", box)
		require.Error(t, err, "another service")
		box[len(box)-1] ^= 1
		_, err = opened(t, v, "anna", box)
		require.Error(t, err, "changed")
	})
}

func TestManySubjectsAreReadAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		list := make([]string, 1500)
		for i := range list {
			list[i] = ids.New()
		}
		made, err := v.MakeKeys(t.Context(), list...)
		require.NoError(t, err)
		read, err := v.Keys(t.Context(), append(list, "nobody")...)
		require.NoError(t, err)
		for _, id := range list {
			box, err := made.Seal(id, id, "name", []byte(id))
			require.NoError(t, err)
			value, err := read.Open(id, id, "name", box)
			require.NoError(t, err)
			require.Equal(t, id, string(value))
		}
		_, err = read.Seal("nobody", "nobody", "name", nil)
		require.ErrorIs(t, err, privacy.ErrErased)
	})
}

func TestKeyIsMadeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		box := sealed(t, v, "anna", "Anna")
		sealed(t, v, "anna", "Anna")
		_, err := opened(t, v, "anna", box)
		require.NoError(t, err)
	})
}

func TestErasureHoldsAtOnceOnAllInstancesAndForEver(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		here, there := open(t, cfg).Vault("one"), open(t, cfg).Vault("one")
		anna, ben := sealed(t, here, "anna", "Anna"), sealed(t, here, "ben", "Ben")

		require.NoError(t, there.Erase(t.Context(), "anna"))

		_, err := opened(t, here, "anna", anna)
		require.ErrorIs(t, err, privacy.ErrErased)
		_, err = here.MakeKeys(t.Context(), "anna", "ben")
		require.ErrorIs(t, err, privacy.ErrErased)
		value, err := opened(t, here, "ben", ben)
		require.NoError(t, err, "nobody else is touched")
		require.Equal(t, "Ben", value)
		require.NoError(t, here.Erase(t.Context(), "anna"), "again")
		list, err := here.Erasures(t.Context())
		require.NoError(t, err)
		require.Equal(t, []privacy.Erasure{{Subject: "anna", Time: now()}}, list)
		other, err := open(t, cfg).Vault("two").Erasures(t.Context())
		require.NoError(t, err)
		require.Empty(t, other)
	})
}

func TestDiscardedKeyIsNoErasure(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		box := sealed(t, v, "anna", "Anna")
		require.NoError(t, v.Discard(t.Context(), "anna"))
		_, err := opened(t, v, "anna", box)
		require.ErrorIs(t, err, privacy.ErrErased)
		sealed(t, v, "anna", "Anna")
		_, err = opened(t, v, "anna", box)
		require.Error(t, err, "it is another key")
	})
}

func TestKeysThatComeBackWithAnOldCopyAreDestroyedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		list := []privacy.Erasure{{Subject: "anna", Time: now()}}
		v := open(t, cfg).Vault("one")
		box := sealed(t, v, "anna", "Anna")
		require.NoError(t, v.Replay(t.Context(), list))
		_, err := opened(t, v, "anna", box)
		require.ErrorIs(t, err, privacy.ErrErased)
		require.NoError(t, v.Replay(t.Context(), nil))
		got, err := v.Erasures(t.Context())
		require.NoError(t, err)
		require.Equal(t, list, got)
	})
}

func TestErasuresAreCarriedFromOneDatabaseToAnother(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		there, old := settings(engine.URL(t, privacy.Migrations())), settings(engine.URL(t, privacy.Migrations()))
		v := open(t, old).Vault("one")
		anna, ben := sealed(t, v, "anna", "Anna"), sealed(t, v, "ben", "Ben")
		require.NoError(t, open(t, there).Vault("one").Erase(t.Context(), "anna"))

		require.NoError(t, privacy.CopyErasures(t.Context(), there.Database.Reveal(), old.Database.Reveal()))

		_, err := opened(t, v, "anna", anna)
		require.ErrorIs(t, err, privacy.ErrErased)
		_, err = opened(t, v, "ben", ben)
		require.NoError(t, err)
	})
}

func TestFirstKeyEncryptsAndEveryKeyDecrypts(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		box := sealed(t, open(t, cfg).Vault("one"), "anna", "Anna")
		cfg.Key = config.NewSecret(key("b") + ", " + key("a"))
		rotated := open(t, cfg)
		require.NoError(t, rotated.Migrate(t.Context()))
		_, err := opened(t, rotated.Vault("one"), "anna", box)
		require.NoError(t, err)
		ben := sealed(t, rotated.Vault("one"), "ben", "Ben")

		cfg.Key = config.NewSecret(key("b"))
		fresh := open(t, cfg)
		_, err = opened(t, fresh.Vault("one"), "ben", ben)
		require.NoError(t, err, "the new key encrypted")
		require.ErrorContains(t, fresh.Migrate(t.Context()), "privacy.key is not the one")
	})
}

func TestAnotherCountingKeyIsRefusedAtTheStart(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		require.NoError(t, open(t, cfg).Migrate(t.Context()))
		require.NoError(t, open(t, cfg).Migrate(t.Context()))
		cfg.CountingKey = config.NewSecret(key("d"))
		require.ErrorContains(t, open(t, cfg).Migrate(t.Context()), "persons would count twice")
	})
}

func TestDestroyedKeyLeavesTheFiles(t *testing.T) {
	dir := t.TempDir()
	cfg := settings("sqlite:" + filepath.Join(dir, "keys.db"))
	p := open(t, cfg)
	require.NoError(t, p.Migrate(t.Context()))
	sealed(t, p.Vault("one"), "anna", "Anna")
	wrapped := wrappedKeys(t, cfg)
	require.Len(t, wrapped, 1)
	require.True(t, inFiles(t, dir, wrapped[0]), "the search finds what is there")
	require.NoError(t, p.Vault("one").Erase(t.Context(), "anna"))
	require.False(t, inFiles(t, dir, wrapped[0]))
}

func TestKeysDoNotPrint(t *testing.T) {
	p := open(t, settings("sqlite:"+filepath.Join(t.TempDir(), "keys.db")))
	require.NoError(t, p.Migrate(t.Context()))
	keys, err := p.Vault("one").MakeKeys(t.Context(), "anna")
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, "1 keys", fmt.Sprintf(verb, keys))
	}
}

func inFiles(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(dir, f.Name()))
		require.NoError(t, err)
		if contains(content, text) {
			return true
		}
	}
	return false
}
