package auth_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
)

func TestConfigProblemsAreNamedAllAtOnce(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	key := ed25519Key(t, "ed")
	good, leaked := filepath.Join(dir, "good.json"), filepath.Join(dir, "leaked.json")
	writeJWKS(t, good, jwks(key))
	private := jwks(key)
	private.Keys[0].Key = key.private
	writeJWKS(t, leaked, private)
	cfg := auth.Config{Issuers: []auth.IssuerConfig{
		{Issuer: "https://good.example", JWKSURL: "https://good.example/jwks"},
		{Issuer: issuerName, JWKSFile: good},
		{Issuer: "https://none.example"},
		{Issuer: "https://both.example", JWKSURL: "https://both.example/jwks", JWKSFile: good},
		{Issuer: "https://good.example", JWKSURL: "ftp://ftp.example/jwks"},
		{Issuer: "https://path.example", JWKSURL: "/jwks"},
		{Issuer: "https://absent.example", JWKSFile: filepath.Join(dir, "absent.json")},
		{Issuer: "https://empty.example", JWKSFile: file("empty.json", `{"keys":[]}`)},
		{Issuer: "https://keyless.example", JWKSFile: file("keyless.json", `{}`)},
		{Issuer: "https://leaked.example", JWKSFile: leaked},
		{JWKSURL: "https://nameless.example/jwks"},
		{JWKSURL: "https://nameless.example/jwks"},
	}}
	want := []config.Problem{
		{Key: "issuers[2].jwks-url", Text: "set either jwks-url or jwks-file"},
		{Key: "issuers[3].jwks-url", Text: "set either jwks-url or jwks-file"},
		{Key: "issuers[4].issuer", Text: "https://good.example has another entry already"},
		{Key: "issuers[4].jwks-url", Text: `"ftp://ftp.example/jwks" is not an http or https address`},
		{Key: "issuers[5].jwks-url", Text: `"/jwks" is not an http or https address`},
		{Key: "issuers[6].jwks-file", Text: "open " + dir + "/absent.json: no such file or directory"},
		{Key: "issuers[7].jwks-file", Text: dir + "/empty.json holds no key"},
		{Key: "issuers[8].jwks-file", Text: dir + "/keyless.json: it has no list of keys"},
		{Key: "issuers[9].jwks-file", Text: leaked + `: key "ed" is not a public key`},
		{Key: "issuers[10].issuer", Text: "is the name of the issuer, as the iss claim of its tokens has it"},
		{Key: "issuers[11].issuer", Text: "is the name of the issuer, as the iss claim of its tokens has it"},
	}

	require.Equal(t, want, cfg.Validate())
	_, err := auth.NewVerifier(cfg, clock.At(noon()))
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, want, wrong.Problems)

	cfg.Issuers = cfg.Issuers[:2]
	require.Empty(t, cfg.Validate())
}

func TestConfiguredIssuerCannotTakeTheNameOfOneInTheProcess(t *testing.T) {
	cfg := auth.Config{Issuers: []auth.IssuerConfig{{Issuer: issuerName, JWKSURL: "https://elsewhere.example/jwks"}}}

	_, err := auth.NewVerifier(cfg, clock.At(noon()), inProcess(ed25519Key(t, "ed")))

	require.ErrorContains(t, err, "issuers[0].issuer: "+issuerName+" has another entry already")
}

func TestVerifierWithoutIssuersIsRefused(t *testing.T) {
	_, err := auth.NewVerifier(auth.Config{}, clock.At(noon()))
	require.ErrorContains(t, err, "no issuer is configured")
}
