package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// retellHours tells anew the hours of a person whose birth was corrected, where the age band became another: those that count,
// and those that may come to. The person is locked by the transaction; whoever records hours waits for it.
func (d Deps) retellHours(ctx context.Context, tx *sql.Tx, p domain.Person) error {
	in, now := store.In(tx), d.now()
	list, err := in.LockHoursOfPerson(ctx, p.ID)
	if err != nil {
		return err
	}
	var changed []domain.Hours
	assignments := map[string]bool{}
	for _, h := range list {
		if h.CorrectAge(person.AgeBand(p.Birth, h.Date), now) {
			changed, assignments[h.AssignmentID] = append(changed, h), true
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := in.PutHoursAges(ctx, changed); err != nil {
		return err
	}
	work, err := in.WorkByID(ctx, assignments)
	if err != nil {
		return err
	}
	saved := make([]outbox.Event, len(changed))
	for i, h := range changed {
		saved[i] = d.hoursSaved(h, work[h.AssignmentID])
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}
