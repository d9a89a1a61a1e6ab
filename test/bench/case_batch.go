package main

import (
	"context"

	"github.com/deschoor/meedoen/test/bench/limits"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// batch is how many head counts a call records at most.
const batch = 1000

// batches is how near many head counts at once come to raw rows: with rules, events and figures.
func batches(engine string) comparison {
	return comparison{
		name: "batch-" + engine, unit: "rows", goal: 0.50, all: engine == "postgres",
		about: "Rows of head counts, 1,000 in a transaction, on disk; on SQLite the same with raw rows of what else is kept of " +
			"each: the id of its request, its event, and the fact in the account; and BatchCreateHeadCounts of 1,000 in " +
			"the suite in one process, over gRPC, until they are in the figures. Callers: 4.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			raw, environ, server, err := e.rawRows(ctx, engine)
			if err != nil {
				return nil, err
			}
			s, err := startSuite(ctx, e, environ...)
			if err != nil {
				return nil, err
			}
			s.uses = append(s.uses, server...)
			call := s.grpc.recordMany(s.place, batch)
			sides := []measure.Side{{Name: "raw rows", Take: raw}}
			if engine != "postgres" {
				all := limits.RowsSQLite(e.dir, batch, limits.Kept{Row: true, Command: true, Fact: true})
				sides = append(sides, measure.Side{Name: "with events and facts", Take: all})
			}
			return append(sides, s.recorded("batches", 4, batch, call)), nil
		},
	}
}

// rawRows answers what inserts rows and nothing else, and the settings with which the suite writes to the same engine.
func (e *env) rawRows(ctx context.Context, engine string) (
	raw func(context.Context, duration) (measure.Turn, error), environ []string, server []usage, err error,
) {
	if engine != "postgres" {
		return limits.RowsSQLite(e.dir, batch, limits.Kept{Row: true}), nil, nil, nil
	}
	var urls [3]string
	for i := range urls {
		if urls[i], err = e.postgres(ctx); err != nil {
			return nil, nil, nil, err
		}
	}
	u, err := usageOf(ctx, urls[0])
	return limits.RowsPostgres(urls[0], batch), environment(
		"MEEDOEN_ACTIVITIES_DATABASE", urls[1], "MEEDOEN_REPORTING_DATABASE", urls[2],
	), []usage{u}, err
}
