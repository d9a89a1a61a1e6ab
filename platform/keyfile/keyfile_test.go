package keyfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/keyfile"
)

func TestManyWhoStartTogetherGetOneKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	keys := make([]string, 20)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			key, err := keyfile.Open(dir, "key", func() ([]byte, error) { return []byte(ids.New()), nil })
			if err == nil {
				keys[i] = string(key)
			}
		})
	}
	all.Wait()
	for _, key := range keys {
		require.NotEmpty(t, key)
		require.Equal(t, keys[0], key)
	}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "no draft is left")
}

func TestKeyThatCannotBeMadeLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	_, err := keyfile.Open(dir, "key", func() ([]byte, error) { return nil, errors.New("no luck") })
	require.ErrorContains(t, err, "no luck")
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, files)
}

func TestFileThatOthersMayTouchIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(path, []byte("key"), 0o600))
	require.NoError(t, os.Chmod(path, 0o640))
	_, err := keyfile.Open(filepath.Dir(path), "key", nil)
	require.ErrorContains(t, err, "mode 0640")
}
