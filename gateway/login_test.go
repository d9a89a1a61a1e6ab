package gateway_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/devissuer/openid"
	"github.com/deschoor/meedoen/platform/clock"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// startWithLogin runs a gateway that people log in to at the development issuer, which is elsewhere.
func startWithLogin(t *testing.T) *suite {
	t.Helper()
	var provider http.Handler
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { provider.ServeHTTP(w, r) }))
	t.Cleanup(elsewhere.Close)
	s := start(t, func(c *gateway.Config) {
		c.Login.Issuer, c.Login.Address, c.Login.ClientID = devissuer.Name, elsewhere.URL+"/issuer", "meedoen"
	})
	var err error
	provider, err = openid.New(s.issuer, clock.System(), openid.Options{
		URL: elsewhere.URL + "/issuer", ClientID: "meedoen", RedirectURI: s.URL + "/login/callback",
		Roles: []string{"account.manager"},
	})
	require.NoError(t, err)
	return s
}

// visit asks for an address with the cookies of jar, follows redirects, and answers the last answer and the addresses.
func visit(t *testing.T, jar http.CookieJar, method, address string, form url.Values) (reply, []string) {
	t.Helper()
	var via []string
	client := http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		via = append(via, r.URL.String())
		return nil
	}}
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return reply{response, body}, via
}

func TestWhoLoggedInReadsThePagesAsThemselves(t *testing.T) {
	s := startWithLogin(t)
	s.answer = &reportingv1.Account{Year: 2022}
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)

	form, _ := visit(t, jar, http.MethodGet, s.URL+"/login?return=/verantwoording/2022", nil)
	page, via := visit(t, jar, http.MethodPost, form.Request.URL.String(),
		url.Values{"name": {"anna"}, "role": {"account.manager"}})

	require.Equal(t, http.StatusOK, page.StatusCode)
	require.Equal(t, s.URL+"/verantwoording/2022", page.Request.URL.String())
	require.Equal(t, "Authorization, Cookie", page.Header.Get("Vary"))
	require.Equal(t, "private, no-cache", page.Header.Get("Cache-Control"))
	token := strings.TrimPrefix(s.metadata.Get("authorization")[0], "Bearer ")
	require.Equal(t, 2, strings.Count(token, "."))
	require.Empty(t, s.metadata.Get("cookie"))

	t.Run("the API knows no cookies", func(t *testing.T) {
		s.metadata = nil
		visit(t, jar, http.MethodGet, s.URL+"/v1/locations", nil)
		require.Empty(t, s.metadata.Get("authorization"))
	})
	t.Run("the way out is a button", func(t *testing.T) {
		asked, _ := visit(t, jar, http.MethodGet, s.URL+"/logout", nil)
		require.Contains(t, string(asked.body), `<form class="next" method="post" action="/logout">`)
		require.Contains(t, asked.Header.Get("Content-Security-Policy"), "form-action 'self'")
		left, _ := visit(t, jar, http.MethodPost, s.URL+"/logout", nil)
		require.Contains(t, string(left.body), "U bent uitgelogd")
		require.NotContains(t, string(left.body), "Foutcode")
		s.metadata = nil
		visit(t, jar, http.MethodGet, s.URL+"/verantwoording/2022", nil)
		require.Empty(t, s.metadata.Get("authorization"))
	})
	t.Run("neither log nor trace holds what logs in", func(t *testing.T) {
		callback, err := url.Parse(via[0])
		require.NoError(t, err)
		s.Close() // the spans end
		for _, secret := range []string{callback.Query().Get("code"), callback.Query().Get("state"), token, "anna"} {
			require.NotEmpty(t, secret)
			require.NotContains(t, s.log.String(), secret)
			var names []string
			for _, span := range s.spans.GetSpans() {
				names = append(names, span.Name)
				for _, a := range span.Attributes {
					require.NotContains(t, a.Value.String(), secret, "%s of %s", a.Key, span.Name)
				}
			}
			require.Subset(t, names, []string{"GET /login", "GET /login/callback", "POST /logout", "GET /verantwoording/{year}"})
		}
	})
}

func TestGatewayWithoutLoginSaysSo(t *testing.T) {
	s := start(t)
	got := s.do(t, http.MethodGet, "/login", "")
	require.Equal(t, http.StatusNotImplemented, got.StatusCode)
	require.Contains(t, string(got.body), "gateway.login.issuer")
	require.Equal(t, "DENY", got.Header.Get("X-Frame-Options"))
}
