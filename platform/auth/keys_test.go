package auth_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

func configured(t *testing.T, clk clock.Clock, issuer auth.IssuerConfig) *auth.Verifier {
	t.Helper()
	v, err := auth.NewVerifier(auth.Config{Issuers: []auth.IssuerConfig{issuer}}, clk)
	require.NoError(t, err)
	return v
}

// keyServer serves a text as keys, or fails where there is none.
type keyServer struct {
	text    atomic.Pointer[string]
	fetches atomic.Int32
	entered chan struct{} // where set, each fetch is told, and waits for leave
	leave   chan struct{}
}

func (s *keyServer) start(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fetches.Add(1)
		if s.entered != nil {
			s.entered <- struct{}{}
			<-s.leave
		}
		text := *s.text.Load()
		if text == "" || r.Header.Get("Cache-Control") != "no-cache" {
			http.Error(w, `{"keys":[]}`, http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (s *keyServer) say(text string) { s.text.Store(&text) }

func (s *keyServer) serve(t *testing.T, keys ...keyPair) {
	t.Helper()
	text, err := json.Marshal(jwks(keys...))
	require.NoError(t, err)
	s.say(string(text))
}

// remote is a verifier of the tokens of one issuer whose keys a keyServer serves.
type remote struct {
	*auth.Verifier
	*movable
	keyServer
	callers int
}

func newRemote(t *testing.T, keys ...keyPair) *remote {
	t.Helper()
	r := &remote{movable: &movable{noon()}}
	r.serve(t, keys...)
	r.Verifier = configured(t, r.movable, auth.IssuerConfig{Issuer: issuerName, JWKSURL: r.start(t)})
	return r
}

// verify verifies a token of key that was not seen before and is good for days.
func (r *remote) verify(t *testing.T, key keyPair) error {
	t.Helper()
	r.callers++
	_, err := r.Verify(t.Context(), key.sign(t, claims(map[string]any{
		"sub": "anna" + strings.Repeat("h", r.callers), "exp": noon().AddDate(0, 0, 7).Unix(),
	})))
	return err
}

func requireReason(t *testing.T, err error, reason string) {
	t.Helper()
	require.True(t, fault.Is(err, reason), "%v", err)
}

func TestKeysAreFetchedOnceForManyTokens(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)

	require.NoError(t, r.verify(t, key))
	r.now = noon().Add(10*time.Minute - time.Microsecond)
	require.NoError(t, r.verify(t, key))

	require.EqualValues(t, 1, r.fetches.Load())
}

func TestWithdrawnKeyStopsCountingAfterTenMinutes(t *testing.T) {
	withdrawn, kept := ed25519Key(t, "withdrawn"), ed25519Key(t, "kept")
	r := newRemote(t, withdrawn, kept)
	require.NoError(t, r.verify(t, withdrawn))
	r.serve(t, kept)

	r.now = noon().Add(10 * time.Minute)

	requireReason(t, r.verify(t, withdrawn), "TOKEN_INVALID")
	require.NoError(t, r.verify(t, kept))
	require.EqualValues(t, 2, r.fetches.Load())
}

func TestNewKeyCountsAtOnce(t *testing.T) {
	before, after := ed25519Key(t, "before"), ed25519Key(t, "after")
	r := newRemote(t, before)
	require.NoError(t, r.verify(t, before))
	r.serve(t, before, after)

	r.now = noon().Add(10 * time.Second)

	require.NoError(t, r.verify(t, after))
	require.EqualValues(t, 2, r.fetches.Load())
}

func TestTokensThatNoKeySignedMakeOneFetchInTenSeconds(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	require.NoError(t, r.verify(t, key))
	for _, forged := range []keyPair{ed25519Key(t, "unknown"), ed25519Key(t, "ed")} {
		r.now = noon().Add(10*time.Second - time.Microsecond)
		requireReason(t, r.verify(t, forged), "TOKEN_INVALID")
	}
	require.EqualValues(t, 1, r.fetches.Load())

	r.now = noon().Add(10 * time.Second)
	for _, forged := range []keyPair{ed25519Key(t, "unknown"), ed25519Key(t, "ed")} {
		requireReason(t, r.verify(t, forged), "TOKEN_INVALID")
	}
	require.EqualValues(t, 2, r.fetches.Load())
}

func TestKnownKeysCountForADayWhileTheIssuerIsAway(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	require.NoError(t, r.verify(t, key))
	r.say("")

	r.now = noon().Add(10 * time.Minute)
	require.NoError(t, r.verify(t, key))
	require.NoError(t, r.verify(t, key))
	require.EqualValues(t, 2, r.fetches.Load(), "an issuer in trouble is not pressed")
	requireReason(t, r.verify(t, ed25519Key(t, "perhaps new")), "TOKEN_KEYS_UNAVAILABLE")

	r.now = noon().Add(24*time.Hour - 10*time.Second)
	require.NoError(t, r.verify(t, key))
	r.now = noon().Add(24 * time.Hour)
	requireReason(t, r.verify(t, key), "TOKEN_KEYS_UNAVAILABLE")

	r.serve(t, key)
	r.now = r.now.Add(10 * time.Second)
	require.NoError(t, r.verify(t, key))
}

func TestKeysThatCannotBeFetchedAreNotTheCallersFault(t *testing.T) {
	key := ed25519Key(t, "ed")
	private := jwks(key)
	private.Keys[0].Key = key.private
	leaked, err := json.Marshal(private)
	require.NoError(t, err)
	public, err := json.Marshal(jwks(key).Keys)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"an error":      "",
		"a page":        "<html>Log in</html>",
		"no set":        "{}",
		"a private key": string(leaked),
		"too much":      `{"a":"` + strings.Repeat("a", 1<<20) + `","keys":` + string(public) + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRemote(t)
			r.say(text)

			err := r.verify(t, key)

			requireReason(t, err, "TOKEN_KEYS_UNAVAILABLE")
			var f *fault.Error
			require.ErrorAs(t, err, &f)
			require.Equal(t, fault.Unavailable, f.Kind)

			r.serve(t, key)
			r.now = noon().Add(10 * time.Second)
			require.NoError(t, r.verify(t, key))
		})
	}
}

