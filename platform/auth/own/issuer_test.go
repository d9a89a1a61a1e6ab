package own_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
)

// inside answers the identity of a service of a process, and what verifies tokens in that process.
func inside(t *testing.T, audience string, clk clock.Clock, more ...auth.LocalIssuer) (*own.Identity, *auth.Verifier) {
	issuer, err := own.NewIssuer(audience, clk)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{Audience: audience}, clk, append(more, issuer.Issuer())...)
	require.NoError(t, err)
	return issuer.Identity("support", slog.New(slog.DiscardHandler)), verifier
}

func tokenOf(t *testing.T, i *own.Identity) string {
	token, err := i.Token()
	require.NoError(t, err)
	return token.AccessToken
}

func TestServiceIsToOthersInItsProcessWhoItIsAndNothingElse(t *testing.T) {
	for _, audience := range []string{"", "welzijn"} {
		service, verifier := inside(t, audience, clock.At(noon()))
		identity, err := verifier.Verify(t.Context(), tokenOf(t, service))
		require.NoError(t, err)
		require.Equal(t, &auth.Identity{
			Subject: "support", Roles: []string{"support.service"}, Issuer: own.Name, ExpiresAt: noon().Add(5 * time.Minute),
		}, identity)
	}
}

func TestNobodyOutsideTheProcessMakesATokenThatCountsInIt(t *testing.T) {
	r := newRig(t) // with a development issuer, which also counts
	_, verifier := inside(t, "", clock.At(noon()), r.issuer.Issuer())
	_, err := verifier.Verify(t.Context(), r.token(t))
	require.NoError(t, err)

	other, _ := inside(t, "", clock.At(noon()))
	_, err = verifier.Verify(t.Context(), tokenOf(t, other))
	require.True(t, fault.Is(err, "TOKEN_INVALID"), "the same name, another key")

	_, err = r.verifier.Verify(t.Context(), tokenOf(t, other))
	require.True(t, fault.Is(err, "TOKEN_ISSUER"), "it counts nowhere else")
}

func TestNoIssuerCanBeConfiguredUnderTheNameOfTheProcess(t *testing.T) {
	issuer, err := own.NewIssuer("", clock.At(noon()))
	require.NoError(t, err)
	_, err = auth.NewVerifier(auth.Config{Issuers: []auth.IssuerConfig{
		{Issuer: own.Name, JWKSURL: "https://example.org/jwks"},
	}}, clock.At(noon()), issuer.Issuer())
	require.ErrorContains(t, err, "issuers[0].issuer: "+own.Name+" has another entry already")
}

func TestTokenOfAServiceIsKeptAndRenewedBeforeItEnds(t *testing.T) {
	clk := &movable{now: noon()}
	service, verifier := inside(t, "", clk)
	first := tokenOf(t, service)
	clk.set(noon().Add(4*time.Minute - time.Microsecond))
	require.Equal(t, first, tokenOf(t, service))
	clk.set(noon().Add(4 * time.Minute))
	require.Eventually(t, func() bool { return tokenOf(t, service) != first }, time.Minute, time.Millisecond)
	clk.set(noon().Add(time.Hour))
	_, err := verifier.Verify(t.Context(), tokenOf(t, service))
	require.NoError(t, err, "also after a silence")
	_, err = verifier.Verify(t.Context(), first)
	require.True(t, fault.Is(err, "TOKEN_EXPIRED"))
}
