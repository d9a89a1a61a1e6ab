package test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
)

// newcomer is somebody who has the repository, PostgreSQL, NATS and an issuer of tokens, and reads one README.
type newcomer struct {
	*suite
	folder string
	env    []string
}

// TestReadmesAloneStartTheSuite does what the README of each service and of the gateway says, to the letter.
func TestReadmesAloneStartTheSuite(t *testing.T) {
	n := newNewcomer(t)
	for _, service := range services() {
		address := testkit.Address(t)
		n.follow("../services/"+service+"/README.md", "MEEDOEN_GRPC="+address)
		require.True(t, n.serving(address), service)
		n.services[service] = address
		n.env = append(n.env, strings.ToUpper(service)+"="+address)
	}
	n.http = testkit.Address(t)
	n.follow("../gateway/README.md", "MEEDOEN_HTTP="+n.http)
	staff := n.token("activities.staff", "account.manager")
	create(t, n.suite, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	require.Equal(t, http.StatusOK, n.rest(http.MethodGet, "/v1/accounts/2022", staff, nil).status, "reporting answers")
}

func newNewcomer(t *testing.T) *newcomer {
	n := &newcomer{suite: &suite{t: t, data: t.TempDir(), services: map[string]string{}}, folder: t.TempDir()}
	keys := t.TempDir()
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), "keys", keys, "--data", n.data).CombinedOutput()
	require.NoError(t, err, "%s", out)
	issuer := httptest.NewServer(http.FileServer(http.Dir(keys)))
	t.Cleanup(issuer.Close)
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	postgres := testkit.NewPostgresServer(t)
	n.env = append(os.Environ(), "MEEDOEN="+root, "ISSUER=https://development-issuer.meedoen.invalid",
		"JWKS_URL="+issuer.URL+"/jwks.json", "NATS_URL="+testkit.NewNATSServer(t, server.Options{}).URL(), "REPLICAS=1",
		"PGHOST="+postgres.Hostname(), "PGPORT="+postgres.Port(), "PGUSER="+postgres.User.Username(), "PGDATABASE=postgres")
	return n
}

var started = regexp.MustCompile("(?s)\n### Start it\n.*?```sh\n(.*?)```")

// follow runs the commands under "Start it" of a README, whose last waits until the program serves. The program ends with the test.
func (n *newcomer) follow(readme string, env ...string) {
	text, err := os.ReadFile(readme)
	require.NoError(n.t, err)
	commands := started.FindSubmatch(text)
	require.NotNil(n.t, commands, readme)
	shell := exec.Command("bash", "-euo", "pipefail", "-c", string(commands[1])+"\necho it serves\nwait")
	shell.Dir, shell.Env = n.folder, append(n.env, env...)
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	log := &output{}
	shell.Stderr = log
	out, err := shell.StdoutPipe()
	require.NoError(n.t, err)
	require.NoError(n.t, shell.Start())
	n.t.Cleanup(func() {
		require.NoError(n.t, syscall.Kill(-shell.Process.Pid, syscall.SIGTERM))
		_ = shell.Wait() // a shell that is told to end says so
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "it serves" {
			return
		}
	}
	require.Fail(n.t, "the commands fail", "%s: %s", readme, log.String())
}
