package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/deschoor/meedoen/test/bench/limits"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// groupCommit is what it brings that callers at the same time share a commit (decision 22).
func groupCommit(engine string, callers int) comparison {
	return comparison{
		name: fmt.Sprintf("commit-%s-%d", engine, callers), unit: "commands", all: callers == 1,
		goal: goalAt64(callers, map[string]float64{"sqlite": 15, "postgres": 6}[engine]),
		about: fmt.Sprintf("CreateHeadCount with its rules, rows and event, from call to commit, without gRPC: a commit for "+
			"each caller, and shared. Callers: %d. Every commit is on disk.", callers),
		open: func(ctx context.Context, e *env) (sides []measure.Side, err error) {
			for _, way := range []struct {
				name  string
				group int
			}{{"each", 1}, {"shared", 0}} {
				url, err := e.database(ctx, engine, way.name)
				if err != nil {
					return nil, err
				}
				i, err := openInside(ctx, e, url, way.group)
				if err != nil {
					return nil, err
				}
				sides = append(sides, closed(way.name, callers, i.recorder()))
			}
			return sides, nil
		},
	}
}

// database answers the address of a fresh database: "sqlite" is a file, called name.
func (e *env) database(ctx context.Context, engine, name string) (string, error) {
	if engine == "postgres" {
		return e.postgres(ctx)
	}
	return "sqlite:" + filepath.Join(e.dir, name+".db"), nil
}

// oneWriter is how near one caller alone comes to what the disk can do: every command waits for it once.
func oneWriter() comparison {
	return comparison{
		name: "one-writer", unit: "commits", goal: 0.75,
		about: "Writing 4 KiB and having the disk sync it, over and over; a raw row of a head count, of the id of its request and " +
			"of its event in one commit of SQLite; and CreateHeadCount on SQLite by one caller, from call to commit, without gRPC.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			url, err := e.database(ctx, "sqlite", "one-writer")
			if err != nil {
				return nil, err
			}
			i, err := openInside(ctx, e, url, 0)
			if err != nil {
				return nil, err
			}
			return []measure.Side{
				{Name: "the disk", Take: limits.SyncRate(e.dir)},
				{Name: "raw rows", Take: limits.RowsSQLite(e.dir, 1, limits.Kept{Row: true, Command: true})},
				closed("one writer", 1, i.recorder()),
			}, nil
		},
	}
}
