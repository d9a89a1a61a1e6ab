package login_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

func TestWhoLogsInComesBackToWhatTheyAskedFor(t *testing.T) {
	s := start(t)
	b := s.browser(t)

	got := b.login(t, "/admin/traces?since=1h&q=a%26b", "anna", "admin", "cook")

	require.Equal(t, http.StatusOK, got.StatusCode)
	require.Equal(t, "GET /admin/traces?since=1h&q=a%26b by anna, token true, cookies 0", got.body)
	name, _ := b.attempt(t)
	require.Empty(t, name, "it counts once")
	require.Equal(t, "GET / by anna, token true, cookies 0", b.get(t, "/").body)
	require.Empty(t, s.log.String())
}

func TestRequestToTheProviderCarriesWhatProtectsTheLogin(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	seen := map[string]bool{}
	for range 2 {
		page, err := url.Parse(b.leave(t, "/admin/"))
		require.NoError(t, err)
		query := page.Query()
		require.Equal(t, "code", query.Get("response_type"))
		require.Equal(t, "S256", query.Get("code_challenge_method"))
		require.Equal(t, s.URL+"/login/callback", query.Get("redirect_uri"))
		require.Empty(t, query.Get("prompt"))
		for _, key := range []string{"state", "nonce", "code_challenge"} {
			require.GreaterOrEqual(t, len(query.Get(key)), 26)
			require.False(t, seen[query.Get(key)], "%s is new each time", key)
			seen[query.Get(key)] = true
		}
	}
}

func TestCallbackThatIsNotTheEndOfAnAttemptIsRefused(t *testing.T) {
	const over = "verlopen of al gebruikt"
	for name, test := range map[string]struct {
		// back alters the browser, and the address the provider sends it back to.
		back   func(t *testing.T, s *site, b *browser, back url.Values)
		status int
		says   string
	}{
		"state missing": {func(_ *testing.T, _ *site, _ *browser, back url.Values) { back.Del("state") }, 400, over},
		"state other": {func(_ *testing.T, _ *site, _ *browser, back url.Values) {
			back.Set("state", "x"+back.Get("state")) // the same cookie
		}, 400, over},
		"no cookie": {func(t *testing.T, s *site, b *browser, _ url.Values) {
			*b = *s.browser(t)
		}, 400, over},
		"cookie tampered with": {func(t *testing.T, _ *site, b *browser, _ url.Values) {
			name, value := b.attempt(t)
			b.keep(t, name, flipped(value))
		}, 400, over},
		"ten minutes later": {func(_ *testing.T, s *site, _ *browser, _ url.Values) {
			s.clock.add(10 * time.Minute)
		}, 400, over},
		"code of another attempt, so another verifier": {func(t *testing.T, _ *site, b *browser, back url.Values) {
			other, err := url.Parse(b.choose(t, b.leave(t, "/admin/"), "eve", "admin"))
			require.NoError(t, err)
			// The browser has both attempts; the state is that of the second, and the code of the first.
			back.Set("state", other.Query().Get("state"))
		}, 400, over},
		"code made up":    {func(_ *testing.T, _ *site, _ *browser, back url.Values) { back.Set("code", "x") }, 400, over},
		"code missing":    {func(_ *testing.T, _ *site, _ *browser, back url.Values) { back.Del("code") }, 400, over},
		"cancelled":       {func(_ *testing.T, _ *site, _ *browser, back url.Values) { back.Set("error", "access_denied") }, 403, "afgebroken"},
		"provider broken": {func(_ *testing.T, _ *site, _ *browser, back url.Values) { back.Set("error", "server_error") }, 502, "liet u niet door"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			b := s.browser(t)
			back, err := url.Parse(b.choose(t, b.leave(t, "/admin/"), "anna", "admin"))
			require.NoError(t, err)
			query, code := back.Query(), back.Query().Get("code")
			test.back(t, s, b, query)
			back.RawQuery = query.Encode()

			got := b.get(t, back.String())

			require.Equal(t, test.status, got.StatusCode)
			require.Contains(t, got.body, test.says)
			require.Contains(t, got.body, "/login", "one can try again")
			require.Empty(t, b.cookie(t, sessions))
			require.NotContains(t, s.log.String(), code)
		})
	}
}

