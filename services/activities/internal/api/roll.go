package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// OffersTimer is the kind of timer that is due when the first offer of an activity runs out; its key is the activity.
const OffersTimer = "offers"

// roll is who has a place in the sessions of an activity, in a transaction that holds the lock of the activity's row.
type roll struct {
	domain.Roll
	expiry time.Time // when the timer of the activity is due, zero for none
}

// openRoll answers the roll of an activity as it is to be now. Whoever takes or gives up a place opens it, so that they
// come one after the other. Error: NOT_FOUND (ACTIVITY_NOT_FOUND).
func (d Deps) openRoll(ctx context.Context, tx *sql.Tx, activityID string, now time.Time) (*roll, error) {
	a, err := store.In(tx).LockActivity(ctx, activityID)
	if err != nil {
		return nil, err
	}
	list, err := store.In(tx).Roll(ctx, a, d.OfferWindow, now)
	if err != nil {
		return nil, err
	}
	r := &roll{Roll: list, expiry: list.NextExpiry()}
	return r, r.Settle()
}

// saveRoll hands out the places that are free, stores what became of the registrations, and has the scheduler come back
// when the next offer runs out.
func (d Deps) saveRoll(ctx context.Context, tx *sql.Tx, r *roll) error {
	if err := r.Settle(); err != nil {
		return err
	}
	changed := r.Changed()
	saved := make([]outbox.Event, len(changed))
	for i, one := range changed {
		if err := store.In(tx).UpdateRegistration(ctx, one); err != nil {
			return err
		}
		saved[i] = d.registrationSaved(one)
	}
	if err := outbox.Append(ctx, tx, r.Now, events.Service, saved...); err != nil {
		return err
	}
	return d.setOffersTimer(ctx, tx, r)
}

// setOffersTimer leaves the timer alone where it is right: a command that touches it may meet its handler.
func (d Deps) setOffersTimer(ctx context.Context, tx *sql.Tx, r *roll) error {
	next := r.NextExpiry()
	switch {
	case next.Equal(r.expiry):
		return nil
	case next.IsZero():
		return d.Timers.Remove(ctx, tx, OffersTimer, r.Activity.ID)
	}
	return d.Timers.Set(ctx, tx, schedule.Timer{Kind: OffersTimer, Key: r.Activity.ID, Due: next})
}

// settle brings the registrations for an activity in line with what became of it: its capacity, its sessions, its end.
func (d Deps) settle(ctx context.Context, tx *sql.Tx, activityID string, now time.Time) error {
	r, err := d.openRoll(ctx, tx, activityID, now)
	if err != nil {
		return err
	}
	return d.saveRoll(ctx, tx, r)
}

// ExpireOffers ends the offers of an activity that ran out and passes their places on. It handles timers of the kind
// OffersTimer.
func (d Deps) ExpireOffers(ctx context.Context, tx *sql.Tx, t schedule.Timer) error {
	r, err := d.openRoll(ctx, tx, t.Key, d.now())
	if err != nil {
		return err
	}
	r.expiry = time.Time{} // the timer is gone
	return d.saveRoll(ctx, tx, r)
}

func (d Deps) registrationSaved(r domain.Registration) outbox.Event {
	return events.RegistrationSaved(r, d.Counted(r.ParticipantID, r.Date))
}

// checkCapacity answers that an activity would have fewer places than are taken.
func (d Deps) checkCapacity(ctx context.Context, tx *sql.Tx, a domain.Activity) ([]fault.Field, error) {
	list, err := store.In(tx).Roll(ctx, a, d.OfferWindow, a.Updated)
	if err != nil {
		return nil, err
	}
	if err := list.Settle(); err != nil {
		return nil, err
	}
	return list.CheckCapacity(), nil
}
