package login_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/login"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/devissuer/openid"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
)

// movable is a clock that a test sets.
type movable struct {
	mu  sync.Mutex
	now time.Time
}

func (m *movable) Now() time.Time { m.mu.Lock(); defer m.mu.Unlock(); return m.now }

func (m *movable) set(now time.Time) { m.mu.Lock(); defer m.mu.Unlock(); m.now = now }

func (m *movable) add(d time.Duration) { m.set(m.Now().Add(d)) }

// site is a web site that people log in to, with the development issuer as its provider, both over HTTP.
type site struct {
	*httptest.Server
	clock    *movable // of the site
	provider *movable // of the provider
	issuer   *devissuer.Issuer
	verifier *auth.Verifier
	log      bytes.Buffer

	mu      sync.Mutex
	instead func(http.ResponseWriter, *http.Request) bool
	handler http.Handler
}

// between has f answer requests to the provider in its place, or answer false to leave one to the provider.
func (s *site) between(f func(http.ResponseWriter, *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instead = f
}

// use has handler serve the site from now on.
func (s *site) use(handler http.Handler) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handler = handler
}

// start runs a site where /admin is for the role admin and / for everybody. Change alters its configuration.
func start(t *testing.T, change ...func(*login.Config)) *site {
	t.Helper()
	// Not just any time: the jar of cookies lives by the clock of the machine.
	now := clock.System().Now()
	s := &site{clock: &movable{now: now}, provider: &movable{now: now}}
	var err error
	s.issuer, err = devissuer.Open(t.TempDir(), s.provider)
	require.NoError(t, err)
	s.verifier, err = auth.NewVerifier(auth.Config{}, s.clock, s.issuer.Issuer())
	require.NoError(t, err)
	var provider *openid.Provider
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		instead, handler := s.instead, s.handler
		s.mu.Unlock()
		if strings.HasPrefix(r.URL.Path, "/issuer/") && instead != nil && instead(w, r) {
			return
		}
		provider.Beside(handler).ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	provider, err = openid.New(s.issuer, s.provider, openid.Options{
		URL: s.URL + "/issuer", ClientID: "meedoen", RedirectURI: s.URL + "/login/callback",
		Roles: []string{"admin", "cook", "account.manager"},
	})
	require.NoError(t, err)
	s.use(s.serve(t, s.URL, change...))
	return s
}

// serve answers the handler of a site that browsers reach at public.
func (s *site) serve(t *testing.T, public string, change ...func(*login.Config)) http.Handler {
	t.Helper()
	cfg := login.Defaults()
	cfg.Issuer, cfg.Address, cfg.ClientID = devissuer.Name, s.URL+"/issuer", "meedoen"
	for _, c := range change {
		c(&cfg)
	}
	require.Empty(t, cfg.Validate())
	l, err := login.New(login.Options{
		PublicURL: public, Verifier: s.verifier, Clock: s.clock, Log: slog.New(slog.NewTextHandler(&s.log, nil)),
		Show: func(w http.ResponseWriter, _ *http.Request, m login.Message) {
			w.WriteHeader(m.Status)
			fmt.Fprintln(w, m.Title, m.Text, m.Action.Label, m.Action.Path)
		},
	}, cfg)
	require.NoError(t, err)
	mux := http.NewServeMux()
	for _, path := range []string{"/login", "/login/callback", "/logout"} {
		mux.Handle(path, l.Handler())
	}
	mux.Handle("/admin/", l.Require("admin", http.HandlerFunc(tell)))
	mux.Handle("/", l.Recognise(http.HandlerFunc(tell)))
	return rules.Chain(mux, rules.CallerHeaders("Cookie", "Sec-Fetch-Site"))
}

// tell answers who asks for what.
func tell(w http.ResponseWriter, r *http.Request) {
	identity := auth.From(r.Context())
	if identity == nil {
		identity = &auth.Identity{Subject: "nobody"}
	}
	bearer := strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ey")
	fmt.Fprintf(w, "%s %s by %s, token %t, cookies %d", r.Method, r.URL.RequestURI(), identity.Subject, bearer, len(r.Cookies()))
}

// browser is somebody's browser: it keeps cookies, and the test follows its redirects.
type browser struct {
	http.Client
	site *site
}

func (s *site) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{Client: http.Client{Jar: jar, CheckRedirect: stay}, site: s}
}

type answer struct {
	*http.Response
	body string
}

// ask asks for an address of the site, as browsers do; headers are names and values in turn.
func (b *browser) ask(t *testing.T, method, address string, form url.Values, headers ...string) answer {
	t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.site.URL + address
	}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	response, err := b.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response, string(body)}
}

func (b *browser) get(t *testing.T, address string) answer {
	t.Helper()
	return b.ask(t, http.MethodGet, address, nil)
}

// location answers where a redirects to.
func (a answer) location(t *testing.T) string {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, a.StatusCode, a.body)
	return a.Header.Get("Location")
}

// leave goes to path, and on to the login page of the provider, whose address it answers.
func (b *browser) leave(t *testing.T, path string) string {
	t.Helper()
	return b.get(t, b.get(t, path).location(t)).location(t)
}

// choose fills in the login page at an address, and answers where the provider sends the browser back to.
func (b *browser) choose(t *testing.T, page, name string, roles ...string) string {
	t.Helper()
	return b.ask(t, http.MethodPost, page, url.Values{"name": {name}, "role": roles}).location(t)
}

// login logs in and answers what the browser shows in the end.
func (b *browser) login(t *testing.T, path, name string, roles ...string) answer {
	t.Helper()
	return b.get(t, b.get(t, b.choose(t, b.leave(t, path), name, roles...)).location(t))
}

// cookie answers the value of a cookie that the browser keeps, "" for none.
func (b *browser) cookie(t *testing.T, name string) string {
	t.Helper()
	at, err := url.Parse(b.site.URL + "/login/callback")
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// attempt answers name and value of the cookie of the one login that is under way, "" for none.
func (b *browser) attempt(t *testing.T) (name, value string) {
	t.Helper()
	at, err := url.Parse(b.site.URL + "/login/callback")
	require.NoError(t, err)
	for _, c := range b.Jar.Cookies(at) {
		if strings.HasPrefix(c.Name, "meedoen-login-") {
			require.Empty(t, name, "one login is under way")
			name, value = c.Name, c.Value
		}
	}
	return name, value
}

// keep has the browser keep a cookie.
func (b *browser) keep(t *testing.T, name, value string) {
	t.Helper()
	at, err := url.Parse(b.site.URL + "/login/callback")
	require.NoError(t, err)
	path := "/"
	if name != sessions {
		path = "/login"
	}
	b.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: path}})
}

// sessions is the name of the cookie of a session without TLS.
const sessions = "meedoen-session"

func secret(value string) config.Secret { return config.NewSecret(value) }