func TestTabsLogInAtTheSameTime(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	pages := map[string]string{}
	for _, path := range []string{"/admin/one", "/admin/two", "/admin/three", "/admin/four"} {
		pages[path] = b.leave(t, path)
	}
	for path, page := range pages {
		require.Equal(t, s.URL+path, b.get(t, b.choose(t, page, "anna", "admin")).location(t))
	}
}

func TestOfTooManyTabsTheLastLogsIn(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	var last string
	for range 20 {
		last = b.leave(t, "/admin/")
	}
	require.Equal(t, s.URL+"/admin/", b.get(t, b.choose(t, last, "anna", "admin")).location(t))
}

func TestReplayedCallbackLogsNobodyIn(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	back := b.choose(t, b.leave(t, "/admin/"), "anna", "admin")
	name, stolen := b.attempt(t)
	require.Equal(t, s.URL+"/admin/", b.get(t, back).location(t))

	thief := s.browser(t)
	thief.keep(t, name, stolen)
	got := thief.get(t, back)

	require.Equal(t, http.StatusBadRequest, got.StatusCode)
	require.Contains(t, got.body, "al gebruikt")
	require.Empty(t, thief.cookie(t, sessions))
}

// tokens has the provider answer these at its token endpoint. A function gets the nonce of the attempt.
func (s *site) tokens(t *testing.T, nonce func() string, id, access func(nonce string) (string, error)) {
	s.between(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/issuer/token" {
			return false
		}
		answer := map[string]any{"token_type": "Bearer", "expires_in": 3600}
		for key, token := range map[string]func(string) (string, error){"id_token": id, "access_token": access} {
			text, err := token(nonce())
			require.NoError(t, err)
			if text != "" {
				answer[key] = text
			}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
		return true
	})
}

func TestWhatTheProviderSendsIsVerified(t *testing.T) {
	const unclear, unusable, clocks = "niet te controleren", "niet terecht", "klokken"
	type make func(s *site) func(nonce string) (string, error)
	goodID := func(s *site) func(string) (string, error) {
		return func(nonce string) (string, error) { return s.issuer.IDToken("anna", "meedoen", nonce) }
	}
	access := func(claims devissuer.Claims) make {
		return func(s *site) func(string) (string, error) {
			claims.Subject, claims.Roles = "anna", append(claims.Roles, "admin")
			return func(string) (string, error) { return s.issuer.Token(claims) }
		}
	}
	goodAccess := access(devissuer.Claims{})
	id := func(change func(nonce string) (client, other string)) make {
		return func(s *site) func(string) (string, error) {
			return func(nonce string) (string, error) {
				client, nonce := change(nonce)
				return s.issuer.IDToken("anna", client, nonce)
			}
		}
	}
	text := func(token string) make {
		return func(*site) func(string) (string, error) { return func(string) (string, error) { return token, nil } }
	}
	for name, test := range map[string]struct {
		id, access make
		skew       time.Duration // of the provider
		status     int
		says       string
	}{
		"nonce other":                  {id(func(string) (string, string) { return "meedoen", "other" }), goodAccess, 0, 502, unclear},
		"nonce missing":                {id(func(string) (string, string) { return "meedoen", "" }), goodAccess, 0, 502, unclear},
		"ID token for another client":  {id(func(n string) (string, string) { return "mall", n }), goodAccess, 0, 502, unclear},
		"ID token not signed":          {text("eyJhbGciOiJub25lIn0.e30."), goodAccess, 0, 502, unclear},
		"no ID token":                  {text(""), goodAccess, 0, 502, "liet u niet door"},
		"ID token expired":             {goodID, goodAccess, -time.Hour, 502, clocks},
		"provider's clock ahead":       {goodID, goodAccess, time.Hour, 502, clocks},
		"access token expired":         {goodID, access(devissuer.Claims{Lifetime: -time.Second}), 0, 502, clocks},
		"access token for others":      {goodID, access(devissuer.Claims{Audience: "mall"}), 0, 502, unusable},
		"access token that is opaque":  {goodID, text("opaque"), 0, 502, unusable},
		"access token too large":       {goodID, access(devissuer.Claims{Roles: strings.Split(strings.Repeat("role-of-some-kind ", 200), " ")}), 0, 502, "te groot"},
		"access token just as it must": {goodID, goodAccess, 0, 303, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			b := s.browser(t)
			page := b.leave(t, "/admin/")
			s.provider.add(test.skew)
			at, err := url.Parse(page)
			require.NoError(t, err)
			s.tokens(t, func() string { return at.Query().Get("nonce") }, test.id(s), test.access(s))

			got := b.get(t, b.choose(t, page, "anna", "admin"))

			require.Equal(t, test.status, got.StatusCode, s.log.String())
			require.Contains(t, got.body, test.says)
			require.Equal(t, test.status == http.StatusSeeOther, b.cookie(t, sessions) != "")
			require.NotContains(t, s.log.String(), "eyJ", "no token in the log")
			require.Equal(t, test.status != http.StatusSeeOther, strings.Contains(s.log.String(), "login failed"))
		})
	}
}

