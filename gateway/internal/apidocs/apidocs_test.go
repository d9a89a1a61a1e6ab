package apidocs

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
)

func ask(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	handler, err := New(slog.New(slog.DiscardHandler), Options{Notice: "Voorbeeldgegevens: fictief."})
	require.NoError(t, err)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

func TestPageNeedsNothingFromElsewhere(t *testing.T) {
	w := ask(t, Path)
	require.Equal(t, http.StatusOK, w.Code)
	csp := w.Header().Get("Content-Security-Policy")
	require.Contains(t, csp, "default-src 'none'")
	for _, loose := range []string{"unsafe", "http", "*"} {
		require.NotContains(t, csp, loose)
	}
	d := webtest.Parse(t, w.Body)
	require.Empty(t, d.All("style"))
	require.Equal(t, "Voorbeeldgegevens: fictief.", d.First("aside").Text())
	require.Len(t, d.All("script"), 2)
	for _, script := range d.All("script") {
		require.Empty(t, script.Text(), "a script in the page itself would not run")
	}
	kinds := map[string]string{
		"script": "text/javascript; charset=utf-8", "link": "text/css; charset=utf-8", "a": "text/plain; charset=utf-8",
	}
	for _, e := range d.All("*") {
		require.Empty(t, e.Attr("style"))
		at := e.Attr("href") + e.Attr("src")
		require.NotContains(t, at, "//")
		if !strings.HasPrefix(at, staticPath) || e.Attr("rel") == "icon" {
			continue
		}
		file := ask(t, at)
		require.Equal(t, http.StatusOK, file.Code, at)
		require.Equal(t, kinds[e.Node.Data], file.Header().Get("Content-Type"), at)
		require.Equal(t, "public, max-age=31536000, immutable", file.Header().Get("Cache-Control"))
	}
}

func TestPageIsInTwoLanguages(t *testing.T) {
	d := webtest.Parse(t, ask(t, Path).Body)
	require.Equal(t, "nl", d.First("html").Attr("lang"))
	for _, words := range []string{"requestId", "reason", "instance", "pageToken", "Authorize", "Authorization: Bearer"} {
		require.Contains(t, d.With("aria-labelledby", "nederlands").Text(), words)
		require.Contains(t, d.With("aria-labelledby", "english").Text(), words)
	}
	require.Equal(t, "/v1/openapi.json", d.With("id", "operations").Attr("data-description"))
}

func TestOtherPathsAreNoPages(t *testing.T) {
	require.Equal(t, Path, ask(t, Path+"/").Header().Get("Location"))
	for _, path := range []string{Path + "/x", staticPath + "swagger-ui.css", staticPath + "SHA256SUMS"} {
		require.Equal(t, http.StatusNotFound, ask(t, path).Code, path)
	}
}

// TestSwaggerUIIsAsItWasFetched finds what was changed by hand, which the next `make swagger-ui` would undo.
func TestSwaggerUIIsAsItWasFetched(t *testing.T) {
	sums, err := files.ReadFile("static/swagger-ui/SHA256SUMS")
	require.NoError(t, err)
	lines := bufio.NewScanner(bytes.NewReader(sums))
	count := 0
	for ; lines.Scan(); count++ {
		want, name, ok := strings.Cut(lines.Text(), "  ")
		require.True(t, ok)
		content, err := files.ReadFile("static/swagger-ui/" + name)
		require.NoError(t, err)
		sum := sha256.Sum256(content)
		require.Equal(t, want, hex.EncodeToString(sum[:]), name)
	}
	require.Equal(t, 5, count)
}

func TestStyleSheetsAskNothingFromElsewhere(t *testing.T) { webtest.RequireOwnStyles(t, files) }
