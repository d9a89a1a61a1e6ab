package webhook_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/webhook"
)

// answering answers what answers a status, and counts how often it was asked.
func answering(status int, calls *atomic.Int32) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(status)
	}
}

func TestReceiverVerifiesWhatWasSentWithItsLibrary(t *testing.T) {
	var header http.Header
	var body []byte
	r := newReceiver(t, func(_ http.ResponseWriter, req *http.Request) {
		header, body = req.Header, nil
		if req.Method == http.MethodPost && req.URL.RequestURI() == "/geheim-pad?sleutel=geheim" {
			body, _ = io.ReadAll(req.Body)
		}
	})
	s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
	one, other, unknown := webhook.NewSecret(), webhook.NewSecret(), webhook.NewSecret()
	require.NotEqual(t, one, other)
	m := message(r.called(t, "example.com"), one, other)
	require.NoError(t, s.Send(t.Context(), m))
	require.Equal(t, m.Body, body)
	require.Equal(t, "one", header.Get("webhook-id"))
	require.Equal(t, "1795694400", header.Get("webhook-timestamp"))
	require.Equal(t, "application/json", header.Get("Content-Type"))
	for secret, knows := range map[string]bool{one: true, other: true, unknown: false} {
		verifier, err := standardwebhooks.NewWebhook(secret)
		require.NoError(t, err)
		require.Equal(t, knows, verifier.VerifyIgnoringTimestamp(body, header) == nil)
		require.Error(t, verifier.VerifyIgnoringTimestamp(append(body, ' '), header))
	}
}

func TestMessageWithoutAUsableSecretIsNotSent(t *testing.T) {
	var calls atomic.Int32
	r := newReceiver(t, answering(http.StatusOK, &calls))
	s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
	m := message(r.called(t, "example.com"), "whsec_geheim!")
	err := s.Send(t.Context(), m)
	require.ErrorContains(t, err, "secret 1")
	require.NotContains(t, err.Error(), "geheim")
	m.Secrets = nil
	require.Error(t, s.Send(t.Context(), m))
	require.Zero(t, calls.Load())
}

func TestEachAnswerHasItsReason(t *testing.T) {
	for status, want := range map[int]webhook.Failure{
		200: {}, 201: {}, 204: {}, 299: {},
		300: {Reason: webhook.Redirected, Status: 300},
		304: {Reason: webhook.Redirected, Status: 304},
		400: {Reason: webhook.Refused, Status: 400},
		401: {Reason: webhook.Refused, Status: 401},
		410: {Reason: webhook.Gone, Status: 410},
		500: {Reason: webhook.Refused, Status: 500},
		503: {Reason: webhook.Refused, Status: 503},
	} {
		var calls atomic.Int32
		r := newReceiver(t, answering(status, &calls))
		s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
		err := s.Send(t.Context(), message(r.called(t, "example.com")))
		if want == (webhook.Failure{}) {
			require.NoError(t, err)
		} else {
			requireFailure(t, want, err)
		}
		require.Equal(t, int32(1), calls.Load(), "it is sent once")
	}
}

func TestReceiverMayAskToWait(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90": 90 * time.Second, "0": 0, "7200": time.Hour, "-5": 0, "soon": 0, "Thu, 26 Nov 2026 12:00:00 GMT": 0, "99999999999999999999": 0,
	} {
		r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", text)
			w.WriteHeader(http.StatusServiceUnavailable)
		})
		s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
		requireFailure(t, webhook.Failure{Reason: webhook.Refused, Status: 503, After: want},
			s.Send(t.Context(), message(r.called(t, "example.com"))))
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	var calls atomic.Int32
	elsewhere := newReceiver(t, answering(http.StatusOK, &calls))
	for _, status := range []int{301, 302, 303, 307, 308} {
		r := newReceiver(t, func(w http.ResponseWriter, req *http.Request) { http.Redirect(w, req, elsewhere.URL, status) })
		s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
		requireFailure(t, webhook.Failure{Reason: webhook.Redirected, Status: status},
			s.Send(t.Context(), message(r.called(t, "example.com"))))
	}
	require.Zero(t, calls.Load())
}

func TestHostThatMovedToAPrivateAddressIsNotReached(t *testing.T) {
	var calls atomic.Int32
	r := newReceiver(t, answering(http.StatusOK, &calls))
	for name, then := range map[string][]string{
		"loopback":          {"127.0.0.1"},
		"beside a good one": {"93.184.215.14", "127.0.0.1"},
		"in IPv6":           {"::ffff:127.0.0.1"},
		"by NAT64":          {"64:ff9b::7f00:1"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSender(t, webhook.Config{Roots: r.roots}, hosts{"example.com": {{"93.184.215.14"}, then}})
			address := r.called(t, "example.com")
			require.Empty(t, s.CheckAddress(t.Context(), "url", address), "it was good when it was given")
			requireFailure(t, webhook.Failure{Reason: webhook.Prohibited}, s.Send(t.Context(), message(address)))
			require.Zero(t, calls.Load())
		})
	}
	// The same receiver, where the organisation allows it.
	s := newSender(t, r.loopback(), hosts{"example.com": {{"93.184.215.14"}, {"127.0.0.1"}}})
	require.Empty(t, s.CheckAddress(t.Context(), "url", r.called(t, "example.com")))
	require.NoError(t, s.Send(t.Context(), message(r.called(t, "example.com"))))
	require.Equal(t, int32(1), calls.Load())
}

