package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// profiling is what can be said of profiles on the command line.
type profiling struct {
	dir     string
	turn    time.Duration
	callers int
	rest    bool
	top     int
}

// profiles are the profiles that are taken, and how the top of each is counted.
var profiles = []struct{ name, sample string }{
	{"cpu", ""}, {"allocs", "alloc_space"}, {"block", "delay"}, {"mutex", "delay"},
}

func parseProfiling(args []string, help io.Writer) (o profiling, err error) {
	flags := flag.NewFlagSet("bench profile", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.dir, "dir", "profiles", "folder in which the profiles are kept")
	flags.DurationVar(&o.turn, "turn", 10*time.Second, "how long is looked")
	flags.IntVar(&o.callers, "callers", 64, "how many call at the same time")
	flags.BoolVar(&o.rest, "rest", false, "call over REST and not over gRPC")
	flags.IntVar(&o.top, "top", 20, "how many lines of each are printed")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	var problems []error
	if o.turn < time.Second || o.turn > maxTurn {
		problems = append(problems, fmt.Errorf("--turn is 1s to %s, not %s", maxTurn, o.turn))
	}
	if o.callers < 1 || o.callers > most {
		problems = append(problems, fmt.Errorf("--callers is 1 to %d, not %d", most, o.callers))
	}
	if o.top < 1 {
		problems = append(problems, fmt.Errorf("--top is 1 or more, not %d", o.top))
	}
	if flags.NArg() > 0 {
		problems = append(problems, fmt.Errorf("there are flags only, not %q", flags.Args()))
	}
	return o, errors.Join(problems...)
}

// profile has callers record head counts in one process, keeps where its time and memory went, and prints the top of each.
func profile(ctx context.Context, args []string, out, progress io.Writer) (err error) {
	o, err := parseProfiling(args, progress)
	if err != nil {
		return err
	}
	e, err := workshop(1, progress)
	if err != nil {
		return err
	}
	defer func() { err = e.close(err) }()
	address, err := e.address()
	if err != nil {
		return err
	}
	s, err := startSuite(ctx, e, "MEEDOEN_PROFILE_ADDRESS="+address)
	if err != nil {
		return err
	}
	call := s.grpc.record(s.place)
	if o.rest {
		if call, err = s.post(); err != nil {
			return err
		}
	}
	side := s.recorded("one process", o.callers, 1, call)
	if _, err := side.Take(ctx, 2*time.Second); err != nil { // to be warm
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	e.say("profiling for %s", o.turn)
	if err := o.take(ctx, side, address, out); err != nil {
		return err
	}
	return o.print(ctx, out)
}

// take takes all profiles at once, while the callers call.
func (o profiling) take(ctx context.Context, side measure.Side, address string, out io.Writer) error {
	errs := make([]error, len(profiles))
	var taking sync.WaitGroup
	for i, p := range profiles {
		taking.Go(func() { errs[i] = o.fetch(ctx, address, p.name) })
	}
	turn, err := side.Take(ctx, o.turn+time.Second)
	taking.Wait()
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	turn = turn.Summed()
	_, err = fmt.Fprintf(out, "%.0f calls/s, CPU %s us a call, p50 %s ms, p99 %s ms, peak %s MB\n", turn.Rate(),
		round(turn.Figures["CPU-us"]), round(turn.Figures["p50-ms"]), round(turn.Figures["p99-ms"]), round(turn.Figures["peak-MB"]))
	return err
}

func (o profiling) file(name string) string { return filepath.Join(o.dir, name+".pb.gz") }

// fetch keeps a profile of the time to come.
func (o profiling) fetch(ctx context.Context, address, name string) error {
	of := name
	if name == "cpu" {
		of = "profile"
	}
	url := fmt.Sprintf("http://%s/debug/pprof/%s?seconds=%d", address, of, int(o.turn.Seconds()))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, response.Status)
	}
	file, err := os.Create(o.file(name))
	if err != nil {
		return err
	}
	_, err = io.Copy(file, response.Body)
	return errors.Join(err, file.Close())
}

// print prints the top of each profile.
func (o profiling) print(ctx context.Context, out io.Writer) error {
	for _, p := range profiles {
		args := []string{"tool", "pprof", "-top", fmt.Sprint("-nodecount=", o.top)}
		if p.sample != "" {
			args = append(args, "-sample_index="+p.sample)
		}
		cmd := exec.CommandContext(ctx, "go", append(args, o.file(p.name))...)
		text, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("look at %s: %w: %s", o.file(p.name), err, text)
		}
		fmt.Fprintf(out, "\n%s (%s)\n%s", p.name, o.file(p.name), text)
	}
	return nil
}
