package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// startApart starts the suite as a city runs it: each service as two programs, two gateways, PostgreSQL, and three servers of
// NATS that all keep each stream.
func startApart(ctx context.Context, c *cluster) error {
	if err := c.writeKeys(ctx); err != nil {
		return err
	}
	if err := c.addPostgres(ctx); err != nil {
		return err
	}
	if err := c.addNATS(ctx); err != nil {
		return err
	}
	for _, service := range services() {
		for number := range instances {
			if err := c.addService(ctx, service, number+1); err != nil {
				return err
			}
		}
	}
	for number := range instances {
		if err := c.addGateway(ctx, number+1); err != nil {
			return err
		}
	}
	return c.await(ctx)
}

// writeKeys writes what the programs need to know each other by.
func (c *cluster) writeKeys(ctx context.Context) error {
	keys := filepath.Join(c.dir, "keys")
	_, err := c.operator(ctx, "meedoen", []string{"keys", keys, "--data", keys}, clockVariable+"=-1h")
	if err != nil {
		return err
	}
	c.config = filepath.Join(keys, "services.yaml")
	return os.WriteFile(c.config, fmt.Appendf(nil, "auth:\n  issuers:\n"+
		"    - issuer: https://development-issuer.meedoen.invalid\n      jwks-file: %s/jwks.json\n", keys), 0o600)
}

// operator runs a command of an operator to its end, and answers what it says.
func (c *cluster) operator(ctx context.Context, program string, args []string, env ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.binaries, program), args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", program, args[0], err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

func (c *cluster) addPostgres(ctx context.Context) error {
	folder, err := c.addDisk(ctx, "postgres")
	if err != nil {
		return err
	}
	if err := run(ctx, "chown", "postgres:postgres", folder); err != nil {
		return err
	}
	if err := preparePostgres(ctx, folder); err != nil {
		return err
	}
	ready := func(ctx context.Context, p *process) error {
		db, err := sql.Open("pgx", databaseURL(p.node.address, "postgres"))
		if err != nil {
			return err
		}
		defer db.Close()
		return db.PingContext(ctx)
	}
	err = c.add(ctx, "postgres", ready, func(n *node) (argv, env []string, err error) {
		argv, err = postgresCommand(folder, n.address)
		return argv, nil, err
	})
	if err != nil {
		return err
	}
	p := c.processes["postgres"]
	if err := p.await(ctx); err != nil {
		return err
	}
	if err := createDatabases(ctx, p.node.address, append(services(), "keys")); err != nil {
		return err
	}
	for _, service := range services() {
		if err := c.openDatabase(service, "pgx", databaseURL(p.node.address, service)); err != nil {
			return err
		}
	}
	return nil
}

// allowNetwork lets PostgreSQL trust whoever reaches it, which on this network are the processes of the run.
func allowNetwork(file string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString("host all all samenet trust\n")
	return errors.Join(err, f.Close())
}

// natsNodes is how many servers of NATS keep each stream.
const natsNodes = 3

func (c *cluster) addNATS(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var peers, urls []string
	for number := range natsNodes {
		address := fmt.Sprintf("%s%d", c.network.prefix, len(c.network.nodes)+10+number)
		peers, urls = append(peers, address), append(urls, fmt.Sprintf("nats://%s:%d", address, natsPort))
	}
	c.natsURL = strings.Join(urls, ",")
	for number := range natsNodes {
		name := fmt.Sprintf("nats-%d", number+1)
		folder, err := c.addDisk(ctx, name)
		if err != nil {
			return err
		}
		if err := c.add(ctx, name, c.natsReady, func(n *node) (argv, env []string, err error) {
			return []string{self, natsCommand, name, n.address, folder, strings.Join(peers, ",")}, nil, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// natsReady says whether a server keeps streams with the others.
func (c *cluster) natsReady(ctx context.Context, p *process) error {
	conn, err := nats.Connect(fmt.Sprintf("nats://%s:%d", p.node.address, natsPort), nats.Timeout(2*time.Second))
	if err != nil {
		return err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	_, err = js.AccountInfo(ctx)
	return err
}

func (c *cluster) addService(ctx context.Context, service string, number int) error {
	const port = ":9090"
	name := fmt.Sprintf("%s-%d", service, number)
	ready := func(ctx context.Context, p *process) error { return serves(ctx, p.node.address+port) }
	return c.add(ctx, name, ready, func(n *node) (argv, env []string, err error) {
		c.addresses[service] = strings.Trim(c.addresses[service]+","+n.address+port, ",")
		argv = []string{filepath.Join(c.binaries, service), "--grpc", n.address + port}
		return argv, c.settings(service), nil
	})
}

// settings answers the environment of a service.
func (c *cluster) settings(service string) []string {
	keys, postgres := filepath.Join(c.dir, "keys"), c.processes["postgres"].node.address
	env := []string{
		"MEEDOEN_CONFIG=" + c.config, "MEEDOEN_EVENTS_URL=" + c.natsURL, fmt.Sprintf("MEEDOEN_EVENTS_REPLICAS=%d", natsNodes),
		fmt.Sprintf("MEEDOEN_%s_DATABASE=%s", strings.ToUpper(service), databaseURL(postgres, service)),
	}
	if service == "reporting" {
		return append(env, "MEEDOEN_REPORTING_SIGNING_KEY="+filepath.Join(keys, "account-signing.key"), "MEEDOEN_REPORTING_SHARES=2")
	}
	env = append(env, "MEEDOEN_PRIVACY_KEY_FILE="+filepath.Join(keys, "privacy.key"),
		"MEEDOEN_PRIVACY_COUNTING_KEY_FILE="+filepath.Join(keys, "counting.key"),
		"MEEDOEN_PRIVACY_DATABASE="+databaseURL(postgres, "keys"))
	switch service {
	case "volunteers":
		env = append(env, "MEEDOEN_VOLUNTEERS_ACTIVITIES="+c.addresses["activities"])
	case "support":
		env = append(env, "MEEDOEN_IDENTITY_TOKEN_FILE="+filepath.Join(keys, "support.token"))
		for _, other := range []string{"debtcounselling", "volunteers", "activities"} {
			env = append(env, fmt.Sprintf("MEEDOEN_SUPPORT_SERVICES_%s=%s", strings.ToUpper(other), c.addresses[other]))
		}
	}
	return env
}

func (c *cluster) addGateway(ctx context.Context, number int) error {
	ready := func(ctx context.Context, p *process) error { return answers(ctx, p.node.address+":8080") }
	return c.add(ctx, fmt.Sprintf("gateway-%d", number), ready, func(n *node) (argv, env []string, err error) {
		c.gateways = append(c.gateways, n.address+":8080")
		env = []string{"MEEDOEN_CONFIG=" + c.config}
		for service, addresses := range c.addresses {
			env = append(env, fmt.Sprintf("MEEDOEN_SERVICES_%s=%s", strings.ToUpper(service), addresses))
		}
		return []string{filepath.Join(c.binaries, "gateway"), "--http", n.address + ":8080"}, env, nil
	})
}
