package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// lockSessions answers the sessions that counts name, those there are, by id. They stay as they are until the counts are
// recorded. Most counts name none and cost no statement.
func lockSessions(ctx context.Context, s store.Store, counts []domain.HeadCount) (map[string]domain.Session, error) {
	named := map[string]bool{}
	for _, c := range counts {
		if c.SessionID != "" {
			named[c.SessionID] = true
		}
	}
	return s.LockSessionsByID(ctx, named)
}

// follow has the sessions that were counted held, and their attendance add the visits it adds from now on. They are locked
// since before the counts were judged.
func (s *HeadCounts) follow(
	sessions map[string]domain.Session,
) func(context.Context, *sql.Tx, resource.Entries[domain.HeadCount]) ([]outbox.Event, error) {
	return func(ctx context.Context, tx *sql.Tx, counted resource.Entries[domain.HeadCount]) (saved []outbox.Event, err error) {
		for _, e := range counted {
			session, named := sessions[e.Value.SessionID]
			if !named || session.State == domain.SessionHeld {
				continue
			}
			if err := session.Hold(e.Value.Recorder, e.Value.Created); err != nil {
				return nil, err
			}
			if err := store.In(tx).UpdateSession(ctx, session); err != nil {
				return nil, err
			}
			sessions[session.ID] = session
			event := events.SessionSaved(session)
			event.Cause = e.Cause()
			saved = append(saved, event)
		}
		for _, session := range sessions {
			if err := s.recount(ctx, tx, s.now(), session); err != nil {
				return nil, err
			}
		}
		return saved, nil
	}
}
