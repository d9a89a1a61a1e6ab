package main

import (
	"context"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// peer is something that an organisation might use instead, which does the same over REST.
type peer struct {
	name string
	goal float64
	what string // it is, for the report
	all  bool
	// open starts it and answers a call that records a head count, and what its processes are.
	open func(ctx context.Context, e *env) (measure.Call, []usage, error)
}

// against compares a peer with the suite in one process.
func against(p peer) comparison {
	return comparison{
		name: p.name, unit: "calls", goal: p.goal, all: p.all,
		about: p.what + " And the suite in one process on SQLite, over REST with all its layers, until what was recorded is in the " +
			"figures. Callers: 64.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			theirs, by, err := p.open(ctx, e)
			if err != nil {
				return nil, err
			}
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			ours, err := s.post()
			return []measure.Side{closed(p.name, 64, theirs, by...), s.recorded("one process", 64, 1, ours)}, err
		},
	}
}

func restPocketBase() comparison {
	return against(peer{
		name: "pocketbase", goal: 4, all: true,
		what: "PocketBase with a collection of head counts, as it comes (its SQLite does not wait for the disk at each commit).",
		open: func(ctx context.Context, e *env) (measure.Call, []usage, error) {
			b, err := e.beside(ctx, "test/bench/peers/pocketbase")
			if err != nil {
				return nil, nil, err
			}
			body, err := known().json()
			if err != nil {
				return nil, nil, err
			}
			call, err := b.post("/api/collections/head_counts/records", body, true)
			return call, []usage{b}, err
		},
	})
}

func restMonolith() comparison {
	return against(peer{
		name: "monolith", goal: 4,
		what: "net/http and database/sql on PostgreSQL, which writes a row and a row of its outbox in one transaction for each call.",
		open: func(ctx context.Context, e *env) (measure.Call, []usage, error) {
			url, err := e.postgres(ctx)
			if err != nil {
				return nil, nil, err
			}
			server, err := usageOf(ctx, url)
			if err != nil {
				return nil, nil, err
			}
			return e.monolith(ctx, []usage{server}, "--postgres", url)
		},
	})
}

func restGrouped() comparison {
	return against(peer{
		name: "monolith-grouped", goal: 0.75,
		what: "The same on SQLite, whose callers at the same time share a commit as ours do. It tells nobody what it recorded.",
		open: func(ctx context.Context, e *env) (measure.Call, []usage, error) {
			return e.monolith(ctx, nil, "--group")
		},
	})
}

// monolith starts the monolith and answers a call to it.
func (e *env) monolith(ctx context.Context, by []usage, flags ...string) (measure.Call, []usage, error) {
	b, err := e.beside(ctx, "test/bench/peers/monolith", flags...)
	if err != nil {
		return nil, nil, err
	}
	body, err := known().json()
	if err != nil {
		return nil, nil, err
	}
	call, err := b.post(headCountsPath, body, true)
	return call, append(by, b), err
}