func TestAddressThatWasNeverCheckedIsNotReachedEither(t *testing.T) {
	var calls atomic.Int32
	r := newReceiver(t, answering(http.StatusOK, &calls))
	closed := newSender(t, webhook.Config{Roots: r.roots}, at("example.com", "127.0.0.1"))
	open := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
	good := r.called(t, "example.com")
	for address, s := range map[string]*webhook.Sender{
		r.URL: closed,
		good:  closed,
		strings.Replace(good, "https", "http", 1):          open,
		strings.Replace(good, "https://", "https://a@", 1): open,
		"https://example.com:22/":                          open,
		"https://127.1/":                                   open,
		"%":                                                open,
		"":                                                 open,
	} {
		requireFailure(t, webhook.Failure{Reason: webhook.Prohibited}, s.Send(t.Context(), message(address)))
	}
	require.Zero(t, calls.Load())
}

func TestReceiverWithoutAGoodCertificateIsNotTold(t *testing.T) {
	var calls atomic.Int32
	r := newReceiver(t, answering(http.StatusOK, &calls))
	resolver := hosts{"example.com": {{"127.0.0.1"}}, "ander.nl": {{"127.0.0.1"}}}
	unknown := newSender(t, webhook.Config{Networks: []string{"127.0.0.0/8"}}, resolver)
	requireFailure(t, webhook.Failure{Reason: webhook.Untrusted}, unknown.Send(t.Context(), message(r.called(t, "example.com"))))
	s := newSender(t, r.loopback(), resolver)
	requireFailure(t, webhook.Failure{Reason: webhook.Untrusted}, s.Send(t.Context(), message(r.called(t, "ander.nl"))))
	require.Zero(t, calls.Load())

	old := newReceiver(t, answering(http.StatusOK, &calls))
	old.TLS.MaxVersion = tls.VersionTLS11
	requireFailure(t, webhook.Failure{Reason: webhook.Untrusted},
		newSender(t, old.loopback(), resolver).Send(t.Context(), message(old.called(t, "example.com"))))
	require.Zero(t, calls.Load())
}

func TestReceiverThatCannotBeReachedIsAFailure(t *testing.T) {
	r := newReceiver(t, answering(http.StatusOK, new(atomic.Int32)))
	address := r.called(t, "example.com")
	requireFailure(t, webhook.Failure{Reason: webhook.Unresolved},
		newSender(t, r.loopback(), hosts{}).Send(t.Context(), message(address)))
	r.Close()
	requireFailure(t, webhook.Failure{Reason: webhook.Unreachable},
		newSender(t, r.loopback(), at("example.com", "127.0.0.1")).Send(t.Context(), message(address)))

	broken := newReceiver(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	requireFailure(t, webhook.Failure{Reason: webhook.Unreachable},
		newSender(t, broken.loopback(), at("example.com", "127.0.0.1")).Send(t.Context(), message(broken.called(t, "example.com"))))
}

func TestNextAddressOfAHostIsTried(t *testing.T) {
	var calls atomic.Int32
	r := newReceiver(t, answering(http.StatusOK, &calls))
	s := newSender(t, r.loopback(), at("example.com", "127.0.0.2", "127.0.0.1")) // nobody listens at the first
	require.NoError(t, s.Send(t.Context(), message(r.called(t, "example.com"))))
	require.Equal(t, int32(1), calls.Load())
}

func TestReceiverThatTakesTooLongIsGivenUp(t *testing.T) {
	end := make(chan struct{})
	r := newReceiver(t, func(http.ResponseWriter, *http.Request) { <-end })
	defer close(end)
	s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
	s.SetTimeout(50 * time.Millisecond)
	requireFailure(t, webhook.Failure{Reason: webhook.TimedOut}, s.Send(t.Context(), message(r.called(t, "example.com"))))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Send(ctx, message(r.called(t, "example.com"))), context.Canceled, "which is no fault of the receiver")
}

func TestEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	ended := make(chan struct{})
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(ended)
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	s := newSender(t, r.loopback(), at("example.com", "127.0.0.1"))
	require.NoError(t, s.Send(t.Context(), message(r.called(t, "example.com"))))
	<-ended

	long := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("a", 1<<20)) })
	s = newSender(t, long.loopback(), at("example.com", "127.0.0.1"))
	requireFailure(t, webhook.Failure{Reason: webhook.Unreachable}, s.Send(t.Context(), message(long.called(t, "example.com"))))
}

func TestPausesGrowToAnHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100_000).Draw(t, "failures")
		longest := time.Hour
		if n <= 10 {
			longest = 5 * time.Second << (n - 1)
		}
		pause := webhook.PauseAfter(n)
		require.LessOrEqual(t, pause, longest)
		require.Greater(t, pause, longest*3/4-time.Second)
	})
	different := map[time.Duration]bool{}
	for range 20 {
		different[webhook.PauseAfter(20)] = true
	}
	require.Greater(t, len(different), 10, "they differ")
}
