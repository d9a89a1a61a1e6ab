//go:build composed

package test

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/credentials"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/platform/grpcx"
)

// These tests drive the suite as docker-compose.yml runs it. deploy/compose/check.sh brings that up, loads the sample year and
// runs them; nothing else does, so they have a build tag of their own. The order is that of the file: figures before what changes
// them, and what is killed last.

// composedSuite answers the suite that check.sh runs, through its gateway: nothing else of it is published.
func composedSuite(t *testing.T) *deployment {
	gateway := required(t, "MEEDOEN_TEST_COMPOSED")
	return &deployment{
		suite:    &suite{t: t, data: required(t, "MEEDOEN_TEST_COMPOSED_DATA"), http: gateway},
		gateways: []string{gateway},
	}
}

func required(t *testing.T, variable string) string {
	value := os.Getenv(variable)
	require.NotEmpty(t, value, "%s: deploy/compose/check.sh sets it", variable)
	return value
}

func TestContainersShowThePublishedFigures(t *testing.T) {
	requirePublished(t, composedSuite(t).suite)
}

func TestContainersLetNobodyInWithoutAToken(t *testing.T) {
	d := composedSuite(t)
	require.Equal(t, 401, d.rest("GET", "/v1/locations", "", nil).status)
	require.Equal(t, 403, d.rest("GET", "/v1/head-counts", d.token("municipality"), nil).status)
	require.Equal(t, 401, d.rest("GET", "/admin/traces", "", nil).status)
}

// TestContainersTalkTLS: every server inside shows a certificate in its name, and answers nobody without TLS.
func TestContainersTalkTLS(t *testing.T) {
	d, e := composedSuite(t), composedEngine(t)
	all := e.containers()
	ports := map[string]string{"gateway": "4317"} // at which it takes traces
	for _, name := range services() {
		ports[name] = "9090"
	}
	for name, port := range ports {
		address, config := e.address(all[name], port), trusting(t, filepath.Join(d.data, "ca.crt"))
		config.ServerName, config.NextProtos = name, []string{"h2"}
		secured, err := tls.Dial("tcp", address, config)
		require.NoError(t, err, name)
		require.EqualValues(t, tls.VersionTLS13, secured.ConnectionState().Version, name)
		require.NoError(t, secured.Close())
		for _, transport := range []credentials.TransportCredentials{nil, credentials.NewTLS(config)} {
			conn, err := grpcx.Dial(address, grpcx.ClientConfig{Timeout: 5 * time.Second, Transport: transport})
			require.NoError(t, err)
			_, err = healthv1.NewHealthClient(conn).Check(t.Context(), &healthv1.HealthCheckRequest{})
			require.Equal(t, transport == nil, err != nil, "%s: %v", name, err)
			require.NoError(t, conn.Close())
		}
	}
}

// TestContainersCallEachOther: volunteers asks activities with the token of its caller.
func TestContainersCallEachOther(t *testing.T) {
	s := composedSuite(t).schedule()
	shift := s.plan(s.sessions()[1])
	require.Equal(t, true, shift["sessionConfirmed"])
	require.Equal(t, "De Haven", shift["place"])
}

// TestContainersReferralComesBack: support calls debtcounselling as itself, and hears what was decided from its stream.
func TestContainersReferralComesBack(t *testing.T) {
	d := composedSuite(t)
	worker, counsellor := d.supporter(), d.tokenOf("anna", "debt.counsellor")
	resident := create(t, d.suite, worker, "/v1/residents", map[string]any{
		"givenName": "Ada", "surname": "de Proef", "birthYear": 1990,
	})
	question := create(t, d.suite, worker, "/v1/questions", map[string]any{
		"channel": "QUESTION_CHANNEL_WALK_IN", "askerKind": "ASKER_KIND_RESIDENT", "lifeDomains": []string{"LIFE_DOMAIN_FINANCES"},
		"team": "haven", "receiveDate": today(t), "residentId": resident["id"],
	})
	referral := create(t, d.suite, worker, "/v1/referrals", map[string]any{
		"questionId": question["id"], "target": "REFERRAL_TARGET_DEBT_COUNSELLING", "purpose": "Schulden.", "referDate": today(t),
	})
	incoming := d.waiting(counsellor, referral["id"])
	d.insist(counsellor, "/v1/debt-referrals/"+incoming+"/decisions", map[string]any{
		"state": "REFERRAL_STATE_ACCEPTED", "date": today(t),
	})
	require.Eventually(t, func() bool {
		return d.rest("GET", "/v1/referrals/"+referral["id"].(string), worker, nil).body["state"] == "REFERRAL_STATE_ACCEPTED"
	}, patience, pause)
}

