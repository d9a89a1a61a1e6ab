package login_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/login"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

func TestSessionEndsWithItsToken(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	kept := b.cookie(t, sessions)

	s.clock.add(devissuer.DefaultLifetime - time.Minute)
	require.Equal(t, http.StatusOK, b.get(t, "/admin/").StatusCode)

	s.clock.add(time.Minute)
	b.keep(t, sessions, kept) // also where a browser does not forget it
	require.Equal(t, s.URL+"/login?return=%2Fadmin%2Fx%3Fy%3Dz", b.get(t, "/admin/x?y=z").location(t))
	form := b.ask(t, http.MethodPost, "/admin/x", url.Values{"a": {"b"}})
	require.Equal(t, http.StatusUnauthorized, form.StatusCode)
	require.Contains(t, form.body, "niet verwerkt")
	require.Equal(t, "GET / by nobody, token false, cookies 0", b.get(t, "/").body)
}

func TestWhoHasAnotherRoleReadsWhichItTakes(t *testing.T) {
	s := start(t)
	b := s.browser(t)

	got := b.login(t, "/admin/", "anna", "cook")

	require.Equal(t, http.StatusForbidden, got.StatusCode)
	require.Contains(t, got.body, "ingelogd als anna")
	require.Contains(t, got.body, "de rol admin")
	require.Contains(t, got.body, "Uitloggen /logout")
	require.Equal(t, "GET / by anna, token true, cookies 0", b.get(t, "/").body)
}

func TestProgramComesInByItsToken(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	token := func(roles ...string) string {
		token, err := s.issuer.Token(devissuer.Claims{Subject: "tool", Roles: roles})
		require.NoError(t, err)
		return "Bearer " + token
	}
	got := b.ask(t, http.MethodPost, "/admin/x", url.Values{}, "Authorization", token("admin"), "Accept", "")
	require.Equal(t, "POST /admin/x by tool, token true, cookies 0", got.body)
	for name, test := range map[string]struct {
		headers []string
		status  int
		reason  string
	}{
		"no token":               {[]string{"Accept", "application/json"}, 401, "TOKEN_MISSING"},
		"no token, any answer":   {[]string{"Accept", "*/*"}, 401, "TOKEN_MISSING"},
		"no token, no Accept":    {[]string{"Accept", ""}, 401, "TOKEN_MISSING"},
		"another role":           {[]string{"Authorization", token("cook")}, 403, "ROLE_MISSING"},
		"a broken token":         {[]string{"Authorization", "Bearer x"}, 401, "TOKEN_MALFORMED"},
		"a password":             {[]string{"Authorization", "Basic eDp5"}, 401, "TOKEN_MALFORMED"},
		"no scheme":              {[]string{"Authorization", "x"}, 401, "TOKEN_MALFORMED"},
		"a token that would not": {[]string{"Authorization", token("admin") + "x"}, 401, "TOKEN_INVALID"},
	} {
		got := b.ask(t, http.MethodGet, "/admin/", nil, test.headers...)
		require.Equal(t, test.status, got.StatusCode, name)
		require.Equal(t, "application/problem+json", got.Header.Get("Content-Type"), name)
		var problem struct{ Reason string }
		require.NoError(t, json.Unmarshal([]byte(got.body), &problem))
		require.Equal(t, test.reason, problem.Reason, name)
	}
}

func TestTokenThatIsSentCountsBeforeTheSession(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	got := b.ask(t, http.MethodGet, "/admin/", nil, "Authorization", "Bearer x")
	require.Equal(t, http.StatusUnauthorized, got.StatusCode)
	got = b.ask(t, http.MethodGet, "/", nil, "Authorization", "Bearer ey")
	require.Equal(t, "GET / by nobody, token true, cookies 0", got.body, "for the service to judge")
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	for _, path := range []string{"/admin/x", "/logout"} {
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
			{"Sec-Fetch-Site", "cross-site", "Accept", "*/*"},
		} {
			got := b.ask(t, http.MethodPost, path, url.Values{}, headers...)
			require.Equal(t, http.StatusForbidden, got.StatusCode, headers)
		}
	}
	for _, headers := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", s.URL}, {}} {
		got := b.ask(t, http.MethodPost, "/admin/x", url.Values{}, headers...)
		require.Equal(t, http.StatusOK, got.StatusCode, headers)
	}
	// A link on another site may lead here.
	require.Equal(t, http.StatusOK, b.ask(t, http.MethodGet, "/admin/x", nil, "Sec-Fetch-Site", "cross-site").StatusCode)
}

func TestLoggingOutEndsTheSessionHere(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	require.Contains(t, b.get(t, "/logout").body, "ingelogd als anna")
	require.Equal(t, http.StatusOK, b.get(t, "/admin/").StatusCode, "a link logs nobody out")

	got := b.ask(t, http.MethodPost, "/logout", url.Values{})

	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Contains(t, got.body, "/login?prompt=login")
	require.Empty(t, b.cookie(t, sessions))
	require.Contains(t, b.get(t, "/admin/").location(t), "/login?return=")
	require.Contains(t, b.get(t, "/logout").body, "U bent uitgelogd")
	page, err := url.Parse(b.get(t, "/login?prompt=login").location(t))
	require.NoError(t, err)
	require.Equal(t, "login", page.Query().Get("prompt"), "so that one can come back as another")
}

