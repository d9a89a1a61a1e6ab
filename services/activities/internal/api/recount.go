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
// recorded or corrected. The lock of the session's row lets one of two that meet see what the other did.
func (d Deps) recount(ctx context.Context, tx *sql.Tx, now time.Time, sessionID string) error {
	if sessionID == "" {
		return nil // a count of an opening without a session
	}
	st := store.In(tx)
	session, err := st.LockSession(ctx, sessionID)
	if err != nil {
		return err
	}
	counted, err := st.Counted(ctx, sessionID)
	if err != nil {
		return err
	}
	changed, err := st.RecountAttendance(ctx, sessionID, domain.Visits(counted), now)
	if err != nil {
		return err
	}
	saved := make([]outbox.Event, len(changed))
	for i, a := range changed {
		saved[i] = d.attendanceSaved(a, session)
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}