// TestContainersTraceIsShownToAdmins: one request, through the services it passes, in the gateway.
func TestContainersTraceIsShownToAdmins(t *testing.T) {
	d := composedSuite(t)
	id := d.recordCount()
	d.shown(fmt.Sprintf("/admin/traces/%x", id), "gateway", "activities", "reporting", "InsertOutbox", "publish", "process")
}

func TestContainersStreamsAreKeptByThreeServers(t *testing.T) {
	e := composedEngine(t)
	for _, server := range []string{"nats-1", "nats-2", "nats-3"} {
		require.EventuallyWithT(t, func(now *assert.CollectT) {
			streams := e.streams(server)
			assert.Len(now, streams, len(services()), "%s has each", server)
			for _, s := range streams {
				assert.Equal(now, 3, s.Config.Replicas, s.Name)
				assert.NotEmpty(now, s.Cluster.Leader, s.Name)
			}
		}, patience, time.Second)
	}
}

func TestContainersAreHardToHurt(t *testing.T) {
	e := composedEngine(t)
	secrets := e.secrets()
	require.Greater(t, len(secrets), 8, "or the test proves nothing")
	ours := 0
	for name, c := range e.containers() {
		require.True(t, c.HostConfig.ReadonlyRootfs, name)
		require.Equal(t, []string{"ALL"}, c.HostConfig.CapDrop, name)
		require.Contains(t, c.HostConfig.SecurityOpt, "no-new-privileges:true", name)
		require.NotContains(t, string(c.raw), `"Privileged":true`, name)
		if c.Config.Labels["org.opencontainers.image.vendor"] == "Meedoen" {
			require.Equal(t, "65532:65532", c.Config.User, name)
			ours++
		}
		for port, to := range c.NetworkSettings.Ports {
			if len(to) == 0 {
				continue
			}
			require.Equal(t, "gateway", name, "publishes %s", port)
			for _, at := range to {
				require.Equal(t, "127.0.0.1", at.HostIP)
			}
		}
		for of, secret := range secrets {
			require.NotContains(t, string(c.raw), secret, "%s shows %s", name, of)
		}
	}
	require.Equal(t, 7, ours, "five services, the gateway and the maker of keys")
}

// TestContainersThatAreKilledLoseNothing ends each, one after the other, as a power cut would, while many record. The
// engine starts it anew, and nothing that was acknowledged is lost or counted twice.
func TestContainersThatAreKilledLoseNothing(t *testing.T) {
	d, e := composedSuite(t), composedEngine(t)
	l := startHeldLoad(d)
	victims := append([]string{"postgres", "nats-1", "nats-2", "nats-3", "gateway"}, services()...)
	for i, name := range victims {
		l.proceed(85 * (i + 1) / len(victims)) // and some more, so that calls are under way
		took := e.kill(name)
		t.Logf("%s was killed after %d counts and healthy again after %s", name, l.count(), took.Round(100*time.Millisecond))
	}
	l.finish()
	t.Logf("%d counts were acknowledged, each is stored and counted once; %d calls were tried again", l.count(), l.failures.Load())
}

// count answers how many counts were acknowledged.
func (l *load) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}
