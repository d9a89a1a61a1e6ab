package page

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestStaticFilesOfAPageMayBeKeptForEver(t *testing.T) {
	h := serve(t, &accounts{account: sample()}, Options{})
	links := parse(t, get(h, "/verantwoording/2022").Body).all("link")
	require.Len(t, links, 5)
	for _, link := range links {
		href := link.attr("href")
		require.True(t, strings.HasPrefix(href, staticPath), href)
		w := get(h, href)
		require.Equal(t, http.StatusOK, w.Code, href)
		require.NotEmpty(t, w.Body.String())
		require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
		if link.attr("rel") == "stylesheet" {
			require.Equal(t, "text/css; charset=utf-8", w.Header().Get("Content-Type"))
		} else {
			require.Equal(t, "image/svg+xml", w.Header().Get("Content-Type"))
		}
		again := get(h, href, "If-None-Match", w.Header().Get("ETag"))
		require.Equal(t, http.StatusNotModified, again.Code)
	}
}

func TestUnknownStaticFileIsAnErrorOfTheTemplate(t *testing.T) {
	all, err := loadAssets()
	require.NoError(t, err)
	_, err = all.path("gone.css")
	require.EqualError(t, err, "no static file gone.css")
}

func TestStyleSheetsAskNothingFromElsewhere(t *testing.T) {
	all, err := loadAssets()
	require.NoError(t, err)
	for name, file := range all {
		if strings.HasSuffix(name, ".css") {
			require.NotContains(t, string(file.content), "url(", name)
			require.NotContains(t, string(file.content), "@import", name)
		}
	}
}
