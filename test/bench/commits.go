package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// commits is what can be said on the command line of the comparison of two commits.
type commits struct {
	base, head string
	rounds     int
	turn       time.Duration
	tolerance  float64
}

func parseCommits(args []string, help io.Writer) (o commits, err error) {
	flags := flag.NewFlagSet("bench compare", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.base, "base", "", "the commit to compare with")
	flags.StringVar(&o.head, "head", "HEAD", "the commit that may be slower")
	flags.IntVar(&o.rounds, "rounds", 12, "how many turns each commit has, after one to warm up")
	flags.DurationVar(&o.turn, "turn", 2*time.Second, "how long a turn is")
	flags.Float64Var(&o.tolerance, "tolerance", 0.05, "what is worse by less than this part is not worse")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var problems []error
	if o.base == "" {
		problems = append(problems, errors.New("--base is a commit, as HEAD~1"))
	}
	if o.rounds < leastRounds || o.rounds > maxRounds {
		problems = append(problems,
			fmt.Errorf("--rounds is %d to %d, not %d: of fewer nothing is sure", leastRounds, maxRounds, o.rounds))
	}
	if o.turn < minTurn || o.turn > maxTurn {
		problems = append(problems, fmt.Errorf("--turn is %s to %s, not %s", minTurn, maxTurn, o.turn))
	}
	if o.tolerance < 0 || o.tolerance >= 1 {
		problems = append(problems, fmt.Errorf("--tolerance is 0 or more and below 1, not %g", o.tolerance))
	}
	if flags.NArg() > 0 {
		problems = append(problems, fmt.Errorf("there are flags only, not %q", flags.Args()))
	}
	return o, errors.Join(problems...)
}

// compareCommits runs what two commits build turn by turn, says what became better or worse, and errs where something became
// worse.
func compareCommits(ctx context.Context, args []string, out, progress io.Writer) (err error) {
	o, err := parseCommits(args, progress)
	if err != nil {
		return err
	}
	e, err := workshop(1, progress)
	if err != nil {
		return err
	}
	defer func() { err = e.close(err) }()
	var all []change
	for _, w := range workloads() {
		sides, end, err := o.sides(ctx, e, w)
		if err != nil {
			return end(err)
		}
		turns, err := measure.Compare(ctx, o.rounds, o.turn, sides...)
		if err := end(err); err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		all = append(all, o.changes(w, turns)...)
	}
	return o.tell(out, all)
}

// sides answers a side for each commit. end ends what they started.
func (o commits) sides(ctx context.Context, e *env, w workload) (sides []measure.Side, end func(error) error, err error) {
	within, err := e.within()
	if err != nil {
		return nil, func(err error) error { return err }, err
	}
	for _, commit := range []struct{ name, revision string }{{"base", o.base}, {"head", o.head}} {
		programs, err := e.checkout(ctx, commit.name, commit.revision)
		if err != nil {
			return nil, within.close, err
		}
		side, err := w.open(ctx, within, programs, commit.name)
		if err != nil {
			return nil, within.close, fmt.Errorf("%s (%s): %w", commit.name, commit.revision, err)
		}
		side.Take = within.told(comparison{name: w.name, unit: w.unit}, side)
		sides = append(sides, side)
	}
	return sides, within.close, nil
}

// checkout answers what builds the programs of a commit, checked out beside everything else, once.
func (e *env) checkout(ctx context.Context, name, revision string) (*programs, error) {
	if p, there := e.checkouts[name]; there {
		return p, nil
	}
	commit, err := git(ctx, e.programs.root, "rev-parse", "--verify", "--end-of-options", revision+"^{commit}")
	if err != nil {
		return nil, err
	}
	root := filepath.Join(e.dir, name)
	e.say("check out %s (%s)", commit[:12], name)
	if _, err := git(ctx, e.programs.root, "worktree", "add", "--detach", "--force", root, commit); err != nil {
		return nil, err
	}
	e.onClose(func() error {
		_, err := git(context.WithoutCancel(ctx), e.programs.root, "worktree", "remove", "--force", root)
		return err
	})
	p := newPrograms(root, filepath.Join(e.dir, name+"-bin"))
	e.checkouts[name] = p
	return p, nil
}