func TestIssuerThatWithdrawsAllKeysVouchesForNobody(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	require.NoError(t, r.verify(t, key))
	r.say(`{"keys":[]}`)

	r.now = noon().Add(10 * time.Minute)

	requireReason(t, r.verify(t, key), "TOKEN_INVALID")
}

func TestKeysOfUnknownKindsAreIgnored(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t)
	public, err := json.Marshal(jwks(key).Keys[0])
	require.NoError(t, err)
	r.say(`{"keys":[{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"},{"kty":"OKP","crv":"Ed448","x":"AA"},{"kty":"new"},` +
		string(public) + `]}`)

	require.NoError(t, r.verify(t, key))
}

func TestKeyIsFoundByItsIDWhereThereIsOne(t *testing.T) {
	key := ed25519Key(t, "ed")
	named := func(id string) keyPair {
		key.id = id
		return key
	}
	for name, test := range map[string]struct {
		published, signing string
		counts             bool
	}{
		"the same":          {"ed", "ed", true},
		"another":           {"ed", "other", false},
		"none in the set":   {"", "ed", true},
		"none in the token": {"ed", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			err := newRemote(t, named(test.published)).verify(t, named(test.signing))
			require.Equal(t, test.counts, err == nil, "%v", err)
		})
	}
}

func TestCallersAtOnceShareOneFetch(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	r.entered, r.leave = make(chan struct{}), make(chan struct{})
	token := key.sign(t, claims(nil))
	var callers errgroup.Group
	verify := func() error {
		_, err := r.Verify(t.Context(), token)
		return err
	}
	callers.Go(verify)
	<-r.entered
	for range 20 {
		callers.Go(verify)
	}
	close(r.leave)

	require.NoError(t, callers.Wait())
	require.EqualValues(t, 1, r.fetches.Load())
}

