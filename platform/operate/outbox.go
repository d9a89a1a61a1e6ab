package operate

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/outbox"
)

const aboutOutbox = `The outbox of a service is its log of events. Streams are copies of it and can be filled from it.`

func newOutbox(services Services) *cobra.Command {
	return group("outbox", "Send events to their stream again", aboutOutbox, newResend(services))
}

func newResend(services Services) *cobra.Command {
	var service, when string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "resend --since WHEN",
		Short: "Send every event again that was registered since an instant",
		Long: `Resend has every event sent to its stream again that was registered at or after WHEN. What was lost
there reaches those who follow the stream; they drop what they have, so no figure changes otherwise.
The service sends within a second while it runs, and else when it starts.

WHEN is an instant (2026-11-25T09:00:00+01:00), a date (2026-11-25: its midnight in UTC), or how long
ago (90m, 48h).`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			since, err := instant(when, clock.System().Now())
			if err != nil {
				return err
			}
			d, err := services.open(cmd, service)
			if err != nil {
				return err
			}
			defer d.close()
			return d.resend(cmd, since, asJSON)
		},
	}
	cmd.Flags().StringVar(&when, "since", "", "an instant, a date, or how long ago")
	cmd.Flags().StringVar(&service, "service", "", "only events of this service")
	cmd.Flags().BoolVar(&asJSON, "json", false, "for machines")
	if err := cmd.MarkFlagRequired("since"); err != nil {
		// The flag stands four lines up.
		panic(err)
	}
	return cmd
}

// resent is how many events of a service are sent again.
type resent struct {
	Service string    `json:"service"`
	Since   time.Time `json:"since"`
	Events  int64     `json:"events"`
}

// resend goes on where it failed for one service, and tells all problems at the end.
func (d databases) resend(cmd *cobra.Command, since time.Time, asJSON bool) error {
	var list []resent
	var problems []error
	t := table{{"SERVICE", "EVENTS SENT AGAIN, REGISTERED SINCE " + since.Format(time.RFC3339)}}
	for _, db := range d {
		n, err := outbox.Resend(cmd.Context(), db.DB, since)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", db.service, err))
		}
		list = append(list, resent{db.service, since, n})
		t = append(t, []string{db.service, fmt.Sprint(n)})
	}
	if asJSON {
		problems = append(problems, printJSON(cmd, list))
	} else {
		problems = append(problems, t.print(cmd))
	}
	return errors.Join(problems...)
}

// instant reads an instant, a date or a duration before now.
func instant(text string, now time.Time) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.Parse(time.DateOnly, text)
	}
	if ago, notAgo := time.ParseDuration(text); err != nil && notAgo == nil {
		at, err = now.Add(-ago), nil
	}
	switch {
	case err != nil:
		return time.Time{}, fmt.Errorf("%q is no instant (2026-11-25T09:00:00+01:00), date (2026-11-25) or duration (90m, 48h)", text)
	case at.After(now):
		return time.Time{}, fmt.Errorf("%s lies in the future", at.UTC().Format(time.RFC3339))
	}
	return at.UTC(), nil
}
