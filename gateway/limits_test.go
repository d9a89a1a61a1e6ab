package gateway_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/limits"
)

const somePath = "/v1/locations"

// limited answers a change of the settings.
func limited(l limits.Config) func(*gateway.Config) { return func(c *gateway.Config) { c.Limits = l } }

// exhaust calls until it is refused, and answers the refusal.
func (s *suite) exhaust(t *testing.T, path string, headers ...string) reply {
	t.Helper()
	for range 1000 {
		if r := s.do(t, http.MethodGet, path, "", headers...); r.StatusCode == http.StatusTooManyRequests {
			return r
		}
	}
	require.Fail(t, "nothing is refused")
	return reply{}
}

func (s *suite) bearer(t *testing.T, subject string) string {
	t.Helper()
	token, err := s.issuer.Token(devissuer.Claims{Subject: subject})
	require.NoError(t, err)
	return "Bearer " + token
}

func TestWhoAsksTooOftenIsToldWhenToGoOn(t *testing.T) {
	s := start(t, limited(limits.Config{Rate: 1, Burst: 5}))
	anna := s.bearer(t, "anna")
	r := s.exhaust(t, somePath, "Authorization", anna)
	require.Equal(t, "RATE_LIMITED", r.problem(t).Reason)
	require.Equal(t, "1", r.Header.Get("Retry-After"))
	require.Equal(t, `"caller";q=5;w=5`, r.Header.Get("RateLimit-Policy"))
	require.Equal(t, `"caller";r=0;t=1`, r.Header.Get("RateLimit"))
	require.NotEmpty(t, r.Header.Get("API-Version"))
	require.NotEmpty(t, r.Header.Get("Strict-Transport-Security"))
	require.NotContains(t, s.log.String(), "anna")

	require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "", "Authorization", s.bearer(t, "bram")).StatusCode, "another caller")
	require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "").StatusCode, "nobody is yet another")
	s.exhaust(t, somePath)
	for _, path := range []string{"/", "/verantwoording/2022", "/docs", "/agenda", "/hsds/services", "/agenda/aanbod.ics"} {
		require.Equal(t, 429, s.exhaust(t, path).StatusCode, path)
	}
	for range 50 {
		require.Equal(t, 200, s.do(t, http.MethodGet, "/healthz", "").StatusCode, "who asks for health is never refused")
	}
}

func TestLimitsAreOffWhereTheyAreZero(t *testing.T) {
	s := start(t, limited(limits.Config{}))
	for range 3000 {
		require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "").StatusCode)
	}
}

func TestWordOfAProxyCountsOnlyWhereItIsTrusted(t *testing.T) {
	ask := func(s *suite, forwarded string) int {
		return s.do(t, http.MethodGet, somePath, "", "X-Forwarded-For", forwarded, "Forwarded", "for=203.0.113.9").StatusCode
	}
	bound := limits.Config{Rate: 1, Burst: 1}
	open := start(t, limited(bound))
	open.exhaust(t, somePath, "X-Forwarded-For", "192.0.2.1")
	require.Equal(t, 429, ask(open, "192.0.2.2"), "anybody can write that")

	behind := start(t, limited(bound), func(c *gateway.Config) {
		c.TrustedProxies = []string{"127.0.0.1", "::1", "10.0.0.0/8"}
	})
	behind.exhaust(t, somePath, "X-Forwarded-For", "192.0.2.1")
	require.Equal(t, 200, ask(behind, "192.0.2.2"))
	require.Equal(t, 200, ask(behind, "192.0.2.2, 192.0.2.3:4711, 10.1.2.3"), "the last that is no proxy")
	require.Equal(t, 429, ask(behind, "198.51.100.7, 192.0.2.3"), "what it wrote itself before does not count")
	require.Equal(t, 200, ask(behind, "2001:db8:1:2::1"))
	require.Equal(t, 429, ask(behind, "2001:db8:1:2::ffff"), "another address of the same subscriber")
	require.Equal(t, 200, ask(behind, "2001:db8:1:3::1"))
	require.Equal(t, 200, ask(behind, "unknown"), "the proxy itself")
	require.Equal(t, 429, ask(behind, "192.0.2.77, _hidden"))
}

