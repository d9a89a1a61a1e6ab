// Bench measures the suite against what limits it and what others would use instead. docs/performance.md says what came of it.
//
//	go run ./test/bench                                measure, and write the tables of docs/performance.md anew
//	go run ./test/bench profile                        profile one process under load
//	go run ./test/bench compare --base COMMIT          say what got slower since a commit
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

func main() {
	// Whoever drives is to take as little as it can of what it measures.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	// Whoever reads what is printed may go before the end: the programs that were started end then too.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	err := checkDisk(os.TempDir())
	if err == nil {
		err = run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	}
	stop()
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run does what the command line says: out gets what was found, progress how far it is.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch command {
	case natsCommand:
		return natsServer(args[1:])
	case "profile":
		return profile(ctx, args[1:], out, progress)
	case "compare":
		return compareCommits(ctx, args[1:], out, progress)
	}
	o, err := parse(args, progress)
	if err != nil {
		return err
	}
	if o.list {
		for _, c := range comparisons() {
			fmt.Fprintf(out, "%-22s %s\n", c.name, c.about)
		}
		return nil
	}
	return bench(ctx, o, out, progress)
}

// bench compares all that is asked for, one after the other, and reports.
func bench(ctx context.Context, o options, out, progress io.Writer) (err error) {
	chosen, err := o.chosen()
	if err != nil {
		return err
	}
	outer, err := workshop(o.rate, progress)
	if err != nil {
		return err
	}
	defer func() { err = outer.close(err) }()
	var results []result
	var failed error
	for i, c := range chosen {
		outer.say("%d of %d: %s", i+1, len(chosen), c.name)
		e, err := outer.within()
		if err != nil {
			return err
		}
		r, err := c.run(ctx, o, e)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil { // the others may do all the same
			failed = errors.Join(failed, fmt.Errorf("%s: %w", c.name, err))
			outer.say("%s failed: %v", c.name, err)
			continue
		}
		results = append(results, r)
	}
	m, err := describe(ctx, outer.programs.root, outer.dir)
	if err != nil {
		return errors.Join(failed, err)
	}
	return errors.Join(failed, newReport(o, m, results).write(out))
}

// workshop answers the environment around all others, with what builds the programs of the repository that it is run in.
func workshop(rate float64, progress io.Writer) (*env, error) {
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	root, err := repository(here)
	if err != nil {
		return nil, err
	}
	e, err := newEnv("", nil, rate, progress)
	if err != nil {
		return nil, err
	}
	e.programs = newPrograms(root, filepath.Join(e.dir, "bin"))
	return e, nil
}
