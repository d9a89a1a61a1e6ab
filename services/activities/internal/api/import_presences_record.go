package api

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// recordPresences records who was there, with the sessions that are new, and answers how many attendances that makes. What is
// recorded already, or was withdrawn, stays as it is.
func (w presenceList) recordPresences(
	ctx context.Context, tx *sql.Tx, now time.Time, seen listed, who *acquaintances, people map[string]domain.Attendee,
) (recorded int, err error) {
	list := seen.presences(who, auth.Subject(ctx), now)
	if err := w.addSessions(ctx, tx, now, seen.added(list)); err != nil {
		return 0, err
	}
	a := &attending{Deps: w.Deps, tx: tx, now: now, people: people, sessions: seen.sessions.ByID()}
	there := make(map[string]bool, len(a.sessions))
	for id := range a.sessions {
		there[id] = true
	}
	if a.counted, err = store.In(tx).CountedSessions(ctx, there); err != nil {
		return 0, err
	}
	done := 0
	for chunk := range slices.Chunk(list, importChunk) {
		if err := a.next(ctx, chunk); err != nil {
			return 0, err
		}
		recorded, done = recorded+len(a.added), done+len(chunk)
		w.tell(done, len(list))
	}
	return recorded, nil
}

func (w presenceList) addSessions(ctx context.Context, tx *sql.Tx, now time.Time, list []domain.Session) error {
	saved := make([]outbox.Event, len(list))
	for i, one := range list {
		saved[i] = events.SessionSaved(one)
	}
	// Nobody waits for a session that was held, so no places are handed out.
	if err := store.In(tx).InsertSessions(ctx, list); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}

// next records some more of those who were there, of whom only those are logged of whom something is recorded.
func (a *attending) next(ctx context.Context, list []presence) error {
	pairs := map[store.Pair]bool{}
	for _, p := range list {
		pairs[a.pair(p)] = true
	}
	known, err := store.In(a.tx).AttendanceByPair(ctx, pairs)
	if err != nil {
		return err
	}
	a.presences, a.added, a.saved = nil, nil, nil
	for _, p := range list {
		if _, before := known[a.pair(p)]; !before {
			a.presences = append(a.presences, p)
		}
	}
	_, err = a.run(ctx)
	return err
}
