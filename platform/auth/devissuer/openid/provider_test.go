package openid_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/devissuer/openid"
)

const (
	callback = "https://shop.example/callback?shop=1"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)

func noon() time.Time { return time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC) }

// movable is a clock that a test sets.
type movable struct{ now time.Time }

func (m *movable) Now() time.Time { return m.now }

type rig struct {
	*httptest.Server
	clock  *movable
	issuer *devissuer.Issuer
}

// start serves a provider over HTTP, with nothing beside it.
func start(t *testing.T) *rig {
	t.Helper()
	s := &rig{clock: &movable{noon()}}
	var err error
	s.issuer, err = devissuer.Open(t.TempDir(), s.clock)
	require.NoError(t, err)
	var handler http.Handler
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	s.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	provider, err := openid.New(s.issuer, s.clock, openid.Options{
		URL: s.URL + "/issuer", ClientID: "shop", RedirectURI: callback, Roles: []string{"baker", "cook"},
	})
	require.NoError(t, err)
	handler = provider.Beside(http.NotFoundHandler())
	return s
}

type answer struct {
	*http.Response
	body string
}

// send sends a request with a form where there is one; headers are names and values in turn.
func (s *rig) send(t *testing.T, method, path string, form url.Values, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := s.Client().Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response, string(body)}
}

func challenge() string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorize answers the path of a good authorization request, changed as changes say; a nil value removes a parameter.
func authorize(changes url.Values) string {
	query := url.Values{
		"client_id": {"shop"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid profile"},
		"state": {"s&t"}, "nonce": {"n"}, "code_challenge": {challenge()}, "code_challenge_method": {"S256"},
	}
	maps.Copy(query, changes)
	return "/issuer/authorize?" + query.Encode()
}

// code logs in and answers the code that the client gets.
func (s *rig) code(t *testing.T) string {
	t.Helper()
	got := s.send(t, http.MethodPost, authorize(nil), url.Values{"name": {" Anna "}, "role": {"cook", "baker"}})
	return sentBack(t, got).Get("code")
}

// sentBack answers what the client is told.
func sentBack(t *testing.T, a answer) url.Values {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, a.StatusCode, a.body)
	location, err := a.Location()
	require.NoError(t, err)
	query := location.Query()
	location.RawQuery = "shop=" + query.Get("shop")
	require.Equal(t, callback, location.String())
	return query
}

// exchange answers what the token endpoint says to a good request, changed as changes say.
func (s *rig) exchange(t *testing.T, code string, changes url.Values, headers ...string) answer {
	t.Helper()
	form := url.Values{
		"grant_type": {"authorization_code"}, "client_id": {"shop"}, "redirect_uri": {callback},
		"code": {code}, "code_verifier": {verifier},
	}
	maps.Copy(form, changes)
	return s.send(t, http.MethodPost, "/issuer/token", form, headers...)
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	require.Equal(t, "application/json", a.Header.Get("Content-Type"), a.body)
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(a.body), &object))
	return object
}

func TestCodeBecomesTokensThatSayWhatWasChosen(t *testing.T) {
	s := start(t)

	got := s.exchange(t, s.code(t), nil)

	require.Equal(t, http.StatusOK, got.StatusCode, got.body)
	tokens := got.json(t)
	require.Equal(t, "Bearer", tokens["token_type"])
	require.InDelta(t, (12 * time.Hour).Seconds(), tokens["expires_in"], 0)
	v, err := auth.NewVerifier(auth.Config{}, s.clock, s.issuer.Issuer())
	require.NoError(t, err)
	identity, err := v.Verify(t.Context(), tokens["access_token"].(string))
	require.NoError(t, err)
	require.Equal(t, &auth.Identity{
		Subject: "Anna", Roles: []string{"cook", "baker"}, Issuer: devissuer.Name, ExpiresAt: noon().Add(12 * time.Hour),
	}, identity)
	id, err := jwt.ParseSigned(tokens["id_token"].(string), []jose.SignatureAlgorithm{jose.EdDSA})
	require.NoError(t, err)
	var claims map[string]any
	require.NoError(t, id.UnsafeClaimsWithoutVerification(&claims))
	require.Subset(t, claims, map[string]any{"sub": "Anna", "aud": "shop", "nonce": "n", "iss": devissuer.Name})
}

func TestStateComesBackToTheLetter(t *testing.T) {
	s := start(t)
	got := s.send(t, http.MethodPost, authorize(nil), url.Values{"name": {"anna"}})
	require.Equal(t, "s&t", sentBack(t, got).Get("state"))
}

