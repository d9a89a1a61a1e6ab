package login

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzReturnStaysOnTheSite says that whatever one asks to go back to, a browser stays where it is.
func FuzzReturnStaysOnTheSite(f *testing.F) {
	for _, seed := range []string{"/admin?x=y", "//evil.example", "/\\evil", "/\t/evil", "https://evil", "/%2f/evil", "/..//evil", "/@evil"} {
		f.Add(seed)
	}
	site, err := url.Parse("https://meedoen.example")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, asked string) {
		path := localPath(asked)
		require.Regexp(t, `^/[!-\[\]-~]*$`, path, "nothing that browsers take out or for a slash")
		require.LessOrEqual(t, len(path), maxReturn)
		whole, err := url.Parse(site.String() + path)
		require.NoError(t, err)
		require.Equal(t, site.Host, whole.Host)
		relative, err := site.Parse(path)
		require.NoError(t, err)
		require.Equal(t, site.Host, relative.Host)
	})
}

// FuzzCookieIsReadAsItWasSetOrNotAtAll says that nothing but what was sealed is ever read.
func FuzzCookieIsReadAsItWasSetOrNotAtAll(f *testing.F) {
	sealer, err := newSealer(nil)
	require.NoError(f, err)
	kept := newCookie("kept", "/", false, sealer)
	good := sealer.seal("kept", []byte(`{"token":"t","name":"anna"}`))
	for _, seed := range []string{"", "A", good, good + "A", good[1:], sealer.seal("other", []byte(`{}`)), "e30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["Cookie"] = []string{"kept=" + value}
		var read session
		if kept.read(r, &read) {
			require.Equal(t, session{Token: "t", Name: "anna"}, read)
		}
	})
}
