package devissuer_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

func noon() time.Time { return time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC) }

func open(t *testing.T, dir string) *devissuer.Issuer {
	t.Helper()
	issuer, err := devissuer.Open(dir, clock.At(noon()))
	require.NoError(t, err)
	return issuer
}

func verifier(t *testing.T, issuer *devissuer.Issuer, now time.Time) *auth.Verifier {
	t.Helper()
	v, err := auth.NewVerifier(auth.Config{}, clock.At(now), issuer.Issuer())
	require.NoError(t, err)
	return v
}

func TestTokenSaysWhatWasAsked(t *testing.T) {
	issuer := open(t, t.TempDir())
	token, err := issuer.Token(devissuer.Claims{Subject: "anna", Roles: []string{"cook", "baker"}, Groups: []string{"north"}})
	require.NoError(t, err)

	identity, err := verifier(t, issuer, noon()).Verify(t.Context(), token)

	require.NoError(t, err)
	require.Equal(t, &auth.Identity{
		Subject: "anna", Roles: []string{"cook", "baker"}, Groups: []string{"north"}, Issuer: devissuer.Name,
		ExpiresAt: noon().Add(12 * time.Hour),
	}, identity)
}

func TestTokenIsMarkedAsAccessToken(t *testing.T) {
	token, err := open(t, t.TempDir()).Token(devissuer.Claims{Subject: "anna"})
	require.NoError(t, err)

	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.EdDSA})

	require.NoError(t, err)
	require.Equal(t, "at+jwt", parsed.Headers[0].ExtraHeaders[jose.HeaderType])
	require.NotEmpty(t, parsed.Headers[0].KeyID)
}

func TestAudienceAndLifetimeAreAsAsked(t *testing.T) {
	issuer := open(t, t.TempDir())
	tests := map[string]struct {
		claims devissuer.Claims
		later  time.Duration
		reason string
	}{
		"another audience":   {devissuer.Claims{Subject: "anna", Audience: "elsewhere"}, 0, "TOKEN_AUDIENCE"},
		"within lifetime":    {devissuer.Claims{Subject: "anna", Lifetime: time.Hour}, 59 * time.Minute, ""},
		"after lifetime":     {devissuer.Claims{Subject: "anna", Lifetime: time.Hour}, time.Hour, "TOKEN_EXPIRED"},
		"negative lifetime":  {devissuer.Claims{Subject: "anna", Lifetime: -time.Second}, 0, "TOKEN_EXPIRED"},
		"after default life": {devissuer.Claims{Subject: "anna"}, 12 * time.Hour, "TOKEN_EXPIRED"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			token, err := issuer.Token(tt.claims)
			require.NoError(t, err)

			_, err = verifier(t, issuer, noon().Add(tt.later)).Verify(t.Context(), token)

			if tt.reason == "" {
				require.NoError(t, err)
				return
			}
			require.True(t, fault.Is(err, tt.reason), "%v", err)
		})
	}
}

func TestTokenWithoutSubjectIsNotMade(t *testing.T) {
	_, err := open(t, t.TempDir()).Token(devissuer.Claims{Roles: []string{"cook"}})
	require.ErrorContains(t, err, "subject")
}

func TestKeyIsKeptForTheNextStart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "on", "demand")
	token, err := open(t, dir).Token(devissuer.Claims{Subject: "anna"})
	require.NoError(t, err)

	_, err = verifier(t, open(t, dir), noon()).Verify(t.Context(), token)

	require.NoError(t, err)
	info, err := os.Stat(filepath.Join(dir, "development-issuer.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 1, "no draft of the key stays behind")
}

func TestPublicKeysInAFileLetAnotherProcessVerify(t *testing.T) {
	issuer := open(t, t.TempDir())
	set, err := issuer.JWKS()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "jwks.json")
	require.NoError(t, os.WriteFile(path, set, 0o600))
	other, err := auth.NewVerifier(auth.Config{
		Issuers: []auth.IssuerConfig{{Issuer: devissuer.Name, JWKSFile: path}},
	}, clock.At(noon()))
	require.NoError(t, err, "a private key in the set would be refused")
	token, err := issuer.Token(devissuer.Claims{Subject: "anna"})
	require.NoError(t, err)

	_, err = other.Verify(t.Context(), token)

	require.NoError(t, err)
}

func TestIDTokenIsNoAccessToken(t *testing.T) {
	issuer := open(t, t.TempDir())
	token, err := issuer.IDToken("anna", "some-client", "n")
	require.NoError(t, err)

	_, err = verifier(t, issuer, noon()).Verify(t.Context(), token)

	require.True(t, fault.Is(err, "TOKEN_AUDIENCE"), "%v", err)
}

func TestTwoDirectoriesHaveTwoKeys(t *testing.T) {
	token, err := open(t, t.TempDir()).Token(devissuer.Claims{Subject: "anna"})
	require.NoError(t, err)

	_, err = verifier(t, open(t, t.TempDir()), noon()).Verify(t.Context(), token)

	require.True(t, fault.Is(err, "TOKEN_INVALID"), "%v", err)
}

func TestThoseWhoOpenAtOnceGetTheSameKey(t *testing.T) {
	for range 20 {
		dir := t.TempDir()
		issuers := make([]*devissuer.Issuer, 8)
		start := make(chan struct{})
		var group errgroup.Group
		for i := range issuers {
			group.Go(func() (err error) {
				<-start
				issuers[i], err = devissuer.Open(dir, clock.At(noon()))
				return err
			})
		}
		close(start)
		require.NoError(t, group.Wait())
		first := verifier(t, issuers[0], noon())
		for _, issuer := range issuers {
			token, err := issuer.Token(devissuer.Claims{Subject: "anna"})
			require.NoError(t, err)
			_, err = first.Verify(t.Context(), token)
			require.NoError(t, err)
		}
	}
}

func TestKeyFileOpenToOthersIsRefused(t *testing.T) {
	for _, mode := range []os.FileMode{0o644, 0o640, 0o602, 0o700} {
		dir := t.TempDir()
		open(t, dir)
		path := filepath.Join(dir, "development-issuer.key")
		require.NoError(t, os.Chmod(path, mode))

		_, err := devissuer.Open(dir, clock.At(noon()))

		require.ErrorContains(t, err, path)
		require.ErrorContains(t, err, "chmod 600")
	}
}

func TestKeyFileThatHoldsNoKeyIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "development-issuer.key")
	require.NoError(t, os.WriteFile(path, []byte("scribbles"), 0o600))

	_, err := devissuer.Open(dir, clock.At(noon()))

	require.ErrorContains(t, err, "holds no key")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "scribbles", string(text))
}
