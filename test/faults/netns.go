package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// network is a switch with a machine of its own on it for each process, made of namespaces of the kernel. Nothing of it can be
// reached from elsewhere, and what it drops is dropped for these processes alone.
type network struct {
	id     string // tells this run from others on the machine
	prefix string // of all addresses: "10.213.7."
	nodes  map[string]*node
}

// node is a machine on the network.
type node struct {
	name, space, address string
}

// need says everything that the machine lacks for a run.
func need() error {
	var missing []error
	if os.Getuid() != 0 {
		missing = append(missing, errors.New("it must run as root: it makes network namespaces and mounts file systems"))
	}
	for program, from := range map[string]string{
		"ip": "iproute2", "iptables": "iptables", "setpriv": "util-linux", "mount": "mount",
	} {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, fmt.Errorf("no %s on this machine: install the package %s", program, from))
		}
	}
	if _, err := postgresBinaries(); err != nil {
		missing = append(missing, err)
	}
	return errors.Join(missing...)
}

// run runs a command of the system to its end.
func run(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// newNetwork makes the switch and this process's own end of it.
func newNetwork(ctx context.Context) (*network, error) {
	pid := os.Getpid()
	n := &network{id: fmt.Sprint(pid), nodes: map[string]*node{}, prefix: fmt.Sprintf("10.213.%d.", pid%254+1)}
	hub, own := n.space("switch"), "mdn"+n.id
	for _, args := range [][]string{
		{"netns", "add", hub},
		{"-n", hub, "link", "set", "lo", "up"},
		{"-n", hub, "link", "add", "br0", "type", "bridge"},
		{"-n", hub, "link", "set", "br0", "up"},
		{"link", "add", own, "type", "veth", "peer", "name", "root", "netns", hub},
		{"-n", hub, "link", "set", "root", "master", "br0", "up"},
		{"addr", "add", n.prefix + "1/24", "dev", own},
		{"link", "set", own, "up"},
	} {
		if err := run(ctx, "ip", args...); err != nil {
			n.remove()
			return nil, err
		}
	}
	return n, nil
}

// spacePrefix starts the name of every namespace of this program.
const spacePrefix = "meedoen-faults-"

func (n *network) space(name string) string { return spacePrefix + n.id + "-" + name }

// add puts a machine on the network.
func (n *network) add(ctx context.Context, name string) (*node, error) {
	number := len(n.nodes) + 10
	made := &node{name: name, space: n.space(name), address: n.prefix + strconv.Itoa(number)}
	hub, port := n.space("switch"), "p"+strconv.Itoa(number)
	for _, args := range [][]string{
		{"netns", "add", made.space},
		{"-n", made.space, "link", "set", "lo", "up"},
		{"-n", hub, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", made.space},
		{"-n", hub, "link", "set", port, "master", "br0", "up"},
		{"-n", made.space, "addr", "add", made.address + "/24", "dev", "eth0"},
		{"-n", made.space, "link", "set", "eth0", "up"},
	} {
		if err := run(ctx, "ip", args...); err != nil {
			return nil, err
		}
	}
	n.nodes[name] = made
	return made, nil
}

// The ways in which two machines lose each other.
var (
	silent  = []string{"DROP"}                                 // nothing arrives, and nobody is told: a cable was pulled
	refused = []string{"REJECT", "--reject-with", "tcp-reset"} // every connection is broken at once: a firewall, or a restart
)

// part has two machines lose each other, both ways. The function it answers brings them together again.
func (n *network) part(ctx context.Context, a, b string, how []string) (join func(context.Context) error, err error) {
	here, there := n.nodes[a], n.nodes[b]
	rules := func(ctx context.Context, action string) error {
		var errs []error
		for _, rule := range [][]string{{"INPUT", "-s"}, {"OUTPUT", "-d"}} {
			args := []string{"netns", "exec", here.space, "iptables", "-w", action, rule[0], rule[1], there.address}
			if how[0] == "REJECT" {
				args = append(args, "-p", "tcp")
			}
			errs = append(errs, run(ctx, "ip", append(append(args, "-j"), how...)...))
		}
		return errors.Join(errs...)
	}
	if err := rules(ctx, "-A"); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error { return rules(ctx, "-D") }, nil
}

// remove takes the network away. What runs in it must have ended.
func (n *network) remove() {
	ctx := context.Background()
	_ = run(ctx, "ip", "link", "del", "mdn"+n.id) // may not have been made
	_ = removeSpaces(ctx, spacePrefix+n.id+"-")
}

// removeSpaces removes the namespaces whose names start with prefix, and ends what is left in them.
func removeSpaces(ctx context.Context, prefix string) error {
	out, err := exec.CommandContext(ctx, "ip", "netns", "list").Output()
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		name := strings.TrimSpace(strings.Split(line, " ")[0])
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		left, _ := exec.CommandContext(ctx, "ip", "netns", "pids", name).Output()
		for _, pid := range strings.Fields(string(left)) {
			if id, err := strconv.Atoi(pid); err == nil {
				_ = syscall.Kill(id, syscall.SIGKILL)
			}
		}
		if err := run(ctx, "ip", "netns", "del", name); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes what runs left behind that were killed themselves.
func sweep(ctx context.Context) error {
	out, err := exec.CommandContext(ctx, "ip", "netns", "list").Output()
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		rest, ours := strings.CutPrefix(line, spacePrefix)
		id, _, _ := strings.Cut(rest, "-")
		if pid, err := strconv.Atoi(id); ours && err == nil && syscall.Kill(pid, 0) != nil {
			if err := removeSpaces(ctx, spacePrefix+id+"-"); err != nil {
				return err
			}
		}
	}
	return sweepMounts(ctx)
}
