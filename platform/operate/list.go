package operate

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func newList(services Services) *cobra.Command {
	var service string
	var limit int
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the events that could not be handled, and why",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := services.open(cmd, service)
			if err != nil {
				return err
			}
			defer d.close()
			letters, err := d.all(cmd.Context())
			if err != nil {
				return err
			}
			if limit > 0 && len(letters) > limit {
				_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "The first %d of %d; --limit 0 shows all.\n", limit, len(letters))
				letters = letters[:limit]
			}
			return printLetters(cmd, letters, asJSON)
		},
	}
	cmd.Flags().StringVar(&service, "service", "", "only dead letters of this service")
	cmd.Flags().IntVar(&limit, "limit", 1000, "how many to list at most; 0 for all")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for machines: all that is known of each but its data")
	return cmd
}

// listed is a dead letter for machines.
type listed struct {
	Service      string     `json:"service"`
	Source       string     `json:"source"`
	ID           string     `json:"id"`
	Type         string     `json:"type"`
	AggregateID  string     `json:"aggregateId"`
	Stream       string     `json:"stream"`
	Sequence     int64      `json:"sequence"`
	Bytes        int64      `json:"bytes"`
	Attempts     int64      `json:"attempts"`
	SetAsideAt   time.Time  `json:"setAsideAt"`
	AttemptedAt  time.Time  `json:"attemptedAt"`
	RetryAskedAt *time.Time `json:"retryAskedAt,omitempty"`
	Error        string     `json:"error"`
}

func (l letter) listed() listed {
	m := listed{
		Service: l.in.service, Source: l.Source, ID: l.ID, Type: l.Type, AggregateID: l.AggregateID, Stream: l.Stream,
		Sequence: l.Sequence, Bytes: l.Size, Attempts: l.Attempts, SetAsideAt: l.SetAsideAt, AttemptedAt: l.AttemptedAt,
		Error: l.Error,
	}
	if !l.RetryAskedAt.IsZero() {
		m.RetryAskedAt = &l.RetryAskedAt
	}
	return m
}

func printLetters(cmd *cobra.Command, letters []letter, asJSON bool) error {
	if asJSON {
		list := []listed{}
		for _, l := range letters {
			list = append(list, l.listed())
		}
		return printJSON(cmd, list)
	}
	if len(letters) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "There are no dead letters.")
		return err
	}
	t := table{{"SERVICE", "ID", "TYPE", "SET ASIDE", "ATTEMPTS", "STATE", "ERROR"}}
	for _, l := range letters {
		kind, state := l.Type, "waits"
		if kind == "" {
			kind = "(no event)"
		}
		if !l.RetryAskedAt.IsZero() {
			state = "retry asked"
		}
		t = append(t, []string{
			l.in.service, l.ID, kind, l.SetAsideAt.Format(time.RFC3339), fmt.Sprint(l.Attempts), state, oneLine(l.Error),
		})
	}
	return t.print(cmd)
}
