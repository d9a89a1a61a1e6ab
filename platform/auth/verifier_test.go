package auth_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

// movable is a clock that a test sets.
type movable struct{ now time.Time }

func (m *movable) Now() time.Time { return m.now }

func newVerifier(t testing.TB, clk clock.Clock, issuers ...auth.LocalIssuer) *auth.Verifier {
	t.Helper()
	v, err := auth.NewVerifier(auth.Config{}, clk, issuers...)
	require.NoError(t, err)
	return v
}

// inProcess is the issuer with key as its only one, in this process.
func inProcess(key keyPair) auth.LocalIssuer {
	return auth.LocalIssuer{Name: issuerName, Keys: jwks(key).Keys}
}

func TestGoodTokenSaysWhoCalls(t *testing.T) {
	keys := []keyPair{ed25519Key(t, "ed"), ecdsaKey(t), rsaKey(t, jose.RS256), rsaKey(t, jose.PS256)}
	for _, key := range keys {
		t.Run(string(key.algorithm), func(t *testing.T) {
			v := newVerifier(t, clock.At(noon()), inProcess(key))

			identity, err := v.Verify(t.Context(), key.sign(t, claims(nil)))

			require.NoError(t, err)
			require.Equal(t, &auth.Identity{
				Subject: "anna", Roles: []string{"cook"}, Groups: []string{"north"}, Issuer: issuerName, Actor: "kitchen",
				ExpiresAt: noon().Add(time.Hour),
			}, identity)
		})
	}
}

func TestTokenIsRefusedForTheRightReason(t *testing.T) {
	key := ed25519Key(t, "ed")
	good := key.sign(t, claims(nil))
	changed := func(changes map[string]any) string { return key.sign(t, claims(changes)) }
	shared := keyPair{"hs", jose.HS256, []byte("0123456789abcdef0123456789abcdef"), nil}
	tests := map[string]struct{ token, reason string }{
		"no token":              {"", "TOKEN_MISSING"},
		"not a JWT":             {"what is this", "TOKEN_MALFORMED"},
		"JSON form":             {`{"payload":"e30","signatures":[]}`, "TOKEN_MALFORMED"},
		"roles are text":        {changed(map[string]any{"roles": "cook"}), "TOKEN_MALFORMED"},
		"claims are a list":     {changed(map[string]any{"aud": 7}), "TOKEN_MALFORMED"},
		"another issuer":        {changed(map[string]any{"iss": "https://issuer.example/"}), "TOKEN_ISSUER"},
		"no issuer":             {changed(map[string]any{"iss": nil}), "TOKEN_ISSUER"},
		"another audience":      {changed(map[string]any{"aud": "elsewhere"}), "TOKEN_AUDIENCE"},
		"no audience":           {changed(map[string]any{"aud": nil}), "TOKEN_AUDIENCE"},
		"expires now":           {changed(map[string]any{"exp": noon().Unix()}), "TOKEN_EXPIRED"},
		"expires never":         {changed(map[string]any{"exp": nil}), "TOKEN_EXPIRED"},
		"not yet":               {changed(map[string]any{"nbf": noon().Add(2 * time.Minute).Unix()}), "TOKEN_INVALID"},
		"issued in the future":  {changed(map[string]any{"iat": noon().Add(2 * time.Minute).Unix()}), "TOKEN_INVALID"},
		"no subject":            {changed(map[string]any{"sub": nil}), "TOKEN_INVALID"},
		"key of somebody else":  {ed25519Key(t, "ed").sign(t, claims(nil)), "TOKEN_INVALID"},
		"signature cut off":     {good[:strings.LastIndex(good, ".")+1], "TOKEN_INVALID"},
		"algorithm not allowed": {shared.sign(t, claims(nil)), "TOKEN_INVALID"},
		"not signed at all":     {"eyJhbGciOiJub25lIn0." + strings.Split(good, ".")[1] + ".", "TOKEN_INVALID"},
	}
	v := newVerifier(t, clock.At(noon()), inProcess(key))
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := v.Verify(t.Context(), tt.token)

			require.True(t, fault.Is(err, tt.reason), "%v", err)
			var f *fault.Error
			require.ErrorAs(t, err, &f)
			require.Equal(t, fault.Unauthenticated, f.Kind)
			for _, part := range strings.Split(tt.token, ".") {
				if part != "" {
					require.NotContains(t, err.Error(), part, "no part of a token may reach a log")
				}
			}
		})
	}
}

func TestClockOfIssuerMayRunAMinuteAhead(t *testing.T) {
	key := ed25519Key(t, "ed")
	ahead := noon().Add(50 * time.Second).Unix()

	_, err := newVerifier(t, clock.At(noon()), inProcess(key)).
		Verify(t.Context(), key.sign(t, claims(map[string]any{"nbf": ahead, "iat": ahead})))

	require.NoError(t, err)
}

