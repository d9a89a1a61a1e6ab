package operate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/inbox"
)

const aboutDeadLetters = `A dead letter is an event that a service could not handle through a fault of the event itself. It
was set aside with its error, and the events after it were handled. Mend the cause, then retry it;
or drop it, where what it says does not matter any more.

An ID means every dead letter that has it. SOURCE/ID means one; "list --json" shows the source.`

func newDeadLetters(services Services) *cobra.Command {
	return group("deadletters", "List, retry and drop events that could not be handled", aboutDeadLetters,
		newList(services), newRetry(services), newDrop(services))
}

// letter is a dead letter and where it lies.
type letter struct {
	inbox.DeadLetter
	in database
}

// page is how many dead letters are read at once.
const page = 500

// all answers all dead letters.
func (d databases) all(ctx context.Context) ([]letter, error) {
	var list []letter
	for _, db := range d {
		for after := (inbox.Key{}); ; {
			letters, err := inbox.DeadLetters(ctx, db.DB, after, page)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", db.service, err)
			}
			for _, l := range letters {
				list = append(list, letter{l, db})
				after = l.Key
			}
			if len(letters) < page {
				break
			}
		}
	}
	return list, nil
}

// choice is which dead letters a command is about.
type choice struct {
	service string
	all     bool
}

func (c *choice) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.service, "service", "", "only dead letters of this service")
	cmd.Flags().BoolVar(&c.all, "all", false, "all dead letters")
}

// check is the rule for arguments: some names, or all.
func (c *choice) check(_ *cobra.Command, names []string) error {
	if c.all == (len(names) > 0) {
		return errors.New("name dead letters by their ID, or say --all")
	}
	return nil
}

// of answers the chosen dead letters. Where some are not there it answers none, and an error that names those.
func (c *choice) of(ctx context.Context, d databases, names []string) ([]letter, error) {
	if c.all {
		return d.all(ctx)
	}
	var chosen []letter
	var unknown []string
	seen := map[string]bool{}
	for _, name := range names {
		known := false
		for _, db := range d {
			found, err := inbox.FindDeadLetters(ctx, db.DB, name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", db.service, err)
			}
			for _, f := range found {
				l := letter{f, db}
				known = true
				if !seen[l.name()] {
					chosen = append(chosen, l)
				}
				seen[l.name()] = true
			}
		}
		if !known {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("no dead letter is called %s; nothing was done", strings.Join(unknown, ", "))
	}
	return chosen, nil
}

// name tells the letter apart from all others of all services.
func (l letter) name() string { return l.in.service + " " + l.Source + "/" + l.ID }

// change has change made for the letters of each database.
func change(letters []letter, change func(db database, keys []inbox.Key) error) error {
	var order []database
	keys := map[string][]inbox.Key{}
	for _, l := range letters {
		if keys[l.in.service] == nil {
			order = append(order, l.in)
		}
		keys[l.in.service] = append(keys[l.in.service], l.Key)
	}
	for _, db := range order {
		if err := change(db, keys[db.service]); err != nil {
			return fmt.Errorf("%s: %w", db.service, err)
		}
	}
	return nil
}
