package reporting

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/sqldb"
)

const aboutRebuild = `Rebuild has figures counted anew from the records, although nothing changed in how they are
counted. The running service does the work: it counts beside the figures that stand, goes on
recording and answering, and replaces them when all new ones are done. Rebuild only asks for it,
follows it, and says which figures became different.

It may be broken off: the service counts on.`

// NewRebuild answers the command that has figures counted anew. The configuration comes from open, which gets the flags
// of the command line; its database is set.
func NewRebuild(open func(*pflag.FlagSet) (Config, error)) *cobra.Command {
	var indicators []string
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "rebuild [--indicator ID]...",
		Short: "Have figures counted anew from the records",
		Long:  aboutRebuild,
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := open(cmd.Flags())
			if err != nil {
				return err
			}
			return rebuild(cmd.Context(), cmd.OutOrStdout(), cfg.Database.Reveal(), indicators, wait)
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&indicators, "indicator", nil,
		"the id of a figure, such as centre-visits; may be given more than once; all figures if absent")
	flags.DurationVar(&wait, "wait", 30*time.Second, "how long to wait for the service to begin, or to go on")
	return cmd
}

func rebuild(ctx context.Context, out io.Writer, url string, indicators []string, wait time.Duration) (err error) {
	if err := exists(url); err != nil {
		return err
	}
	db, err := sqldb.Open(ctx, url, sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r, err := Rebuild(ctx, db, clock.System(), indicators)
	if fault.Is(err, "INDICATOR_NOT_FOUND") {
		return err
	}
	if err != nil {
		return fmt.Errorf("%w (has this version of the service run on this database?)", err)
	}
	progress, moving, err := r.follow(ctx, newMeter(out), wait)
	switch {
	case err != nil:
		return err
	case progress.Finished:
		return r.report(ctx, out, progress)
	case !moving:
		_, err = fmt.Fprintf(out, "Nothing was counted for %s: does the service run? The figures stay as they are until it does.\n"+
			"It then counts them anew by itself.\n", wait)
	default:
		_, err = fmt.Fprintln(out, "The service counts on by itself.")
	}
	return err
}

// exists refuses the path of a SQLite database where there is none, which would be made.
func exists(url string) error {
	path, isFile := strings.CutPrefix(url, "sqlite:")
	if !isFile {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s: has the service run?", path)
	}
	return nil
}

// glance is how often the command looks how far the service is.
const glance = 100 * time.Millisecond

// follow shows the progress until the end, until nothing moved for as long as wait, or until ctx ends: moving says which
// of the last two.
func (r *Rebuilding) follow(ctx context.Context, m meter, wait time.Duration) (last Progress, moving bool, err error) {
	defer m.end()
	patience := time.NewTimer(wait)
	defer patience.Stop()
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for first := true; ; first = false {
		now, err := r.Progress(ctx)
		if ctx.Err() != nil {
			return last, true, nil
		}
		if err != nil {
			return last, false, err
		}
		if first || now.Done != last.Done || now.Records != last.Records {
			m.show(now)
			patience.Reset(wait)
		}
		if last = now; now.Finished {
			return last, true, nil
		}
		select {
		case <-tick.C:
		case <-patience.C:
			return last, false, nil
		case <-ctx.Done():
			return last, true, nil
		}
	}
}

// report says what became different.
func (r *Rebuilding) report(ctx context.Context, out io.Writer, p Progress) error {
	changes, err := r.Changes(ctx)
	if err != nil {
		return err
	}
	var text strings.Builder
	if len(p.GivenUp) > 0 {
		fmt.Fprintf(&text, "The service goes by another catalogue now, and gave up: %s.\n", strings.Join(p.GivenUp, ", "))
	}
	counted := len(r.countings) - len(p.GivenUp)
	switch {
	case counted == 0:
	case len(changes) == 0:
		fmt.Fprintf(&text, "Counted anew: %s, from %d records. None differs in any year.\n", figures(counted), p.Done)
	default:
		fmt.Fprintf(&text, "Counted anew: %s, from %d records. These differ:\n", figures(counted), p.Done)
		for _, c := range changes {
			fmt.Fprintf(&text, "  %s %d: %s → %s\n", c.Indicator, c.Year, figure(c.Before), figure(c.After))
		}
	}
	_, err = io.WriteString(out, text.String())
	return err
}

func figures(n int) string {
	if n == 1 {
		return "1 figure"
	}
	return fmt.Sprintf("%d figures", n)
}

func figure(value *int64) string {
	if value == nil {
		return "no data"
	}
	return fmt.Sprint(*value)
}
