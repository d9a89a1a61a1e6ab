package main

import (
	"context"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// startSingle starts the suite as a small organisation runs it: one process with SQLite and NATS inside, on a disk of its own.
func startSingle(ctx context.Context, c *cluster) error {
	folder, err := c.addDisk(ctx, "meedoen")
	if err != nil {
		return err
	}
	keys := filepath.Join(c.dir, "keys")
	if err := run(ctx, "ln", "-s", folder, keys); err != nil { // the key of the issuer is in the data folder
		return err
	}
	ready := func(ctx context.Context, p *process) error { return answers(ctx, p.node.address+":8080") }
	err = c.add(ctx, "meedoen", ready, func(n *node) (argv, env []string, err error) {
		c.gateways = []string{n.address + ":8080"}
		for _, service := range services() {
			c.addresses[service] = n.address + ":9090"
		}
		argv = []string{
			filepath.Join(c.binaries, "meedoen"), "up", "--data", folder, "--http", n.address + ":8080", "--grpc", n.address + ":9090",
		}
		return argv, []string{"MEEDOEN_DEVELOPMENT=true", "MEEDOEN_GATEWAY_PUBLIC_URL=https://meedoen.invalid"}, nil
	})
	if err != nil {
		return err
	}
	if err := c.await(ctx); err != nil {
		return err
	}
	for _, service := range services() {
		source := fmt.Sprintf("file:%s?mode=ro&_pragma=busy_timeout(20000)", filepath.Join(folder, service+".db"))
		if err := c.openDatabase(service, "sqlite", source); err != nil {
			return err
		}
	}
	return nil
}
