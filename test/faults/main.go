// Faults runs the suite for real while everything around it goes wrong, and looks whether what it promises holds all the same.
// docs/faults.md says how to use it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
	_ "time/tzdata" // the zone, also where the machine has none

	"github.com/deschoor/meedoen/platform/clock"
)

// clockVariable is the variable that says how wrong the clock of a process is; programs are linked to read it.
const clockVariable = "CLOCK_WRONG_BY"

// options are what can be said on the command line.
type options struct {
	seed     uint64
	duration time.Duration
	round    time.Duration
	faults   int
	rate     int
	way      string
	binaries string
	plan     bool
	keep     bool
}

func main() {
	if len(os.Args) == 6 && os.Args[1] == natsCommand {
		if err := natsServer(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	var o options
	flag.Uint64Var(&o.seed, "seed", 1, "which plan is drawn: the same number gives the same plan")
	flag.DurationVar(&o.duration, "duration", 5*time.Minute, "how long each way is tried, in rounds that are not cut short")
	flag.DurationVar(&o.round, "round", 25*time.Second, "how long callers work before everything is mended and looked at")
	flag.IntVar(&o.faults, "faults", 4, "how many things go wrong in a round")
	flag.IntVar(&o.rate, "rate", 150, "how many commands a second callers send")
	flag.StringVar(&o.way, "way", "both", "apart (services, PostgreSQL, three NATS servers), single (one process) or both")
	flag.StringVar(&o.binaries, "binaries", "", "the folder of programs that are linked for wrong clocks; built if empty")
	flag.BoolVar(&o.plan, "plan", false, "print the plan and end")
	flag.BoolVar(&o.keep, "keep", false, "keep the folder of the run, with all logs, also where everything holds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := faults(ctx, o, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "seed %d: %v\n", o.seed, err)
		os.Exit(1)
	}
}

// way is one way to run the suite.
type way struct {
	name  string
	kinds []kind
	start func(context.Context, *cluster) error
}

func (o options) ways() (list []way, err error) {
	if o.rate < 1 || o.faults < 0 || o.round < time.Second || o.duration < o.round {
		return nil, errors.New("a run has a rate of at least 1, rounds of at least a second, and time for one")
	}
	for _, w := range []way{{"apart", apartKinds(), startApart}, {"single", singleKinds(), startSingle}} {
		if o.way == w.name || o.way == "both" {
			list = append(list, w)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("no way %q: apart, single or both", o.way)
	}
	return list, nil
}

// drawn answers the plan of a way.
func (o options) drawn(w way) []round {
	return draw(o.seed, int(o.duration/o.round), min(o.faults, len(w.kinds)), o.round, w.kinds)
}

// faults runs every way that is asked for, one after the other.
func faults(ctx context.Context, o options, out io.Writer) error {
	ways, err := o.ways()
	if err != nil {
		return err
	}
	if o.plan {
		for _, w := range ways {
			fmt.Fprintf(out, "%s, seed %d\n", w.name, o.seed)
			err = errors.Join(err, printPlan(out, o.drawn(w)))
		}
		return err
	}
	if err := need(); err != nil {
		return err
	}
	if err := sweep(ctx); err != nil {
		return err
	}
	dir := filepath.Join(os.TempDir(), folders+fmt.Sprint(os.Getpid()))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if o.binaries == "" {
		o.binaries = filepath.Join(dir, "bin")
		if err := build(ctx, o.binaries); err != nil {
			return err
		}
	}
	for _, w := range ways {
		if err = try(ctx, o, w, filepath.Join(dir, w.name), out); err != nil {
			break
		}
	}
	if err == nil && !o.keep {
		return os.RemoveAll(dir)
	}
	fmt.Fprintf(out, "everything of the run is in %s\n", dir)
	return err
}

// build builds the programs as they are shipped, but for a clock that can be wrong.
func build(ctx context.Context, folder string) error {
	const module = "github.com/deschoor/meedoen/"
	args := []string{
		"build", "-o", folder + "/", "-ldflags", "-s -w -X " + module + "platform/clock.wrongBy=" + clockVariable,
		module + "cmd/meedoen", module + "gateway/cmd/gateway",
	}
	for _, service := range services() {
		args = append(args, module+"services/"+service+"/cmd/"+service)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// try runs the plan of one way.
func try(ctx context.Context, o options, w way, dir string, out io.Writer) (err error) {
	c, err := newCluster(ctx, dir, o.binaries)
	if err != nil {
		return err
	}
	defer c.close()
	t := &trial{
		name: w.name, cluster: c, plan: o.drawn(w), kinds: w.kinds, report: newReport(), out: out, began: clock.System().Now(),
	}
	t.said("%s, seed %d", w.name, o.seed)
	if err := w.start(ctx, c); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	client, err := newClient(ctx, c)
	if err != nil {
		return err
	}
	defer client.close()
	journal := newJournal()
	world, err := prepare(ctx, client, journal)
	if err != nil {
		return err
	}
	t.load = &load{client: client, journal: journal, world: world, rate: o.rate, seed: o.seed}
	t.said("everything runs")
	failed := t.rounds(ctx, clock.System().Now().Add(o.duration))
	return errors.Join(failed, t.report.print(out, t))
}
