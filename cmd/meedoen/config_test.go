package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

// command runs a command line and answers what it prints.
func command(t *testing.T, args ...string) (string, error) {
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

func TestWithoutIssuersTheProcessStaysOnLoopback(t *testing.T) {
	issuer := "auth:\n  issuers:\n    - {issuer: 'https://id.example', jwks-url: 'https://id.example/keys'}\n"
	for name, c := range map[string]struct {
		file  string
		args  []string
		wrong string
	}{
		"loopback by number":              {"", []string{"--http", "127.0.0.1:1"}, ""},
		"loopback by name":                {"", []string{"--http", "localhost:1"}, ""},
		"loopback of IPv6":                {"", []string{"--grpc", "[::1]:1"}, ""},
		"every address":                   {"", []string{"--http", "0.0.0.0:1"}, "set auth.issuers"},
		"every address, unsaid":           {"", []string{"--grpc", ":1"}, "set auth.issuers"},
		"another machine's view":          {"", []string{"--grpc", "192.0.2.1:1"}, "set auth.issuers"},
		"with an issuer, every address":   {issuer, []string{"--http", "0.0.0.0:1"}, ""},
		"asked for, every address":        {"development: true\n", []string{"--http", "0.0.0.0:1"}, ""},
		"no port":                         {"", []string{"--http", "127.0.0.1"}, "an address and a port"},
		"profiles for everybody":          {"profile-address: 0.0.0.0:6060\n", nil, "profile-address"},
		"a key that is none":              {"colour: red\n", nil, "colour"},
		"a catalogue that is not there":   {"reporting:\n  catalogue: /nowhere.yaml\n", nil, "/nowhere.yaml"},
		"a register that is not there":    {"volunteers:\n  areas: /nowhere.csv\n", nil, "volunteers.areas"},
		"a zone that is none":             {"activities:\n  zone: Almere\n", nil, "activities.zone"},
		"a source that is no URN":         {"events:\n  source: meedoen\n", nil, "events.source"},
		"more copies than servers":        {"events:\n  replicas: 3\n", nil, "events.replicas"},
		"an issuer without keys":          {"auth:\n  issuers:\n    - issuer: https://id.example\n", nil, "auth.issuers[0].jwks-url"},
		"a year that is none":             {"gateway:\n  years: [MMXXII]\n", nil, "gateway.years"},
		"a database of an unknown engine": {"reporting:\n  database: 'mysql://x'\n", nil, "reporting.database"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "meedoen.yaml")
			require.NoError(t, os.WriteFile(file, []byte(c.file), 0o600))
			out, err := command(t, append([]string{"config", "check", "--config", file}, c.args...)...)
			if c.wrong == "" {
				require.NoError(t, err)
				require.Equal(t, "The configuration is good.\n", out)
				return
			}
			require.ErrorContains(t, err, c.wrong)
		})
	}
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	_, err := command(t, "config", "check", "--http", "0.0.0.0:1", "--grpc", "nowhere")
	require.ErrorContains(t, err, "2 problems")
	require.ErrorContains(t, err, "http (flag --http)")
	require.ErrorContains(t, err, "grpc (flag --grpc)")
}

func TestProblemNamesItsVariable(t *testing.T) {
	t.Setenv("MEEDOEN_GATEWAY_BODY_LIMIT", "0")
	_, err := command(t, "config", "check")
	require.ErrorContains(t, err, "1 problem in the configuration")
	require.ErrorContains(t, err, "gateway.body-limit (env MEEDOEN_GATEWAY_BODY_LIMIT): must be above 0, not 0")
}

func TestHelpOfTokenNamesTheRolesThatMethodsAskFor(t *testing.T) {
	help, err := command(t, "token", "--help")
	require.NoError(t, err)
	require.Contains(t, help, "\nRoles: account.manager, activities.staff, admin, auditor, debt.counsellor, debt.supervisor, importer, "+
		"support.service, support.worker, volunteer, volunteers.coordinator, wijkteam.\n")
}

func TestIssuersWhoseTokensCountAreKnownToTheServices(t *testing.T) {
	cfg := defaults()
	require.Equal(t, []string{devissuer.Name}, cfg.trusted())
	cfg.Auth.Issuers = []auth.IssuerConfig{{Issuer: "https://login.example"}}
	require.Equal(t, []string{"https://login.example"}, cfg.trusted())
	cfg.Development = true
	require.Equal(t, []string{"https://login.example", devissuer.Name}, cfg.trusted())
}

func TestPrintSaysWhereAValueComesFromAndNoSecret(t *testing.T) {
	t.Setenv("MEEDOEN_REPORTING_DATABASE", "postgres://meedoen:geheim@db/reporting")
	out, err := command(t, "config", "print", "--data", "/srv/meedoen")
	require.NoError(t, err)
	require.Regexp(t, `data +/srv/meedoen +flag --data\n`, out)
	require.Regexp(t, `reporting.database +\S+ +env MEEDOEN_REPORTING_DATABASE\n`, out)
	require.NotContains(t, out, "geheim")
}

func TestTwoProcessesCannotShareADataFolder(t *testing.T) {
	cfg := defaults()
	cfg.Data, cfg.HTTP, cfg.GRPC = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	first, err := start(t.Context(), cfg)
	require.NoError(t, err)
	defer func() { require.NoError(t, first.Close()) }()
	second, err := start(t.Context(), cfg)
	require.ErrorContains(t, err, "in use by another process")
	require.NoError(t, second.Close())
}

func TestReferenceAndAccessNameEverything(t *testing.T) {
	reference, err := command(t, "config", "reference")
	require.NoError(t, err)
	for _, key := range []string{
		"`data`", "`activities.database`", "`volunteers.database`", "`debtcounselling.database`", "`support.database`",
		"`MEEDOEN_GATEWAY_BODY_LIMIT`", "`auth.issuers[].jwks-url`",
	} {
		require.Contains(t, reference, key)
	}
	access, err := command(t, "access")
	require.NoError(t, err)
	require.Contains(t, access, "/meedoen.reporting.v1.AccountService/CreateAccountPublication | account.manager")
}
