package privacy_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/privacy"
)

// box is a value as it is kept.
type box struct{ id, value string }

func boxID(b box) string { return b.id }

func sealEach(t *testing.T, v privacy.Vault, ids ...string) []box {
	t.Helper()
	list := make([]box, len(ids))
	for i, id := range ids {
		list[i] = box{id, "I am " + id}
	}
	list, err := privacy.SealEach(t.Context(), v, list, boxID, func(keys privacy.Keys, b box) (box, error) {
		data, err := keys.Seal(b.id, b.id, "name", []byte(b.value))
		return box{b.id, string(data)}, err
	})
	require.NoError(t, err)
	return list
}

func openEach(t *testing.T, v privacy.Vault, list []box) (values []string) {
	t.Helper()
	values, err := privacy.OpenEach(t.Context(), v, list, boxID, func(keys privacy.Keys, b box) (string, error) {
		data, err := keys.Open(b.id, b.id, "name", []byte(b.value))
		return string(data), err
	})
	require.NoError(t, err)
	return values
}

func TestWhoWasErasedIsNotAmongThoseWhoAreOpened(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		list := sealEach(t, v, "anna", "ben", "cas")
		require.NoError(t, v.Erase(t.Context(), "ben"))
		require.Equal(t, []string{"I am anna", "I am cas"}, openEach(t, v, list))
	})
}

func TestWhatIsNotWhatWasSealedIsAnError(t *testing.T) {
	onBoth(t, func(t *testing.T, cfg privacy.Config) {
		v := open(t, cfg).Vault("one")
		list := sealEach(t, v, "anna")
		list[0].value += "!"
		_, err := privacy.OpenEach(t.Context(), v, list, boxID, func(keys privacy.Keys, b box) ([]byte, error) {
			return keys.Open(b.id, b.id, "name", []byte(b.value))
		})
		require.Error(t, err)
	})
}

func TestKeysOfWhoWasNotAddedAreDestroyed(t *testing.T) {
	added := func(b box) bool { return b.id == "anna" }
	for name, c := range map[string]struct {
		err  error // of the command
		left []string
	}{
		"all of who were refused":         {fault.New(fault.FailedPrecondition, "REFUSED", "No."), nil},
		"who had been added before":       {nil, []string{"I am anna"}},
		"nobody while nobody knows of it": {errors.New("the connection was lost"), []string{"I am anna", "I am ben"}},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, cfg privacy.Config) {
				v := open(t, cfg).Vault("one")
				list := sealEach(t, v, "anna", "ben")
				unused := func(b box) bool { return !added(b) }
				require.ErrorIs(t, privacy.DiscardUnused(t.Context(), v, list, boxID, unused, c.err), c.err)
				require.Equal(t, c.left, openEach(t, v, list))
			})
		})
	}
}
