package auth_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

func configured(t *testing.T, issuer auth.IssuerConfig) *auth.Verifier {
	t.Helper()
	v, err := auth.NewVerifier(auth.Config{Issuers: []auth.IssuerConfig{issuer}}, clock.At(noon()))
	require.NoError(t, err)
	return v
}

func TestKeysOfAFileAreReadAgainWhenItChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jwks.json")
	before, after := ed25519Key(t, "before"), ed25519Key(t, "after")
	writeJWKS(t, path, noon(), jwks(before))
	v := configured(t, auth.IssuerConfig{Issuer: issuerName, JWKSFile: path})
	_, err := v.Verify(t.Context(), before.sign(t, claims(nil)))
	require.NoError(t, err)
	_, err = v.Verify(t.Context(), after.sign(t, claims(nil)))
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)

	writeJWKS(t, path, noon().Add(time.Second), jwks(after))

	_, err = v.Verify(t.Context(), after.sign(t, claims(nil)))
	require.NoError(t, err)
	_, err = v.Verify(t.Context(), before.sign(t, claims(map[string]any{"sub": "ben"})))
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

func TestKeysAlreadyReadCountWhileTheFileIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jwks.json")
	key := ed25519Key(t, "ed")
	writeJWKS(t, path, noon(), jwks(key))
	v := configured(t, auth.IssuerConfig{Issuer: issuerName, JWKSFile: path})
	require.NoError(t, os.Remove(path))

	_, err := v.Verify(t.Context(), key.sign(t, claims(nil)))
	require.NoError(t, err)
	_, err = v.Verify(t.Context(), ed25519Key(t, "other").sign(t, claims(nil)))
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

// keyServer serves keys as they are at the moment, or fails where there are none.
type keyServer struct {
	keys    atomic.Pointer[jose.JSONWebKeySet]
	fetches atomic.Int32
}

func (s *keyServer) start(t *testing.T, keys ...keyPair) string {
	t.Helper()
	s.serve(keys...)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.fetches.Add(1)
		set := s.keys.Load()
		if len(set.Keys) == 0 {
			http.Error(w, "out of order", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(set)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (s *keyServer) serve(keys ...keyPair) {
	set := jwks(keys...)
	s.keys.Store(&set)
}

// requireSoonAccepted tries until token is accepted: go-oidc clears a fetch away a moment after it answered, and until
// then it answers the same.
func requireSoonAccepted(t *testing.T, v *auth.Verifier, token string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := v.Verify(ctx, token)
	for err != nil && ctx.Err() == nil {
		runtime.Gosched()
		_, err = v.Verify(ctx, token)
	}
	require.NoError(t, err)
}

func TestKeysAreFetchedOnceAndAgainForAnUnknownKey(t *testing.T) {
	before, after := ed25519Key(t, "before"), ed25519Key(t, "after")
	var server keyServer
	url := server.start(t, before)
	v := configured(t, auth.IssuerConfig{Issuer: issuerName, JWKSURL: url})
	for _, subject := range []string{"anna", "ben", "cas"} {
		_, err := v.Verify(t.Context(), before.sign(t, claims(map[string]any{"sub": subject})))
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, server.fetches.Load())

	server.serve(before, after)

	requireSoonAccepted(t, v, after.sign(t, claims(nil)))
	require.EqualValues(t, 2, server.fetches.Load())
}

func TestWrongSignatureIsTheCallersFaultAlsoWithFetchedKeys(t *testing.T) {
	key := ed25519Key(t, "ed")
	var server keyServer
	v := configured(t, auth.IssuerConfig{Issuer: issuerName, JWKSURL: server.start(t, key)})

	_, err := v.Verify(t.Context(), ed25519Key(t, "ed").sign(t, claims(nil)))

	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

func TestKeysThatCannotBeFetchedAreNotTheCallersFault(t *testing.T) {
	key := ed25519Key(t, "ed")
	var server keyServer
	v := configured(t, auth.IssuerConfig{Issuer: issuerName, JWKSURL: server.start(t)})

	_, err := v.Verify(t.Context(), key.sign(t, claims(nil)))

	require.True(t, fault.Is(err, "TOKEN_KEYS_UNAVAILABLE"), "%v", err)
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, fault.Unavailable, f.Kind)

	server.serve(key)

	requireSoonAccepted(t, v, key.sign(t, claims(nil)))
}

func TestConfigProblemsAreNamedAllAtOnce(t *testing.T) {
	dir := t.TempDir()
	key := ed25519Key(t, "ed")
	private := filepath.Join(dir, "private.json")
	leaked := jwks(key)
	leaked.Keys[0].Key = key.private
	writeJWKS(t, private, noon(), leaked)
	empty := filepath.Join(dir, "empty.json")
	writeJWKS(t, empty, noon(), jwks())

	_, err := auth.NewVerifier(auth.Config{Issuers: []auth.IssuerConfig{
		{Issuer: "https://none.example"},
		{Issuer: "https://both.example", JWKSURL: "https://both.example/jwks", JWKSFile: "jwks.json"},
		{Issuer: "https://ftp.example", JWKSURL: "ftp://ftp.example/jwks"},
		{Issuer: "https://absent.example", JWKSFile: filepath.Join(dir, "absent.json")},
		{Issuer: "https://empty.example", JWKSFile: empty},
		{Issuer: "https://private.example", JWKSFile: private},
		{JWKSURL: "https://nameless.example/jwks"},
	}}, clock.At(noon()), inProcess(key), inProcess(key))

	require.ErrorContains(t, err, "https://none.example: set exactly one of jwks-url and jwks-file")
	require.ErrorContains(t, err, "https://both.example: set exactly one")
	require.ErrorContains(t, err, `"ftp://ftp.example/jwks" is not an http or https address`)
	require.ErrorContains(t, err, "absent.json")
	require.ErrorContains(t, err, "it holds no key")
	require.ErrorContains(t, err, `key "ed" is not a public key`)
	require.ErrorContains(t, err, "an issuer has no name")
	require.ErrorContains(t, err, issuerName+": configured twice")

	_, err = auth.NewVerifier(auth.Config{}, clock.At(noon()))
	require.ErrorContains(t, err, "no issuer is configured")
}
