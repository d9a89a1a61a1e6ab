package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgramSaysEverythingThatItsConfigurationLacks(t *testing.T) {
	for name, keys := range map[string][]string{
		"activities": {"events.url", "auth.issuers", "activities.database", "privacy.key", "privacy.counting-key", "privacy.database"},
		"volunteers": {"events.url", "auth.issuers", "volunteers.database", "privacy.key", "privacy.counting-key", "privacy.database"},
		"debtcounselling": {
			"events.url", "auth.issuers", "debtcounselling.database", "privacy.key", "privacy.counting-key", "privacy.database",
		},
		"support":   {"events.url", "auth.issuers", "support.database", "privacy.key", "privacy.counting-key", "privacy.database"},
		"reporting": {"events.url", "auth.issuers", "reporting.database"},
		"gateway":   {"auth.issuers"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := exec.Command(filepath.Join(binaries, name)).CombinedOutput()
			var ended *exec.ExitError
			require.ErrorAs(t, err, &ended)
			require.Equal(t, 2, ended.ExitCode())
			for _, key := range keys {
				require.Contains(t, string(out), key)
			}
		})
	}
}

// health runs the command that a container asks.
func (p *program) health() error {
	ask := exec.Command(filepath.Join(binaries, p.name), append([]string{"health"}, p.args...)...)
	ask.Env = append(os.Environ(), p.env...)
	return ask.Run()
}

func TestServiceRunsWithoutTheOthers(t *testing.T) {
	d := newDeployment(t)
	d.config = d.writeConfig()
	d.nats.Stop()
	d.add("activities")
	p := d.programs["activities"]
	require.NoError(t, p.health(), "it records without NATS too")
	d.add("gateway")
	d.http = d.gateways[0]
	require.NoError(t, d.programs["gateway"].health())
	staff := d.token("activities.staff")
	place := create(t, d.suite, staff, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	p.stop()
	require.Error(t, p.health())
	p.start()
	require.Eventually(t, func() bool {
		return d.rest("GET", "/v1/locations/"+place["id"].(string), staff, nil).status == 200
	}, patience, pause)
}

func TestServiceOfPeopleRunsWithoutTheOthers(t *testing.T) {
	for _, service := range []string{"volunteers", "debtcounselling", "support"} {
		t.Run(service, func(t *testing.T) { runsWithoutTheOthers(t, service) })
	}
}

func runsWithoutTheOthers(t *testing.T, service string) {
	d := newDeployment(t)
	d.config = d.writeConfig()
	d.nats.Stop()
	p := d.programs[d.add(service)]
	require.NoError(t, p.health())
	d.add("gateway")
	d.http = d.gateways[0]
	auditor := d.token("auditor")
	require.Equal(t, 200, d.rest("GET", "/v1/processing-logs/"+service+"/lines", auditor, nil).status)
	require.Equal(t, 503, d.rest("GET", "/v1/processing-logs/activities/lines", auditor, nil).status)
	p.stop()
	require.Error(t, p.health())
}

func TestGatewayServesWhatCanBeCalled(t *testing.T) {
	d := deployApart(t)
	staff, manager, auditor := d.token("activities.staff"), d.token("account.manager"), d.token("auditor")
	status := func(path, token string) int { return d.rest("GET", path, token, nil).status }
	becomes := func(want int, path, token string) {
		require.Eventually(t, func() bool { return status(path, token) == want }, patience, pause, path)
	}

	const lines = "/v1/processing-logs/volunteers/lines"
	d.programs["volunteers"].stop()
	becomes(503, lines, auditor)
	require.Equal(t, 503, status("/v1/positions", staff), "the positions of one service are not known")
	require.Equal(t, 200, status("/v1/accounts/2022", manager))

	const debtLines = "/v1/processing-logs/debtcounselling/lines"
	require.Equal(t, 200, status(debtLines, auditor))
	d.programs["debtcounselling"].stop()
	becomes(503, debtLines, auditor)
	require.Equal(t, 200, status("/v1/accounts/2022", manager))

	const supportLines = "/v1/processing-logs/support/lines"
	require.Equal(t, 200, status(supportLines, auditor))
	d.programs["support"].stop()
	becomes(503, supportLines, auditor)
	require.Equal(t, 200, status("/v1/accounts/2022", manager))

	d.programs["reporting"].stop()
	becomes(503, "/v1/accounts/2022", manager)
	require.Equal(t, 503, status("/verantwoording/2022", manager))
	require.Equal(t, 200, status("/v1/locations", staff))
	require.Equal(t, 200, status("/readyz", ""))

	d.programs["activities"].stop()
	becomes(503, "/readyz", "")
	require.Equal(t, 503, status("/v1/locations", staff))
	require.Equal(t, 200, status("/healthz", ""))

	d.programs["activities"].start()
	d.programs["volunteers"].start()
	d.programs["debtcounselling"].start()
	d.programs["support"].start()
	d.programs["reporting"].start()
	becomes(200, "/v1/locations", staff)
	becomes(200, lines, auditor)
	becomes(200, debtLines, auditor)
	becomes(200, supportLines, auditor)
	becomes(200, "/v1/accounts/2022", manager)
	becomes(200, "/v1/positions", staff)
	require.Equal(t, 200, status("/readyz", ""))
}