func TestCallerWaitsForKeysNoLongerThanItWants(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	r.entered, r.leave = make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	given := make(chan error, 1)
	go func() {
		_, err := r.Verify(ctx, key.sign(t, claims(nil)))
		given <- err
	}()
	<-r.entered

	cancel()

	err := <-given
	requireReason(t, err, "TOKEN_KEYS_UNAVAILABLE")
	require.ErrorIs(t, err, context.Canceled)
	close(r.leave)
	require.NoError(t, r.verify(t, key), "the fetch goes on for others")
	require.EqualValues(t, 1, r.fetches.Load())
}

func TestLogTellsOnceThatKeysCannotBeReadAndOnceThatTheyCan(t *testing.T) {
	key := ed25519Key(t, "ed")
	r := newRemote(t, key)
	var log bytes.Buffer
	r.LogTo(slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, r.verify(t, key))
	require.Empty(t, log.String())
	r.say("")
	for i := range 3 {
		r.now = noon().Add(10*time.Minute + time.Duration(i)*time.Minute)
		require.NoError(t, r.verify(t, key))
	}
	require.Equal(t, 1, strings.Count(log.String(), "\n"), log.String())
	require.Contains(t, log.String(), "level=WARN")
	require.Contains(t, log.String(), "issuer="+issuerName)
	require.Contains(t, log.String(), "500 Internal Server Error")
	r.serve(t, key)
	r.now = r.now.Add(time.Minute)
	require.NoError(t, r.verify(t, key))
	require.NoError(t, r.verify(t, key))
	require.Equal(t, 2, strings.Count(log.String(), "\n"), log.String())
	require.Contains(t, log.String(), "level=INFO")
}

func TestChangeOfAFileCountsAfterASecond(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jwks.json")
	before, after, clk := ed25519Key(t, "before"), ed25519Key(t, "after"), &movable{noon()}
	writeJWKS(t, path, jwks(before))
	v := configured(t, clk, auth.IssuerConfig{Issuer: issuerName, JWKSFile: path})
	signed := func(key keyPair, subject string) error {
		_, err := v.Verify(t.Context(), key.sign(t, claims(map[string]any{"sub": subject})))
		return err
	}
	require.NoError(t, signed(before, "anna"))
	writeJWKS(t, path, jwks(after))

	clk.now = noon().Add(time.Second - time.Microsecond)
	requireReason(t, signed(after, "anna"), "TOKEN_INVALID")
	require.NoError(t, signed(before, "ben"))

	clk.now = noon().Add(time.Second)
	requireReason(t, signed(before, "cas"), "TOKEN_INVALID")
	require.NoError(t, signed(after, "anna"))
}

func TestKnownKeysCountForADayWhileTheFileIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jwks.json")
	key, clk := ed25519Key(t, "ed"), &movable{noon()}
	writeJWKS(t, path, jwks(key))
	v := configured(t, clk, auth.IssuerConfig{Issuer: issuerName, JWKSFile: path})
	signed := func(key keyPair, subject string) error {
		changes := map[string]any{"sub": subject, "exp": noon().AddDate(0, 0, 7).Unix()}
		_, err := v.Verify(t.Context(), key.sign(t, claims(changes)))
		return err
	}
	require.NoError(t, signed(key, "anna"))
	require.NoError(t, os.Remove(path))

	clk.now = noon().Add(24*time.Hour - time.Second)
	require.NoError(t, signed(key, "ben"))
	requireReason(t, signed(ed25519Key(t, "other"), "dora"), "TOKEN_KEYS_UNAVAILABLE")
	clk.now = noon().Add(24 * time.Hour)
	requireReason(t, signed(key, "cas"), "TOKEN_KEYS_UNAVAILABLE")
}
