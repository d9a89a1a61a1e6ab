package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// recount has the attendance of a session add the visits it adds from now on, after a head count of the session was
// recorded or corrected. The session is locked: its row lets one of two that meet see what the other did.
func (d Deps) recount(ctx context.Context, tx *sql.Tx, now time.Time, session domain.Session) error {
	st := store.In(tx)
	counted, err := st.Counted(ctx, session.ID)
	if err != nil {
		return err
	}
	changed, err := st.RecountAttendance(ctx, session.ID, domain.Visits(counted), now)
	if err != nil {
		return err
	}
	saved := make([]outbox.Event, len(changed))
	for i, a := range changed {
		saved[i] = d.attendanceSaved(a, session)
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}

// recountCorrected is recount for the session of a count that was corrected, if it is of one.
func (d Deps) recountCorrected(ctx context.Context, tx *sql.Tx, now time.Time, c domain.HeadCount) error {
	if c.SessionID == "" {
		return nil // a count of an opening without a session
	}
	session, err := store.In(tx).LockSession(ctx, c.SessionID)
	if err != nil {
		return err
	}
	return d.recount(ctx, tx, now, session)
}
