package login_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/login"
)

// key answers a key of 32 bytes as the configuration has it.
func key(letter string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

func withKeys(keys string) func(*login.Config) {
	return func(c *login.Config) { c.CookieKey = secret(keys) }
}

func TestCookieThatIsNotOursIsNoSession(t *testing.T) {
	s := start(t, withKeys(key("a")))
	anna, eve := s.browser(t), s.browser(t)
	anna.login(t, "/admin/", "anna", "admin")
	good := anna.cookie(t, sessions)
	eve.leave(t, "/admin/")
	_, attempt := eve.attempt(t)
	raw, err := base64.RawURLEncoding.DecodeString(good)
	require.NoError(t, err)
	for name, value := range map[string]string{
		"tampered with":       flipped(good),
		"cut":                 good[:len(good)-4],
		"longer":              good + "AAAA",
		"not base64":          "!" + good,
		"another base64":      base64.StdEncoding.EncodeToString(raw) + "=",
		"nothing":             "A",
		"a bare token":        "eyJhbGciOiJub25lIn0.e30.",
		"the other cookie":    attempt,
		"empty under the key": "",
	} {
		eve.keep(t, sessions, value)
		require.Contains(t, eve.get(t, "/admin/").location(t), "/login?return=", name)
	}
	eve.keep(t, sessions, good)
	require.Equal(t, http.StatusOK, eve.get(t, "/admin/").StatusCode, "or the test proves nothing")
}

func TestCookieHidesTheToken(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	raw, err := base64.RawURLEncoding.DecodeString(b.cookie(t, sessions))
	require.NoError(t, err)
	require.NotContains(t, string(raw), "eyJ")
	require.NotContains(t, string(raw), "anna")
}

func TestCookieCountsWhereItsKeyIsKnown(t *testing.T) {
	s := start(t, withKeys(key("a")))
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	for keys, status := range map[string]int{
		key("a"):                   200, // another instance
		key("b") + "," + key("a"):  200, // while keys change
		key("a") + ", " + key("b"): 200,
		key("b"):                   303, // after that
		"":                         303, // a key of its own
	} {
		s.use(s.serve(t, s.URL, withKeys(keys)))
		require.Equal(t, status, b.get(t, "/admin/").StatusCode, keys)
	}
}

func TestFirstOfTheKeysEncrypts(t *testing.T) {
	s := start(t, withKeys(key("b")+","+key("a")))
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	s.use(s.serve(t, s.URL, withKeys(key("b"))))
	require.Equal(t, http.StatusOK, b.get(t, "/admin/").StatusCode)
}

func TestSecondCookieOfTheNameDoesNotHideTheFirst(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	b.login(t, "/admin/", "anna", "admin")
	cookies := sessions + "=planted; " + sessions + "=" + b.cookie(t, sessions)
	b.Jar = nil
	require.Equal(t, http.StatusOK, b.ask(t, http.MethodGet, "/admin/", nil, "Cookie", cookies).StatusCode)
}