func TestOneIssuerCannotSpeakForAnother(t *testing.T) {
	ours, theirs := ed25519Key(t, "ours"), ed25519Key(t, "theirs")
	other := inProcess(theirs)
	other.Name = "https://other.example"
	v := newVerifier(t, clock.At(noon()), inProcess(ours), other)

	_, err := v.Verify(t.Context(), theirs.sign(t, claims(nil)))
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)

	identity, err := v.Verify(t.Context(), theirs.sign(t, claims(map[string]any{"iss": other.Name})))
	require.NoError(t, err)
	require.Equal(t, other.Name, identity.Issuer)
}

func TestTokenCountsUntilItExpiresAlsoWhereItIsRemembered(t *testing.T) {
	key, clk := ed25519Key(t, "ed"), &movable{noon()}
	v := newVerifier(t, clk, inProcess(key))
	token := key.sign(t, claims(map[string]any{"exp": noon().Add(5 * time.Minute).Unix()}))
	require.Nil(t, v.Known(token), "nobody verified it yet")

	clk.now = noon().Add(5*time.Minute - time.Microsecond)
	verified, err := v.Verify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, verified, v.Known(token))

	clk.now = noon().Add(5 * time.Minute)
	require.Nil(t, v.Known(token))
	_, err = v.Verify(t.Context(), token)
	require.True(t, fault.Is(err, "TOKEN_EXPIRED"), "%v", err)
}

func TestVerifiedTokenIsRememberedForTenMinutes(t *testing.T) {
	key, clk := ed25519Key(t, "ed"), &movable{noon()}
	path := filepath.Join(t.TempDir(), "jwks.json")
	writeJWKS(t, path, jwks(key))
	v := configured(t, clk, auth.IssuerConfig{Issuer: issuerName, JWKSFile: path})
	token := key.sign(t, claims(nil))
	_, err := v.Verify(t.Context(), token)
	require.NoError(t, err)
	writeJWKS(t, path, jwks(ed25519Key(t, "other")))

	clk.now = noon().Add(10*time.Minute - time.Microsecond)
	_, err = v.Verify(t.Context(), token)
	require.NoError(t, err)

	clk.now = noon().Add(10 * time.Minute)
	_, err = v.Verify(t.Context(), token)
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

func TestRememberedTokenWithOneChangedCharacterIsRefused(t *testing.T) {
	key := ed25519Key(t, "ed")
	v := newVerifier(t, clock.At(noon()), inProcess(key))
	token := key.sign(t, claims(nil))
	_, err := v.Verify(t.Context(), token)
	require.NoError(t, err)
	// Not the last character: two of its bits mean nothing.
	at := strings.LastIndex(token, ".") + 5
	replacement := "A"
	if token[at] == 'A' {
		replacement = "B"
	}

	_, err = v.Verify(t.Context(), token[:at]+replacement+token[at+1:])

	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

func TestRolesOfNobodyAreNone(t *testing.T) {
	require.Nil(t, auth.From(t.Context()))
	require.False(t, auth.From(t.Context()).Has("cook"))
	ctx := auth.With(t.Context(), &auth.Identity{Subject: "anna", Roles: []string{"cook"}})
	require.True(t, auth.From(ctx).Has("cook"))
	require.False(t, auth.From(ctx).Has("baker"))
}

func TestGroupsOfNobodyAreNone(t *testing.T) {
	require.False(t, auth.From(t.Context()).In("north"))
	ctx := auth.With(t.Context(), &auth.Identity{Subject: "anna", Groups: []string{"north"}})
	require.True(t, auth.From(ctx).In("north"))
	require.False(t, auth.From(ctx).In("south"))
}

func BenchmarkVerify(b *testing.B) {
	key := ed25519Key(b, "ed")
	token := key.sign(b, claims(nil))
	cached := newVerifier(b, clock.At(noon()), inProcess(key))
	b.Run("cached", func(b *testing.B) {
		for b.Loop() {
			_, err := cached.Verify(b.Context(), token)
			require.NoError(b, err)
		}
	})
	clk := &movable{noon()}
	uncached := newVerifier(b, clk, inProcess(key))
	token = key.sign(b, claims(map[string]any{"exp": noon().AddDate(250, 0, 0).Unix()}))
	b.Run("uncached", func(b *testing.B) {
		for b.Loop() {
			clk.now = clk.now.Add(11 * time.Minute) // past what the cache remembers
			_, err := uncached.Verify(b.Context(), token)
			require.NoError(b, err)
		}
	})
}
