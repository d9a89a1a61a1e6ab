package test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/testkit"
)

// deployment is a suite and what it stands on.
type deployment struct {
	*suite
	// programs are the running programs, by the name of each and a number where there are several: "activities",
	// "activities-2".
	programs map[string]*program
	// nats is the server of events where it is no part of the process.
	nats *testkit.NATSServer
	// lines are those to the databases of the services, where they are servers.
	lines map[string]*testkit.Line
	// gateways is where each gateway is.
	gateways []string

	config    string
	env       []string // of every program
	databases map[string]string
	keys      string // the address of the database of keys
}

// services are those that run, in one process or apart.
func services() []string {
	return []string{"activities", "volunteers", "debtcounselling", "support", "reporting"}
}

// way is one way to run the suite.
type way struct {
	name   string
	deploy func(t *testing.T, env ...string) *deployment
}

// The ways that the suite runs: as somebody who tries it, as a small organisation, and as teams that deploy one service.
var (
	oneProcess        = way{"one process", deployOneProcess}
	oneProcessServers = way{"one process on servers", deployOneProcessOnServers}
	apart             = way{"apart", deployApart}
)

// deployments runs test against each way to run the suite; without ways, against all.
func deployments(t *testing.T, test func(t *testing.T, d *deployment), ways ...way) {
	if len(ways) == 0 {
		ways = []way{oneProcess, oneProcessServers, apart}
	}
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) { test(t, w.deploy(t)) })
	}
}

// deployOneProcess has everything inside: SQLite and NATS too.
func deployOneProcess(t *testing.T, env ...string) *deployment {
	p := start(t, "up", t.TempDir(), env...)
	return &deployment{suite: p.suite, programs: map[string]*program{"meedoen": p.program}, gateways: []string{p.http}}
}

// deployOneProcessOnServers is one process on PostgreSQL, with NATS elsewhere.
func deployOneProcessOnServers(t *testing.T, env ...string) *deployment {
	d := newDeployment(t)
	env = append(env, "MEEDOEN_EVENTS_URL="+d.nats.URL())
	for _, service := range services() {
		env = append(env, d.databaseOf(service))
	}
	p := start(t, "up", d.data, env...)
	d.suite, d.programs, d.gateways = p.suite, map[string]*program{"meedoen": p.program}, []string{p.http}
	return d
}

// deployApart is one process for each service, and one for the gateway.
func deployApart(t *testing.T, env ...string) *deployment {
	d := newDeployment(t)
	d.config, d.env = d.writeConfig(), env
	for _, service := range services() {
		d.add(service)
	}
	d.add("gateway")
	d.http = d.gateways[0]
	return d
}

// newDeployment answers a deployment on servers, without programs yet.
func newDeployment(t *testing.T) *deployment {
	d := &deployment{
		suite:    &suite{t: t, data: t.TempDir(), services: map[string]string{}},
		programs: map[string]*program{}, lines: map[string]*testkit.Line{}, databases: map[string]string{},
		nats: testkit.NewNATSServer(t, server.Options{}), keys: testkit.Postgres().URL(t, nil),
	}
	for _, service := range services() {
		d.newDatabase(service)
	}
	return d
}

// writeConfig writes the part of the configuration that only a file can hold: whose tokens count.
func (d *deployment) writeConfig() string {
	keys := d.t.TempDir()
	out, err := exec.Command(filepath.Join(binaries, "meedoen"), "keys", keys, "--data", d.data).CombinedOutput()
	require.NoError(d.t, err, "%s", out)
	file := filepath.Join(keys, "services.yaml")
	require.NoError(d.t, os.WriteFile(file, fmt.Appendf(nil, `
auth:
  issuers:
    - issuer: https://development-issuer.meedoen.invalid
      jwks-file: %s/jwks.json
`, keys), 0o600))
	return file
}

// add starts one more instance of a service or of the gateway, and answers its name.
func (d *deployment) add(service string) (name string) {
	p := d.prepare(service)
	p.start()
	return p.as
}

// envOf answers what of the environment of all a service knows: not what is of another, at which it would end.
func (d *deployment) envOf(service string) []string {
	return slices.DeleteFunc(slices.Clone(d.env), func(variable string) bool {
		return slices.ContainsFunc(services(), func(other string) bool {
			return other != service && strings.HasPrefix(variable, "MEEDOEN_"+strings.ToUpper(other)+"_")
		})
	})
}