func TestLoginGoesOnWhenTheProviderComesBack(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	s.between(func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })
	for range 2 {
		got := b.get(t, "/login")
		require.Equal(t, http.StatusServiceUnavailable, got.StatusCode)
		require.Contains(t, got.body, "niet bereikbaar")
	}
	s.between(nil)
	require.Equal(t, http.StatusServiceUnavailable, b.get(t, "/login").StatusCode, "it is not asked at every request")

	s.clock.add(5 * time.Second)
	s.provider.set(s.clock.Now())
	require.Equal(t, http.StatusOK, b.login(t, "/admin/", "anna", "admin").StatusCode)

	// What was known of it counts on, and the exchange says that it is away.
	s.clock.add(time.Hour)
	s.provider.set(s.clock.Now())
	other := s.browser(t)
	back := other.choose(t, other.leave(t, "/admin/"), "bob", "admin")
	s.between(func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) })
	got := other.get(t, back)
	require.Equal(t, http.StatusServiceUnavailable, got.StatusCode)
	require.NotContains(t, s.log.String(), "code=")
}

func TestProviderUnderAnotherNameIsNotTheOne(t *testing.T) {
	s := start(t)
	s.between(func(w http.ResponseWriter, r *http.Request) bool {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": "https://other.example"})
		return true
	})
	got := s.browser(t).get(t, "/login")
	require.Equal(t, http.StatusServiceUnavailable, got.StatusCode)
	require.Contains(t, s.log.String(), "https://other.example")
}

func TestRefusalsOfTheTokenEndpointAreToldApart(t *testing.T) {
	for code, test := range map[string]struct {
		status int // of the provider
		want   int
	}{
		"invalid_client": {401, http.StatusBadGateway},
		"<b>":            {400, http.StatusBadGateway},
		"invalid_grant":  {400, http.StatusBadRequest},
		"":               {503, http.StatusServiceUnavailable},
	} {
		s := start(t)
		b := s.browser(t)
		back := b.choose(t, b.leave(t, "/admin/"), "anna", "admin")
		s.between(func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(test.status)
			_ = json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": "eyJ geheim"})
			return true
		})
		require.Equal(t, test.want, b.get(t, back).StatusCode, code)
		require.NotContains(t, s.log.String(), "geheim")
		require.NotContains(t, s.log.String(), "<b>")
	}
}

// flipped answers a cookie with one character changed.
func flipped(value string) string {
	at := len(value) / 2
	other := "A"
	if value[at] == 'A' {
		other = "B"
	}
	return value[:at] + other + value[at+1:]
}
