package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// options are what can be said on the command line.
type options struct {
	only   string
	all    bool
	rounds int
	turn   time.Duration
	rate   float64
	out    string
	list   bool
}

// bounds are what a run may be asked for: a machine is not to be loaded without end.
const (
	maxRounds = 100
	minTurn   = 100 * time.Millisecond
	maxTurn   = time.Minute
	maxRate   = 100_000
)

// parse reads the command line. The error says everything that is wrong with it, and what there is.
func parse(args []string, help io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.only, "only", "", "names of comparisons, with commas between them; all of a kind with pipeline-*")
	flags.BoolVar(&o.all, "all", false, "also what takes long, or needs more than Go")
	flags.IntVar(&o.rounds, "rounds", 5, "how many turns each side has, after one to warm up")
	flags.DurationVar(&o.turn, "turn", time.Second, "how long a turn is")
	flags.Float64Var(&o.rate, "rate", 2000, "calls a second, where they come at a rate")
	flags.StringVar(&o.out, "out", "docs/performance.md", "file whose tables are written anew; empty: none")
	flags.BoolVar(&o.list, "list", false, "say what there is to compare, and end")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	problems := []error{o.check()}
	if flags.NArg() > 0 {
		problems = append(problems, fmt.Errorf("there are flags only, not %q", flags.Args()))
	}
	_, err = o.chosen()
	return o, errors.Join(append(problems, err)...)
}

func (o options) check() error {
	var problems []error
	if o.rounds < 1 || o.rounds > maxRounds {
		problems = append(problems, fmt.Errorf("--rounds is 1 to %d, not %d", maxRounds, o.rounds))
	}
	if o.turn < minTurn || o.turn > maxTurn {
		problems = append(problems, fmt.Errorf("--turn is %s to %s, not %s", minTurn, maxTurn, o.turn))
	}
	if o.rate < 1 || o.rate > maxRate {
		problems = append(problems, fmt.Errorf("--rate is 1 to %d, not %g", maxRate, o.rate))
	}
	return errors.Join(problems...)
}

// chosen answers the comparisons that are asked for.
func (o options) chosen() (list []comparison, err error) {
	all := comparisons()
	if o.only == "" {
		return slices.DeleteFunc(all, func(c comparison) bool { return c.all && !o.all }), nil
	}
	var unknown []string
	for name := range strings.SplitSeq(o.only, ",") {
		found := false
		for _, c := range all {
			if named(c.name, strings.TrimSpace(name)) {
				list, found = append(list, c), true
			}
		}
		if !found {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("nothing is called %s; there is: %s", strings.Join(unknown, ", "), strings.Join(names(all), ", "))
	}
	return list, nil
}

// named says whether a name is meant, or all that begin so.
func named(name, asked string) bool {
	prefix, many := strings.CutSuffix(asked, "*")
	return name == asked || many && strings.HasPrefix(name, prefix)
}

func names(list []comparison) (names []string) {
	for _, c := range list {
		names = append(names, c.name)
	}
	return names
}
