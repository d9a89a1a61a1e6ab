package main

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// mend puts right what a fault broke.
type mend func(ctx context.Context) error

// kind is a kind of fault: with what it can happen, and how.
type kind struct {
	name    string
	targets []string
	inflict func(ctx context.Context, t *trial, f fault) (mend, error)
}

// numbered answers the names of the instances of programs.
func numbered(programs ...string) (names []string) {
	for _, program := range programs {
		for number := range instances {
			names = append(names, fmt.Sprintf("%s-%d", program, number+1))
		}
	}
	return names
}

func natsNames() (names []string) {
	for number := range natsNodes {
		names = append(names, fmt.Sprintf("nats-%d", number+1))
	}
	return names
}

// apartKinds are the faults of a suite of many programs.
func apartKinds() []kind {
	programs := numbered(services()...)
	return []kind{
		{"kill a service", programs, kill},
		{"kill a gateway", numbered("gateway"), kill},
		{"kill a NATS server", natsNames(), kill},
		{"crash PostgreSQL", []string{"postgres"}, kill},
		{"pause a service", programs, pause},
		{"pause NATS or PostgreSQL", append(natsNames(), "postgres"), pause},
		{"stop NATS servers", []string{"one of nats", "two of nats", "three of nats"}, stopNATS},
		{"part a NATS server from the others", natsNames(), partNATS},
		{"part a service from NATS", programs, partFrom("nats", silent)},
		{"part a service from PostgreSQL", programs, partFrom("postgres", silent)},
		{"part a gateway from a service", numbered("gateway"), partGateway},
		{"cut a service's database", programs, partFrom("postgres", refused)},
		{"break connections to a database", services(), breakDatabase},
		{"fill the disk of a NATS server", natsNames(), fillDisk},
		{"fill the disk of PostgreSQL", []string{"postgres"}, fillDisk},
		{"skew the clock of a service", programs, skew},
		{"send events again", publishing(), resend},
		{"deliver events late and twice", publishing(), redeliver},
		{"lose a stream", publishing(), loseStream},
	}
}

// singleKinds are those of the suite in one process.
func singleKinds() []kind {
	only := []string{"meedoen"}
	return []kind{
		{"kill the process", only, kill},
		{"pause the process", only, pause},
		{"fill the disk", only, fillDisk},
		{"skew the clock", only, skew},
		{"send events again", publishing(), resend},
	}
}

// publishing are the services with events of their own in every load.
func publishing() []string { return []string{"activities", "volunteers", "support"} }

// kill ends a process as a power cut would, and has it stay away for a while.
func kill(_ context.Context, t *trial, f fault) (mend, error) {
	p := t.cluster.processes[f.target]
	p.hold()
	p.end(syscall.SIGKILL)
	return func(context.Context) error { p.release(); return nil }, nil
}

// pause stops a process where it is. It goes on as if nothing had been, with leases that others may have by then.
func pause(_ context.Context, t *trial, f fault) (mend, error) {
	p := t.cluster.processes[f.target]
	p.signal(syscall.SIGSTOP)
	return func(context.Context) error { p.signal(syscall.SIGCONT); return nil }, nil
}

// skew starts a process anew with a clock that is wrong, and again with the right one.
func skew(_ context.Context, t *trial, f fault) (mend, error) {
	offsets := []time.Duration{
		2 * time.Second, 45 * time.Second, 7 * time.Minute, -2 * time.Second, -45 * time.Second, -7 * time.Minute,
	}
	p := t.cluster.processes[f.target]
	again := func(by time.Duration) {
		p.hold()
		p.end(syscall.SIGTERM)
		p.wrong(by)
		p.release()
	}
	again(offsets[f.number%uint64(len(offsets))])
	return func(context.Context) error { again(0); return nil }, nil
}

// fillDisk leaves nothing free on the disk of a process, and then frees it again. A NATS server is started anew after that, as an
// operator would.
func fillDisk(ctx context.Context, t *trial, f fault) (mend, error) {
	d := t.cluster.disks[f.target]
	if err := d.fill(ctx, 64<<10); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if err := d.free(ctx); err != nil {
			return err
		}
		if p := t.cluster.processes[f.target]; f.target != "postgres" && f.target != "meedoen" {
			p.hold() // a server whose store failed keeps no streams until it starts again
			p.end(syscall.SIGTERM)
			p.release()
		}
		return nil
	}, nil
}
