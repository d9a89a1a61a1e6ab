package admin

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/gateway/internal/web/webtest"
)

// pages are one of each kind, of a filled store.
func pages() []string {
	return []string{
		"/admin", "/admin/traces", "/admin/traces?naam=niets", "/admin/traces?duur=x&trace=y",
		"/admin/traces/" + traceID(1).String(), "/admin/traces/" + traceID(2).String(), "/admin/traces/" + traceID(4).String(),
	}
}

func TestNobodyGetsInWithoutTheRole(t *testing.T) {
	store := filled()
	for _, path := range append(pages(), "/admin/elsewhere", "/admin/traces/"+traceID(99).String()) {
		for _, c := range []struct {
			roles  []string
			status int
			title  string
		}{
			{nil, http.StatusUnauthorized, "U bent niet aangemeld"},
			{[]string{"account.manager", "telemetry"}, http.StatusForbidden, "Deze pagina is voor beheerders"},
		} {
			w := visit(t, store, path, c.roles...)
			require.Equal(t, c.status, w.Code, path)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			require.Equal(t, c.title, webtest.Parse(t, w.Body).First("h1").Text())
		}
	}
}

func TestPathThatIsNoPageIsNotFound(t *testing.T) {
	for _, path := range []string{"/admin/elsewhere", "/admin/traces/abc", "/admin/traces/" + strings.Repeat("0", 32), staticPath + "x.css"} {
		require.Equal(t, http.StatusNotFound, visit(t, filled(), path, Role).Code, path)
	}
}

func TestPagesAreNotKeptAndSendTheirFormsToThemselvesOnly(t *testing.T) {
	w := visit(t, filled(), "/admin/traces", Role)
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "form-action 'self'")
	require.Contains(t, policy, "frame-ancestors 'none'")
}

func TestPagesNeedNothingFromElsewhereAndNoScripts(t *testing.T) {
	store := filled()
	for _, path := range pages() {
		d := read(t, store, path)
		require.Equal(t, "nl", d.First("html").Attr("lang"))
		require.Len(t, d.All("h1"), 1)
		require.Empty(t, d.All("script"))
		require.Empty(t, d.All("style"))
		require.Equal(t, "Voorbeeldgegevens: fictief.", d.First("aside").Text())
		require.NotEmpty(t, d.With("id", strings.TrimPrefix(d.With("class", "skip").Attr("href"), "#")).Text())
		seen := map[string]bool{}
		for _, e := range d.All("*") {
			require.Empty(t, e.Attr("style"))
			for _, name := range []string{"href", "src"} {
				require.NotContains(t, e.Attr(name), "//", "%s %s", path, e.Node.Data)
			}
			if id := e.Attr("id"); id != "" {
				require.False(t, seen[id], id)
				seen[id] = true
			}
		}
		for _, e := range append(d.All("input"), d.All("select")...) {
			require.NotEmpty(t, d.With("for", e.Attr("id")).Text(), "every field has a label")
		}
	}
}

func TestStyleSheetsAskNothingFromElsewhere(t *testing.T) { webtest.RequireOwnStyles(t, files) }

func TestStaticFilesAreForEverybody(t *testing.T) {
	for _, link := range read(t, filled(), "/admin").All("link") {
		w := visit(t, filled(), link.Attr("href"))
		require.Equal(t, http.StatusOK, w.Code, link.Attr("href"))
		require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
	}
}

func TestWhatSpansSayIsEscaped(t *testing.T) {
	const evil = `<script>alert("x")</script>`
	store := traces.NewStore(traces.Limits{})
	s := span(1, 0, evil, evil, 0, 1)
	s.Status, s.Failed, s.Scope, s.Events = evil, true, evil, []traces.Event{{Name: evil}}
	store.Add(s)
	for _, path := range []string{"/admin/traces", "/admin/traces/" + traceID(1).String(), "/admin/traces?naam=" + evil} {
		d := read(t, store, path)
		require.Empty(t, d.All("script"))
	}
	require.Contains(t, read(t, store, "/admin/traces/"+traceID(1).String()).First("h1").Text(), evil)
}
