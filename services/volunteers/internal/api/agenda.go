package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// agenda is what is known of sessions before a transaction plans shifts at them.
type agenda struct {
	sessions map[string]domain.Session // by id, those there are
	places   map[string]string         // what places are called, as far as it was answered now
}

// agenda answers what is known of the sessions with ids: what the service activities answers now, or else the last that its
// events told. It calls that service, and so belongs before a transaction.
//
// Error: UNAVAILABLE (SESSION_NOT_KNOWN_YET) for a session that no event told of while that service is away.
func (d Deps) agenda(ctx context.Context, ids map[string]bool) (agenda, error) {
	if len(ids) == 0 {
		return agenda{}, nil
	}
	var known map[string]domain.Session
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		known, err = st.SessionsByID(ctx, ids)
		return err
	})
	if err != nil {
		return agenda{}, err
	}
	told := d.Activities.Ask(ctx, ids)
	for id := range ids {
		last, here := known[id]
		one, answered := told.Sessions[id]
		switch {
		case answered:
			one.Version, one.Confirmed = last.Version, true
			known[id] = one
		case !here && !told.Unknown[id]:
			return agenda{}, fault.New(fault.Unavailable, "SESSION_NOT_KNOWN_YET",
				"The service activities cannot be asked now, and no event told of session %s yet. Try again.", id).With("session", id)
		}
	}
	return agenda{known, told.Places}, nil
}

// copy adds what is known of one session to another agenda.
func (a agenda) copy(sessionID string, to agenda) {
	one, known := a.sessions[sessionID]
	if !known {
		return
	}
	to.sessions[sessionID] = one
	if name, known := a.places[one.LocationID]; known {
		to.places[one.LocationID] = name
	}
}

// lock locks the sessions, and answers what shifts at them are planned on: what was known before, unless an event told of one
// meanwhile. An event that comes after finds the shifts. Sessions are locked before all else.
func (a agenda) lock(ctx context.Context, tx *sql.Tx) (map[string]domain.Session, error) {
	in := store.In(tx)
	kept, err := in.LockSessions(ctx, a.sessions)
	if err != nil {
		return nil, err
	}
	held := make(map[string]domain.Session, len(kept))
	for id, one := range a.sessions {
		if now := kept[id]; now.Version != one.Version {
			one = now
			one.Confirmed = true
		}
		held[id] = one
	}
	return held, in.PutLocationNames(ctx, a.places)
}
