package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/platform/grpcx"
)

// The services of the suite, in the order in which they are started.
func services() []string {
	return []string{"activities", "volunteers", "debtcounselling", "support", "reporting"}
}

// cluster is the suite with all that it stands on.
type cluster struct {
	dir       string // everything of the run
	binaries  string
	network   *network
	processes map[string]*process
	disks     map[string]*disk
	databases map[string]*sql.DB // of each service, for who looks whether what was promised holds
	addresses map[string]string  // of the instances of each service
	gateways  []string
	natsURL   string // empty: NATS is in the process
	config    string
	token     func(ctx context.Context, args ...string) (string, error)
	done      sync.WaitGroup
}

// instances are how many of each program run side by side.
const instances = 2

// newCluster answers one without a process yet.
func newCluster(ctx context.Context, dir, binaries string) (*cluster, error) {
	c := &cluster{
		dir: dir, binaries: binaries, processes: map[string]*process{}, disks: map[string]*disk{}, databases: map[string]*sql.DB{},
		addresses: map[string]string{},
	}
	var err error
	if c.network, err = newNetwork(ctx); err != nil {
		return nil, err
	}
	c.token = c.makeToken
	return c, os.MkdirAll(filepath.Join(dir, "logs"), 0o755)
}

// add puts a program on a machine of its own and has it run from now on.
func (c *cluster) add(ctx context.Context, name string, ready func(context.Context, *process) error,
	command func(n *node) (argv, env []string, err error),
) error {
	n, err := c.network.add(ctx, name)
	if err != nil {
		return err
	}
	argv, env, err := command(n)
	if err != nil {
		return err
	}
	p := &process{
		name: name, node: n, argv: argv, env: env, log: filepath.Join(c.dir, "logs", name+".log"), changed: make(chan struct{}),
	}
	p.ready = func(ctx context.Context) error { return ready(ctx, p) }
	c.processes[name] = p
	c.done.Go(func() { p.supervise(context.WithoutCancel(ctx)) })
	return nil
}

// addDisk gives a process a disk of its own.
func (c *cluster) addDisk(ctx context.Context, name string) (string, error) {
	d, err := newDisk(ctx, filepath.Join(c.dir, "disks", name))
	if err != nil {
		return "", err
	}
	c.disks[name] = d
	return d.dir, nil
}

// close ends everything and removes what is not a file.
func (c *cluster) close() {
	for _, db := range c.databases {
		db.Close()
	}
	for _, p := range c.processes {
		p.close()
	}
	c.done.Wait()
	for _, d := range c.disks {
		d.remove()
	}
	c.network.remove()
}

// running answers the processes whose names start with a word, in their order: "nats", "activities", "" for all.
func (c *cluster) running(word string) (list []*process) {
	for name, p := range c.processes {
		if strings.HasPrefix(name, word) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b *process) int { return strings.Compare(a.name, b.name) })
	return list
}

// await waits until all processes are ready.
func (c *cluster) await(ctx context.Context) error {
	var errs []error
	for _, p := range c.running("") {
		errs = append(errs, p.await(ctx))
	}
	return errors.Join(errs...)
}

// makeToken answers a token, made an hour ago: one that is new is refused where the clock is far behind.
func (c *cluster) makeToken(ctx context.Context, args ...string) (string, error) {
	keys := filepath.Join(c.dir, "keys")
	return c.operator(ctx, "meedoen", append([]string{"token", "--data", keys, "--lifetime", "48h"}, args...), clockVariable+"=-1h")
}

// serves says whether a service says so.
func serves(ctx context.Context, address string) error {
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{Timeout: 2 * time.Second})
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{})
	if err == nil && answer.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		err = errors.New(answer.GetStatus().String())
	}
	return err
}

// answers says whether an address answers well over HTTP.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is %s", address, response.Status)
	}
	return nil
}

// openDatabase keeps a database at hand for who looks.
func (c *cluster) openDatabase(service, driver, source string) error {
	db, err := sql.Open(driver, source)
	if err != nil {
		return err
	}
	c.databases[service] = db
	return nil
}