func TestStrangerIsNeverSentAnywhere(t *testing.T) {
	s := start(t)
	for name, changes := range map[string]url.Values{
		"another client":     {"client_id": {"mall"}},
		"no client":          {"client_id": nil},
		"two clients":        {"client_id": {"shop", "mall"}},
		"another address":    {"redirect_uri": {"https://evil.example/"}},
		"a longer address":   {"redirect_uri": {callback + "&more"}},
		"a shorter address":  {"redirect_uri": {"https://shop.example/callback"}},
		"no address":         {"redirect_uri": nil},
		"a second address":   {"redirect_uri": {callback, "https://evil.example/"}},
		"and other mistakes": {"redirect_uri": {"https://evil.example/"}, "response_type": {"token"}},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			got := s.send(t, method, authorize(changes), url.Values{"name": {"anna"}})
			require.Equal(t, http.StatusBadRequest, got.StatusCode, name)
			require.Empty(t, got.Header.Get("Location"), name)
			require.NotContains(t, got.body, "evil")
		}
	}
}

func TestClientIsToldWhyItsRequestIsRefused(t *testing.T) {
	s := start(t)
	for name, test := range map[string]struct {
		changes url.Values
		want    string
	}{
		"tokens at once":        {url.Values{"response_type": {"token"}}, "unsupported_response_type"},
		"an answer as a form":   {url.Values{"response_mode": {"form_post"}}, "invalid_request"},
		"no OpenID Connect":     {url.Values{"scope": {"profile"}}, "invalid_scope"},
		"no PKCE":               {url.Values{"code_challenge": nil, "code_challenge_method": nil}, "invalid_request"},
		"PKCE without a hash":   {url.Values{"code_challenge_method": {"plain"}}, "invalid_request"},
		"PKCE by default":       {url.Values{"code_challenge_method": nil}, "invalid_request"},
		"a challenge too short": {url.Values{"code_challenge": {"abc"}}, "invalid_request"},
		"a request as a token":  {url.Values{"request": {"e30"}}, "request_not_supported"},
		"a request elsewhere":   {url.Values{"request_uri": {"urn:x"}}, "request_uri_not_supported"},
		"a silent login":        {url.Values{"prompt": {"none"}}, "login_required"},
		"something twice":       {url.Values{"nonce": {"n", "m"}}, "invalid_request"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			told := sentBack(t, s.send(t, method, authorize(test.changes), url.Values{"name": {"anna"}}))
			require.Equal(t, test.want, told.Get("error"), name)
			require.Equal(t, "s&t", told.Get("state"), name)
			require.Empty(t, told.Get("code"), name)
		}
	}
}

func TestCancelledLoginIsTold(t *testing.T) {
	s := start(t)
	told := sentBack(t, s.send(t, http.MethodPost, authorize(nil), url.Values{"name": {"anna"}, "cancel": {"true"}}))
	require.Equal(t, "access_denied", told.Get("error"))
}

func TestCodeCountsOnceAlsoForTwoAtATime(t *testing.T) {
	s := start(t)
	code := s.code(t)
	var mu sync.Mutex
	statuses := map[int]int{}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			got := s.exchange(t, code, nil)
			mu.Lock()
			defer mu.Unlock()
			statuses[got.StatusCode]++
		})
	}
	group.Wait()
	require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusBadRequest: 7}, statuses)
}

func TestCodeCountsForAMinute(t *testing.T) {
	s := start(t)
	first, second := s.code(t), s.code(t)

	s.clock.now = noon().Add(time.Minute - time.Microsecond)
	require.Equal(t, http.StatusOK, s.exchange(t, first, nil).StatusCode)

	s.clock.now = noon().Add(time.Minute)
	require.Equal(t, "invalid_grant", s.exchange(t, second, nil).json(t)["error"])
}

func TestExchangeIsRefusedForTheRightReason(t *testing.T) {
	s := start(t)
	for name, test := range map[string]struct {
		changes url.Values
		status  int
		want    string
	}{
		"another verifier": {url.Values{"code_verifier": {verifier[1:] + "x"}}, 400, "invalid_grant"},
		"no verifier":      {url.Values{"code_verifier": nil}, 400, "invalid_grant"},
		"the challenge":    {url.Values{"code_verifier": {challenge()}}, 400, "invalid_grant"},
		"another address":  {url.Values{"redirect_uri": {"https://evil.example/"}}, 400, "invalid_grant"},
		"no code":          {url.Values{"code": nil}, 400, "invalid_grant"},
		"another client":   {url.Values{"client_id": {"mall"}}, 401, "invalid_client"},
		"another grant":    {url.Values{"grant_type": {"password"}}, 400, "unsupported_grant_type"},
		"something twice":  {url.Values{"code": {"a", "b"}}, 400, "invalid_request"},
	} {
		got := s.exchange(t, s.code(t), test.changes)
		require.Equal(t, test.status, got.StatusCode, name)
		require.Equal(t, test.want, got.json(t)["error"], name)
	}
	require.Equal(t, "invalid_client", s.exchange(t, s.code(t), nil, "Authorization", "Basic c2hvcDo=").json(t)["error"])
}