func TestTokensThatDoNotCountAreNotLookedAtForEver(t *testing.T) {
	s := start(t, limited(limits.Config{Rate: 100_000}))
	anna := s.bearer(t, "anna")
	require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "", "Authorization", anna).StatusCode)
	refused := 0
	for i := 0; refused == 0 && i < 5000; i++ {
		if s.do(t, http.MethodGet, somePath, "", "Authorization", fmt.Sprint("Bearer guess-", i)).StatusCode == http.StatusTooManyRequests {
			refused = i
		}
	}
	require.GreaterOrEqual(t, refused, 200)
	require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "", "Authorization", anna).StatusCode, "a token that was verified before")
}

func TestTooManyRequestsUnderWayAreShed(t *testing.T) {
	s := start(t, limited(limits.Config{InFlight: 4}))
	s.wait = make(chan struct{})
	first := make(chan int, 1)
	go func() { first <- s.do(t, http.MethodGet, somePath, "").StatusCode }()
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.method != ""
	}, time.Minute, time.Millisecond)
	r := s.do(t, http.MethodGet, somePath, "")
	require.Equal(t, 503, r.StatusCode)
	require.Equal(t, "OVERLOADED", r.problem(t).Reason)
	require.Equal(t, "1", r.Header.Get("Retry-After"))
	close(s.wait)
	require.Equal(t, 200, <-first)
	require.Equal(t, 200, s.do(t, http.MethodGet, somePath, "").StatusCode)
}

func TestServiceThatIsExhaustedSaysWhenToTryAgain(t *testing.T) {
	s := start(t)
	s.err = limits.RateLimited(1500 * time.Millisecond)
	r := s.do(t, http.MethodGet, somePath, "")
	require.Equal(t, 429, r.StatusCode)
	require.Equal(t, "RATE_LIMITED", r.problem(t).Reason)
	require.Equal(t, "2", r.Header.Get("Retry-After"))
	s.err = fault.New(fault.Unavailable, "SERVER_STOPPING", "It stops.")
	require.Empty(t, s.do(t, http.MethodGet, somePath, "").Header.Get("Retry-After"), "nobody said so")
}

func TestAddressThatIsTooLongIsRefused(t *testing.T) {
	s := start(t)
	for _, path := range []string{somePath, "/", "/docs", "/agenda", "/nowhere"} {
		r := s.do(t, http.MethodGet, path+"?q="+strings.Repeat("x", 8000), "")
		require.Equal(t, 414, r.StatusCode, path)
		require.Equal(t, "URL_TOO_LONG", r.problem(t).Reason)
	}
	r := s.do(t, http.MethodGet, somePath+"?"+strings.Repeat("a=1&", 200)+"a=1", "")
	require.Equal(t, "QUERY_KEYS_TOO_MANY", r.problem(t).Reason)
}

// TestBodyThatDripsIsGivenUp: one that sends a byte now and then would hold a place for as long as it likes.
func TestBodyThatDripsIsGivenUp(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.BodyTimeout = 200 * time.Millisecond })
	conn, err := net.Dial("tcp", s.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST /v1/locations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	require.NoError(t, err)
	ended := make(chan struct{})
	go func() {
		for drip := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-drip.C:
				_, _ = io.WriteString(conn, " ")
			case <-ended:
				drip.Stop()
				return
			}
		}
	}()
	answer, err := io.ReadAll(conn)
	close(ended)
	require.NotEmpty(t, answer, "%v", err)
	require.Contains(t, string(answer), "408 Request Timeout")
	require.Contains(t, string(answer), "BODY_TOO_SLOW")
	require.Contains(t, string(answer), "Connection: close")
}

// TestDeepBodyIsRefusedLikeAnyOther: who nests deeper than anybody would costs nothing but what reading it takes.
func TestDeepBodyIsRefusedLikeAnyOther(t *testing.T) {
	s := start(t)
	for _, deep := range []string{strings.Repeat("[", 1_000_000), strings.Repeat(`{"a":`, 200_000)} {
		require.Equal(t, 400, s.do(t, http.MethodPost, somePath, deep).StatusCode)
	}
	r := s.do(t, http.MethodPost, somePath, strings.Repeat(" ", 2<<20))
	require.Equal(t, 413, r.StatusCode)
	require.Equal(t, "BODY_TOO_LARGE", r.problem(t).Reason)
}