func TestSiteWithoutLoginSaysWhichSettingsAreMissing(t *testing.T) {
	s := start(t, func(c *login.Config) { *c = login.Defaults() })
	b := s.browser(t)
	for _, path := range []string{"/admin/", "/login", "/login/callback?code=x&state=y"} {
		got := b.get(t, path)
		require.Equal(t, http.StatusNotImplemented, got.StatusCode)
		for _, key := range []string{"gateway.public-url", "gateway.login.issuer", "gateway.login.client-id"} {
			require.Contains(t, got.body, key)
		}
	}
	token, err := s.issuer.Token(devissuer.Claims{Subject: "tool", Roles: []string{"admin"}})
	require.NoError(t, err)
	got := b.ask(t, http.MethodGet, "/admin/", nil, "Authorization", "Bearer "+token)
	require.Equal(t, http.StatusOK, got.StatusCode, "a token needs no login")
}

func TestSessionWaitsForTheKeysOfItsIssuer(t *testing.T) {
	s := start(t, withKeys(key("a")))
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	kept := b.cookie(t, sessions)
	away, err := auth.NewVerifier(auth.Config{
		Issuers: []auth.IssuerConfig{{Issuer: devissuer.Name, JWKSURL: "http://127.0.0.1:1/keys"}},
	}, s.clock)
	require.NoError(t, err)
	s.verifier = away
	s.use(s.serve(t, s.URL, withKeys(key("a"))))

	page := b.get(t, "/admin/")
	require.Equal(t, http.StatusServiceUnavailable, page.StatusCode, "%s", page.body)
	require.Contains(t, page.body, "niet bereikbaar")
	require.Equal(t, kept, b.cookie(t, sessions))
	program := b.ask(t, http.MethodGet, "/admin/", nil, "Accept", "*/*")
	require.Equal(t, http.StatusServiceUnavailable, program.StatusCode)
	require.Contains(t, program.body, "TOKEN_KEYS_UNAVAILABLE")
}

func TestNobodyIsSentToAnotherSiteAfterLoggingIn(t *testing.T) {
	for asked, want := range map[string]string{
		"/admin/x?y=%20z":         "/admin/x?y=%20z",
		"https://evil.example/":   "/",
		"//evil.example/":         "/",
		"///evil.example/":        "/",
		"/\\evil.example/":        "/",
		"\\\\evil.example/":       "/",
		"/\t/evil.example/":       "/",
		"/\n/evil.example":        "/",
		"javascript:alert(1)":     "/",
		"admin":                   "/",
		"":                        "/",
		"/login?return=/":         "/",
		"/logout":                 "/",
		"@evil.example":           "/",
		".evil.example":           "/",
		"/..//evil.example":       "/..//evil.example", // a path: it follows the address of the site
		"/admin/\x00":             "/",
		"/admin/é":                "/",
		"/" + longest:             "/",
		"/admin/?next=//evil.org": "/admin/?next=//evil.org",
	} {
		s := start(t)
		b := s.browser(t)
		page := b.get(t, "/login?"+url.Values{"return": {asked}}.Encode()).location(t)
		require.Equal(t, s.URL+want, b.get(t, b.choose(t, page, "anna")).location(t), "%q", asked)
	}
}

var longest = string(make([]byte, 1000))

func TestAddressesFollowThePublicOneAndNotTheRequest(t *testing.T) {
	s := start(t)
	handler := s.serve(t, "https://meedoen.example")
	ask := func(path string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "http://evil.example"+path, nil)
		r.Header.Set("Accept", "text/html")
		r.Header.Set("X-Forwarded-Host", "evil.example")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	require.Equal(t, "https://meedoen.example/login?return=%2Fadmin%2F", ask("/admin/").Header().Get("Location"))
	away := ask("/login")
	page, err := url.Parse(away.Header().Get("Location"))
	require.NoError(t, err)
	require.Equal(t, "https://meedoen.example/login/callback", page.Query().Get("redirect_uri"))
	cookie := away.Header().Get("Set-Cookie")
	require.Regexp(t, `^__Host-meedoen-login-[0-7]=`, cookie)
	for _, attribute := range []string{"; Path=/;", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		require.Contains(t, cookie, attribute)
	}
	require.NotContains(t, cookie, "Domain")
}

func TestCookiesOnLoopbackAreNarrow(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	away := b.get(t, "/login").Header.Get("Set-Cookie")
	require.Regexp(t, `^meedoen-login-[0-7]=`, away)
	require.Contains(t, away, "; Path=/login;")
	back := b.get(t, b.choose(t, b.leave(t, "/admin/"), "anna"))
	var set []*http.Cookie
	for _, c := range back.Cookies() {
		if c.MaxAge >= 0 {
			set = append(set, c)
		}
	}
	require.Len(t, set, 1)
	require.Equal(t, sessions, set[0].Name)
	require.Equal(t, "/", set[0].Path)
	require.True(t, set[0].HttpOnly)
	require.Equal(t, http.SameSiteLaxMode, set[0].SameSite)
	require.WithinDuration(t, s.clock.Now().Add(devissuer.DefaultLifetime), set[0].Expires, time.Second)
}