func TestWrongVerifierSpendsTheCode(t *testing.T) {
	s := start(t)
	code := s.code(t)
	s.exchange(t, code, url.Values{"code_verifier": {"guess"}})
	require.Equal(t, "invalid_grant", s.exchange(t, code, nil).json(t)["error"])
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	s := start(t)
	form := url.Values{"name": {"anna"}, "role": {"cook"}}
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		got := s.send(t, http.MethodPost, authorize(nil), form, headers...)
		require.Equal(t, http.StatusForbidden, got.StatusCode, headers)
		require.Empty(t, got.Header.Get("Location"))
	}
	got := s.send(t, http.MethodPost, authorize(nil), form, "Sec-Fetch-Site", "same-origin", "Origin", s.URL)
	require.NotEmpty(t, sentBack(t, got).Get("code"))
}

func TestNameThatWasMadeToPointHereIsRefused(t *testing.T) {
	s := start(t)
	got := s.send(t, http.MethodPost, authorize(nil), url.Values{"name": {"anna"}}, "Host", "evil.example")
	require.Equal(t, http.StatusMisdirectedRequest, got.StatusCode)
	require.Empty(t, got.Header.Get("Location"))
}

func TestWhatCannotBeChosenIsAskedAgain(t *testing.T) {
	s := start(t)
	for want, form := range map[string]url.Values{
		"Vul een naam in":       {"name": {"  "}, "role": {"cook"}},
		"hoogstens 64 tekens":   {"name": {strings.Repeat("é", 65)}, "role": {"cook"}},
		"niet te tonen":         {"name": {"an\x00na"}, "role": {"cook"}},
		"alleen rollen uit":     {"name": {"anna"}, "role": {"cook", "king"}},
		`value="cook" checked`:  {"name": {""}, "role": {"cook"}},
		`&lt;b&gt;&#34; onload`: {"name": {`<b>" onload`}, "role": {"king"}},
	} {
		got := s.send(t, http.MethodPost, authorize(nil), form)
		require.Equal(t, http.StatusBadRequest, got.StatusCode)
		require.Contains(t, got.body, want)
	}
	longest := s.send(t, http.MethodPost, authorize(nil), url.Values{"name": {strings.Repeat("é", 64)}})
	require.NotEmpty(t, sentBack(t, longest).Get("code"))
}

func TestPageIsMarkedAndLoadsItsOwnStyleAlone(t *testing.T) {
	s := start(t)
	page := s.send(t, http.MethodGet, authorize(nil), nil)
	require.Equal(t, http.StatusOK, page.StatusCode)
	require.Contains(t, page.body, "dit is geen echte aanmelding")
	require.Contains(t, page.body, `value="baker"`)
	require.NotContains(t, page.body, "<script")
	require.NotContains(t, page.body, "style=")
	policy := page.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "form-action 'self' https://shop.example")
	name := regexp.MustCompile(`page\.[0-9a-f]{12}\.css`).FindString(page.body)
	style := s.send(t, http.MethodGet, "/issuer/"+name, nil)
	require.Equal(t, http.StatusOK, style.StatusCode)
	require.Contains(t, style.Header.Get("Cache-Control"), "immutable")
}

func TestDiscoveryNamesWhatIsServed(t *testing.T) {
	s := start(t)
	document := s.send(t, http.MethodGet, "/issuer/.well-known/openid-configuration", nil).json(t)
	require.Equal(t, devissuer.Name, document["issuer"])
	require.Equal(t, s.URL+"/issuer/authorize", document["authorization_endpoint"])
	require.Equal(t, s.URL+"/issuer/token", document["token_endpoint"])
	keys := s.send(t, http.MethodGet, strings.TrimPrefix(document["jwks_uri"].(string), s.URL), nil)
	set, err := s.issuer.JWKS()
	require.NoError(t, err)
	require.JSONEq(t, string(set), keys.body)
}

func TestWhatIsNotTheIssuersGoesOn(t *testing.T) {
	s := start(t)
	for path, status := range map[string]int{"/": 404, "/issuer": 404, "/issuers/authorize": 404, "/issuer/authorize": 400} {
		require.Equal(t, status, s.send(t, http.MethodGet, path, nil).StatusCode, path)
	}
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	for _, options := range []openid.Options{
		{URL: "http://127.0.0.1:1", RedirectURI: callback},
		{URL: "/issuer", RedirectURI: callback},
		{URL: "http://127.0.0.1:1/issuer", RedirectURI: "/callback"},
	} {
		_, err := openid.New(nil, &movable{noon()}, options)
		require.ErrorContains(t, err, "development issuer")
	}
}
