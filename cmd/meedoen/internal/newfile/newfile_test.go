package newfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/newfile"
)

func hello(w io.Writer) error {
	_, err := io.WriteString(w, "hello")
	return err
}

func TestFileAppearsWhenItIsCompleteForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, newfile.Write(path, func(w io.Writer) error {
		require.NoFileExists(t, path)
		return hello(w)
	}))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "hello", string(content))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	requireFiles(t, path, 1)
}

func TestFileThatIsThereStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.ErrorIs(t, newfile.Write(path, func(io.Writer) error { return errors.New("it was called") }), fs.ErrExist)

	other := filepath.Join(t.TempDir(), "file")
	require.ErrorIs(t, newfile.Write(other, func(w io.Writer) error {
		require.NoError(t, os.WriteFile(other, []byte("old"), 0o600))
		return hello(w)
	}), fs.ErrExist, "somebody came meanwhile")
	for _, there := range []string{path, other} {
		content, err := os.ReadFile(there)
		require.NoError(t, err)
		require.Equal(t, "old", string(content))
		requireFiles(t, there, 1)
	}
}

func TestNothingIsLeftOfWhatFailed(t *testing.T) {
	path, failed := filepath.Join(t.TempDir(), "file"), errors.New("failed")
	require.ErrorIs(t, newfile.Write(path, func(w io.Writer) error { return errors.Join(hello(w), failed) }), failed)
	requireFiles(t, path, 0)
}

func requireFiles(t *testing.T, path string, n int) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, n)
}
