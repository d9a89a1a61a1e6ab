package page

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
)

func TestStaticFilesOfAPageMayBeKeptForEver(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, Options{})
	links := webtest.Parse(t, get(h, "/verantwoording/2022").Body).All("link")
	require.Len(t, links, 8)
	for _, link := range links {
		href := link.Attr("href")
		require.True(t, strings.HasPrefix(href, staticPath), href)
		w := get(h, href)
		require.Equal(t, http.StatusOK, w.Code, href)
		require.NotEmpty(t, w.Body.String())
		require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
		if link.Attr("rel") == "stylesheet" {
			require.Equal(t, "text/css; charset=utf-8", w.Header().Get("Content-Type"))
		} else {
			require.Equal(t, "image/svg+xml", w.Header().Get("Content-Type"))
		}
		again := get(h, href, "If-None-Match", w.Header().Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.Code)
	}
}

func TestStyleSheetsAskNothingFromElsewhere(t *testing.T) { webtest.RequireOwnStyles(t, files) }
