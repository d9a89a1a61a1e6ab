package beside

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEverythingThatIsWrongWithTheOptionsIsSaidAtOnce(t *testing.T) {
	err := Options{Listen: "here"}.check()
	require.ErrorContains(t, err, "--listen")
	require.ErrorContains(t, err, "--data")
}

func TestDataFolderIsMadeAndHoldsTheTokenForItsOwnerAlone(t *testing.T) {
	o := Options{Listen: "127.0.0.1:9000", Data: filepath.Join(t.TempDir(), "new")}
	require.NoError(t, o.check())
	_, err := Token(o.Data)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, o.LeaveToken("secret"))
	token, err := Token(o.Data)
	require.NoError(t, err)
	require.Equal(t, "secret", token)
	info, err := os.Stat(filepath.Join(o.Data, tokenFile))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
}
