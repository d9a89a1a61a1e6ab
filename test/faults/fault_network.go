package main

import (
	"context"
	"errors"
	"strings"
	"syscall"
)

// apart has a process lose others. They find each other again all at once.
func (t *trial) apart(ctx context.Context, name string, others []string, how []string) (mend, error) {
	var joins []func(context.Context) error
	join := func(ctx context.Context) error {
		var errs []error
		for _, j := range joins {
			errs = append(errs, j(ctx))
		}
		return errors.Join(errs...)
	}
	for _, other := range others {
		j, err := t.cluster.network.part(ctx, name, other, how)
		if err != nil {
			return nil, errors.Join(err, join(ctx))
		}
		joins = append(joins, j)
	}
	return join, nil
}

// named answers the names of the processes that start with a word.
func (t *trial) named(word string) (names []string) {
	for _, p := range t.cluster.running(word) {
		names = append(names, p.name)
	}
	return names
}

// partFrom has a process lose all whose names start with a word.
func partFrom(word string, how []string) func(context.Context, *trial, fault) (mend, error) {
	return func(ctx context.Context, t *trial, f fault) (mend, error) {
		return t.apart(ctx, f.target, t.named(word), how)
	}
}

// partNATS has a server lose the other two, and in half of the cases everybody else too.
func partNATS(ctx context.Context, t *trial, f fault) (mend, error) {
	var others []string
	for _, name := range t.named("") {
		if name != f.target && (strings.HasPrefix(name, "nats") || f.number%2 == 0) {
			others = append(others, name)
		}
	}
	return t.apart(ctx, f.target, others, silent)
}

// partGateway has a gateway lose one instance of a service.
func partGateway(ctx context.Context, t *trial, f fault) (mend, error) {
	programs := numbered(services()...)
	return t.apart(ctx, f.target, programs[f.number%uint64(len(programs)):][:1], silent)
}

// stopNATS stops one, two or all servers: of three, two can go on.
func stopNATS(_ context.Context, t *trial, f fault) (mend, error) {
	nodes := t.cluster.running("nats")
	many := map[string]int{"one of nats": 1, "two of nats": 2, "three of nats": 3}[f.target]
	var stopped []*process
	for i := range many {
		p := nodes[(int(f.number%natsNodes)+i)%natsNodes]
		p.hold()
		p.end(syscall.SIGTERM)
		stopped = append(stopped, p)
	}
	return func(context.Context) error {
		for _, p := range stopped {
			p.release()
		}
		return nil
	}, nil
}

// breakDatabase has the server end every connection to a database, again and again while the fault lasts.
func breakDatabase(ctx context.Context, t *trial, f fault) (mend, error) {
	end := func(ctx context.Context) error {
		_, err := t.cluster.databases[f.target].ExecContext(ctx,
			`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`, f.target)
		return err
	}
	_ = end(ctx) // the server may be away by another fault
	return func(ctx context.Context) error { _ = end(ctx); return nil }, nil
}