// prepare answers one more instance that is not started yet. It is stopped when the test ends.
func (d *deployment) prepare(service string) *program {
	name := service
	for n := 2; d.programs[name] != nil; n++ {
		name = fmt.Sprintf("%s-%d", service, n)
	}
	address := testkit.Address(d.t)
	p := &program{t: d.t, name: service, as: name, env: append([]string{"MEEDOEN_CONFIG=" + d.config}, d.envOf(service)...)}
	if service == "gateway" {
		p.args = []string{"--http", address}
		for service, addresses := range d.services {
			p.env = append(p.env, fmt.Sprintf("MEEDOEN_SERVICES_%s=%s", strings.ToUpper(service), addresses))
		}
		p.serves = func(*program) bool {
			a, err := d.try(d.t.Context(), address, "GET", "/readyz", "", nil)
			return err == nil && a.status == 200
		}
		d.gateways = append(d.gateways, address)
	} else {
		p.args = []string{"--grpc", address}
		p.env = append(p.env, "MEEDOEN_EVENTS_URL="+d.nats.URL(), d.databaseOf(service))
		if service != "reporting" {
			p.env = append(p.env, d.privacy()...)
		} else {
			p.env = append(p.env, "MEEDOEN_REPORTING_SIGNING_KEY="+filepath.Join(filepath.Dir(d.config), "account-signing.key"))
		}
		if service == "volunteers" {
			p.env = append(p.env, "MEEDOEN_VOLUNTEERS_ACTIVITIES="+d.services["activities"])
		}
		if service == "support" {
			p.env = append(p.env, d.referring()...)
		}
		p.serves = func(*program) bool { return d.serving(address) }
		d.services[service] = strings.Trim(d.services[service]+","+address, ",")
	}
	d.programs[name] = p
	d.t.Cleanup(p.stop)
	return p
}

// serving says whether the gRPC server at an address says so.
func serving(t *testing.T, address string) bool { return (&suite{t: t}).serving(address) }

func (s *suite) serving(address string) bool {
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{Timeout: time.Second, Transport: s.secured.transport()})
	require.NoError(s.t, err)
	defer conn.Close()
	answer, err := healthv1.NewHealthClient(conn).Check(context.WithoutCancel(s.t.Context()), &healthv1.HealthCheckRequest{})
	return err == nil && answer.GetStatus() == healthv1.HealthCheckResponse_SERVING
}

// host answers the program that runs a service: its own, or the one that runs all.
func (d *deployment) host(service string) *program {
	if p := d.programs[service]; p != nil {
		return p
	}
	return d.programs["meedoen"]
}

// loseDatabase has a service start anew with an empty database.
func (d *deployment) loseDatabase(service string) {
	p := d.host(service)
	p.stop()
	if d.lines[service] == nil {
		removeDatabase(d.t, d.data, service)
	} else {
		d.newDatabase(service)
		p.env = append(p.env, d.databaseOf(service)) // of two the last holds
	}
	p.restart()
}

// loseStreams has NATS start anew with nothing in it.
func (d *deployment) loseStreams() {
	if d.nats != nil {
		d.nats.Stop()
		d.nats.Clear()
		d.nats.Start()
		return
	}
	p := d.programs["meedoen"]
	p.stop()
	require.NoError(d.t, os.RemoveAll(filepath.Join(d.data, "events")))
	p.restart()
}

// newDatabase makes an empty database for a service, behind a line of its own.
func (d *deployment) newDatabase(service string) {
	database, err := url.Parse(testkit.Postgres().URL(d.t, nil))
	require.NoError(d.t, err)
	d.lines[service] = testkit.NewLine(d.t, database.Host)
	database.Host = d.lines[service].Addr()
	d.databases[service] = database.String()
}

// databaseOf answers the variable that says where the database of a service is.
func (d *deployment) databaseOf(service string) string {
	return fmt.Sprintf("MEEDOEN_%s_DATABASE=%s", strings.ToUpper(service), d.databases[service])
}

// privacy answers the variables of a service that keeps personal data.
func (d *deployment) privacy() []string {
	keys := filepath.Dir(d.config)
	return []string{
		"MEEDOEN_PRIVACY_KEY_FILE=" + filepath.Join(keys, "privacy.key"),
		"MEEDOEN_PRIVACY_COUNTING_KEY_FILE=" + filepath.Join(keys, "counting.key"),
		"MEEDOEN_PRIVACY_DATABASE=" + d.keys,
	}
}

// referring answers the variables with which support calls those it refers to, as itself.
func (d *deployment) referring() []string {
	env := []string{"MEEDOEN_IDENTITY_TOKEN_FILE=" + filepath.Join(filepath.Dir(d.config), "support.token")}
	for _, service := range []string{"debtcounselling", "volunteers", "activities"} {
		env = append(env, fmt.Sprintf("MEEDOEN_SUPPORT_SERVICES_%s=%s", strings.ToUpper(service), d.services[service]))
	}
	return env
}

// deployApartWithTraces is deployApart, with a gateway that shows the traces of all.
func deployApartWithTraces(t *testing.T) *deployment {
	d := newDeployment(t)
	receiver := testkit.Address(t)
	d.config = d.writeConfig()
	for _, service := range services() {
		d.env = []string{
			"MEEDOEN_TRACES_ENDPOINT=" + receiver,
			"MEEDOEN_IDENTITY_TOKEN_FILE=" + filepath.Join(filepath.Dir(d.config), service+".token"),
		}
		d.add(service)
	}
	d.env = []string{"MEEDOEN_GATEWAY_TRACES_LISTEN=" + receiver}
	d.add("gateway")
	d.http = d.gateways[0]
	return d
}
