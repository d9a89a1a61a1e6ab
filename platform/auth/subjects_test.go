package auth_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/fault"
)

// TestClusterVouchesForTheWorkloadsThatAreNamed: any workload of a cluster gets a token for any audience from it.
func TestClusterVouchesForTheWorkloadsThatAreNamed(t *testing.T) {
	key := rsaKey(t, "RS256")
	dir := t.TempDir()
	writeJWKS(t, filepath.Join(dir, "jwks.json"), jwks(key))
	file := filepath.Join(dir, "config.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`
auth:
  issuers:
    - issuer: `+issuerName+`
      jwks-file: `+dir+`/jwks.json
      subjects:
        - subject: system:serviceaccount:meedoen:support
          roles: [support.service, telemetry]
        - subject: system:serviceaccount:meedoen:activities
`), 0o600))
	type settings struct {
		Auth auth.Config `koanf:"auth"`
	}
	cfg, _, err := config.Load(settings{}, config.Sources{File: file})
	require.NoError(t, err)
	v, err := auth.NewVerifier(cfg.Auth, clock.At(noon()))
	require.NoError(t, err)
	of := func(subject string) (*auth.Identity, error) {
		return v.Verify(t.Context(), key.sign(t, claims(map[string]any{"sub": subject})))
	}

	support, err := of("system:serviceaccount:meedoen:support")
	require.NoError(t, err)
	require.Equal(t, []string{"support.service", "telemetry"}, support.Roles)
	require.Empty(t, support.Groups, "what the token says besides was asked for by nobody")
	require.Empty(t, support.Actor)
	activities, err := of("system:serviceaccount:meedoen:activities")
	require.NoError(t, err)
	require.Empty(t, activities.Roles)
	_, err = of("system:serviceaccount:elsewhere:support")
	require.True(t, fault.Is(err, "TOKEN_SUBJECT"), "%v", err)
}

func TestSubjectStandsOnceAndHasAName(t *testing.T) {
	cfg := auth.Config{Issuers: []auth.IssuerConfig{{
		Issuer: issuerName, JWKSURL: "https://issuer.example/jwks",
		Subjects: []auth.SubjectConfig{{Subject: "a"}, {Roles: []string{"cook"}}, {Subject: "a"}},
	}}}
	const text = "is the sub claim of the tokens of one subject, which stands here once"
	require.Equal(t, []config.Problem{
		{Key: "issuers[0].subjects[1].subject", Text: text}, {Key: "issuers[0].subjects[2].subject", Text: text},
	}, cfg.Validate())
}
