package operate

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/inbox"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

func newRetry(services Services) *cobra.Command {
	var chosen choice
	var wait time.Duration
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "retry {ID... | --all}",
		Short: "Have events handled again, and say what became of them",
		Long: `Retry asks the service to handle the events again, and waits for the outcome. The service does it
while it runs; where it does not, it will when it starts. It ends with an error where an event failed
again. Who asked for what is in the audit log of the service.`,
		Args: chosen.check,
		RunE: func(cmd *cobra.Command, names []string) error {
			d, err := services.open(cmd, chosen.service)
			if err != nil {
				return err
			}
			defer d.close()
			letters, err := chosen.of(cmd.Context(), d, names)
			if err != nil {
				return err
			}
			noted := note(cmd.Context(), operationsv1.OperationService_CreateDeadLetterRetry_FullMethodName)
			err = change(letters, func(db database, keys []inbox.Key) error {
				_, err := inbox.AskRetry(cmd.Context(), db.DB, clock.System().Now(), noted, keys...)
				return err
			})
			if err != nil {
				return err
			}
			outcomes, err := d.await(cmd.Context(), letters, wait)
			if err != nil {
				return err
			}
			return printOutcomes(cmd, outcomes, asJSON)
		},
	}
	chosen.flags(cmd)
	cmd.Flags().DurationVar(&wait, "wait", 15*time.Second, "how long to wait for the outcome")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for machines")
	return cmd
}

// What became of a retry.
const (
	handled = "handled"
	failed  = "failed again"
	waiting = "waiting"
)

// outcome is what became of a retry.
type outcome struct {
	Service string `json:"service"`
	Source  string `json:"source"`
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Error   string `json:"error,omitempty"` // why it failed again
}

// look is how often the outcome is looked for.
const look = 200 * time.Millisecond

// await waits until the outcome of every retry is known, but no longer than wait, and answers the outcomes.
func (d databases) await(ctx context.Context, asked []letter, wait time.Duration) ([]outcome, error) {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	again := time.NewTicker(look)
	defer again.Stop()
	for {
		now, err := d.all(ctx)
		if err != nil {
			return nil, err
		}
		outcomes, open := compare(asked, now)
		if !open {
			return outcomes, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the retries are asked for all the same: %w", ctx.Err())
		case <-deadline.C:
			return outcomes, nil
		case <-again.C:
		}
	}
}

// compare answers what became of asked, by what dead letters there are now, and whether the outcome of some is open.
func compare(asked, now []letter) (outcomes []outcome, open bool) {
	left := map[string]letter{}
	for _, l := range now {
		left[l.name()] = l
	}
	for _, l := range asked {
		o := outcome{Service: l.in.service, Source: l.Source, ID: l.ID, Outcome: handled}
		after, there := left[l.name()]
		switch {
		case there && after.Attempts > l.Attempts:
			o.Outcome, o.Error = failed, after.Error
		case there:
			o.Outcome, open = waiting, true
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, open
}

// printOutcomes prints the outcomes, and answers an error where some failed again.
func printOutcomes(cmd *cobra.Command, outcomes []outcome, asJSON bool) error {
	count := map[string]int{}
	t := table{{"SERVICE", "ID", "OUTCOME"}}
	for _, o := range outcomes {
		count[o.Outcome]++
		text := o.Outcome
		switch o.Outcome {
		case failed:
			text += ": " + oneLine(o.Error)
		case waiting:
			text += ": no service runs that could handle it yet; it will be when one starts"
		}
		t = append(t, []string{o.Service, o.ID, text})
	}
	if err := printTable(cmd, t, outcomes, asJSON); err != nil {
		return err
	}
	if count[failed] > 0 {
		return fmt.Errorf("%d of %d dead letters failed again", count[failed], len(outcomes))
	}
	return nil
}

func printTable(cmd *cobra.Command, t table, outcomes []outcome, asJSON bool) error {
	switch {
	case asJSON && len(outcomes) == 0:
		return printJSON(cmd, []outcome{})
	case asJSON:
		return printJSON(cmd, outcomes)
	case len(outcomes) == 0:
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "There are no dead letters.")
		return err
	}
	return t.print(cmd)
}
