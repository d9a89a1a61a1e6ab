package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
)

// programsApart are the services that record and count, each a program of its own.
type programsApart struct {
	env     *env
	keys    string // the folder with what they know each other by
	config  string
	nats    string
	uses    []usage
	address map[string]string
}

// startApart starts the services of activities and of reporting, the gateway and a server of events as programs of their own.
// The other services have nothing to do here and do not run: their addresses answer nobody.
func startApart(ctx context.Context, e *env) (*suite, error) {
	a := &programsApart{env: e, address: map[string]string{}}
	for _, step := range []func(context.Context) error{
		a.writeKeys, a.startNATS, a.startActivities, a.startReporting, a.startGateway,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	s := &suite{env: e, http: a.address["gateway"], uses: a.uses}
	return s, s.connect(ctx, a.keys, a.address["activities"], a.address["reporting"])
}

// writeKeys writes what an organisation has of its own: keys, and whose tokens count.
func (a *programsApart) writeKeys(ctx context.Context) (err error) {
	if a.keys, err = a.env.folder("keys"); err != nil {
		return err
	}
	binary, err := a.env.binary(ctx, "cmd/meedoen")
	if err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, binary, "keys", a.keys, "--data", a.keys).CombinedOutput()
	if err != nil {
		return fmt.Errorf("write keys: %w: %s", err, out)
	}
	a.config = filepath.Join(a.keys, "services.yaml")
	return os.WriteFile(a.config, fmt.Appendf(nil, "auth:\n  issuers:\n    - issuer: %s\n      jwks-file: %s\n",
		devissuer.Name, filepath.Join(a.keys, "jwks.json")), 0o600)
}

func (a *programsApart) startNATS(ctx context.Context) error {
	url, p, err := a.env.startNATS(ctx)
	if err != nil {
		return err
	}
	a.nats, a.uses = url, append(a.uses, p)
	return nil
}

// start starts one of the programs, whose use of the machine counts.
func (a *programsApart) start(ctx context.Context, name string, argv, environ []string) (*process, error) {
	p, err := a.env.start(ctx, name, argv, environ)
	if err == nil {
		a.uses = append(a.uses, p)
	}
	return p, err
}

func (a *programsApart) startActivities(ctx context.Context) error {
	return a.startService(ctx, "activities",
		"MEEDOEN_PRIVACY_KEY_FILE", filepath.Join(a.keys, "privacy.key"),
		"MEEDOEN_PRIVACY_COUNTING_KEY_FILE", filepath.Join(a.keys, "counting.key"),
		"MEEDOEN_PRIVACY_DATABASE", "sqlite:"+filepath.Join(a.env.dir, "keys.db"))
}

func (a *programsApart) startReporting(ctx context.Context) error {
	return a.startService(ctx, "reporting", "MEEDOEN_REPORTING_SIGNING_KEY", filepath.Join(a.keys, "account-signing.key"))
}

// startService starts a service on a file of SQLite, and waits until it serves.
func (a *programsApart) startService(ctx context.Context, name string, settings ...string) error {
	binary, err := a.env.binary(ctx, "services/"+name+"/cmd/"+name)
	if err != nil {
		return err
	}
	if a.address[name], err = a.env.address(); err != nil {
		return err
	}
	environ := append(unlimited(), environment(append(settings,
		"MEEDOEN_CONFIG", a.config, "MEEDOEN_EVENTS_URL", a.nats,
		"MEEDOEN_"+strings.ToUpper(name)+"_DATABASE", "sqlite:"+filepath.Join(a.env.dir, name+".db"))...)...)
	p, err := a.start(ctx, name, []string{binary, "--grpc", a.address[name]}, environ)
	if err != nil {
		return err
	}
	conn, err := a.env.dial(a.address[name])
	if err != nil {
		return err
	}
	return p.until(ctx, func(ctx context.Context) bool {
		answer, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{})
		return err == nil && answer.GetStatus() == healthv1.HealthCheckResponse_SERVING
	})
}

func (a *programsApart) startGateway(ctx context.Context) error {
	binary, err := a.env.binary(ctx, "gateway/cmd/gateway")
	if err != nil {
		return err
	}
	if a.address["gateway"], err = a.env.address(); err != nil {
		return err
	}
	nobody, err := a.env.address()
	if err != nil {
		return err
	}
	environ := append(observed(), gatewayUnlimited, "MEEDOEN_CONFIG="+a.config)
	for _, service := range []string{"activities", "reporting", "volunteers", "debtcounselling", "support"} {
		address := a.address[service]
		if address == "" {
			address = nobody
		}
		environ = append(environ, "MEEDOEN_SERVICES_"+strings.ToUpper(service)+"="+address)
	}
	p, err := a.start(ctx, "gateway", []string{binary, "--http", a.address["gateway"]}, environ)
	if err != nil {
		return err
	}
	return p.until(ctx, listening(a.address["gateway"]))
}
