package webtest

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"
)

// RequireOwnStyles says that the style sheets of a site ask for nothing, from another host or from its own.
func RequireOwnStyles(t *testing.T, files fs.FS) {
	t.Helper()
	sheets, err := fs.Glob(files, "static/*.css")
	require.NoError(t, err)
	require.NotEmpty(t, sheets)
	for _, sheet := range sheets {
		content, err := fs.ReadFile(files, sheet)
		require.NoError(t, err)
		require.NotContains(t, string(content), "url(", sheet)
		require.NotContains(t, string(content), "@import", sheet)
	}
}
