// Package events reads what other services tell, and writes what happened here in the words of the contract. No event names
// a person.
package events

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// Service is the name under which the events are published.
const Service = "volunteers"

// Activities is the service whose programmes people help in.
const Activities = "activities"

var (
	programmeSaved = outbox.Type(Activities, "programme.saved")
	sessionSaved   = outbox.Type(Activities, "session.saved")
)

// Types are the types of the events that are read.
func Types() []string { return []string{programmeSaved, sessionSaved} }

// Followers do what follows from what was told anew, in the transaction in which that is kept.
type Followers struct {
	// Programmes is called where programmes were told of.
	Programmes func(ctx context.Context, tx *sql.Tx) error
	// Sessions has shifts follow sessions that were told of anew, each once.
	Sessions func(ctx context.Context, tx *sql.Tx, changed []domain.Session) error
}

// Handler keeps what a batch of events tells of programmes and sessions, and has others follow.
func Handler(followers Followers) inbox.Handler {
	return func(ctx context.Context, tx *sql.Tx, events []cloudevent.Event) error {
		var sessions []domain.Session
		programmes := false
		for _, e := range events {
			if e.Type == sessionSaved {
				one, err := readSession(e)
				if err != nil {
					return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
				}
				sessions = append(sessions, one)
				continue
			}
			p, err := readProgramme(e)
			if err != nil {
				return inbox.Poison(fmt.Errorf("%s: %w", e.Type, err))
			}
			if err := store.In(tx).PutProgramme(ctx, p); err != nil {
				return err
			}
			programmes = true
		}
		changed, err := putSessions(ctx, store.In(tx), sessions)
		if err != nil {
			return err
		}
		if programmes {
			if err := followers.Programmes(ctx, tx); err != nil {
				return err
			}
		}
		return followers.Sessions(ctx, tx, changed)
	}
}

func readProgramme(e cloudevent.Event) (p domain.Programme, err error) {
	var m activitiesv1.ProgrammeSaved
	if err := proto.Unmarshal(e.Data, &m); err != nil {
		return p, err
	}
	p = domain.Programme{ID: m.GetId(), Code: m.GetCode(), ParentID: m.GetParentId(), Version: m.GetVersion()}
	if p.ID == "" || p.Version < 1 {
		return p, fmt.Errorf("id %q with version %d names nothing", p.ID, p.Version)
	}
	p.Start, err = civil.ParseDate(m.GetStartDate())
	if m.GetEndDate() != "" {
		var last error
		p.End, last = civil.ParseDate(m.GetEndDate())
		err = errors.Join(err, last)
	}
	return p, err
}
