package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// Roll is who has a place in the sessions to come of an activity, and who waits for one. All that happens to a
// registration happens here, so that no more places are taken than there are, nobody waits while a place is free, and
// places go by order of arrival.
type Roll struct {
	Activity Activity
	// Sessions are those that are to come and were not cancelled, by id.
	Sessions map[string]Session
	// Active are the registrations that are registered, waiting or offered, in order of arrival: those for sessions that
	// have not begun or were cancelled, and those for the activity as a whole.
	Active []Registration
	// Window is how long an offer stands.
	Window time.Duration
	Now    time.Time

	changed map[string]bool
	past    []Registration // those that were changed and are not on the roll
}

// Changed answers the registrations that were changed: those that ended first, for others may have taken their place.
func (r *Roll) Changed() []Registration {
	var ended, active []Registration
	for _, one := range slices.Concat(r.Active, r.past) {
		switch {
		case !r.changed[one.ID]:
		case one.State.Active():
			active = append(active, one)
		default:
			ended = append(ended, one)
		}
	}
	return append(ended, active...)
}

func (r *Roll) change(one *Registration) {
	if r.changed == nil {
		r.changed = map[string]bool{}
	}
	r.changed[one.ID] = true
}

// Places answers the places, with those taken that are held.
func (r *Roll) Places() Places {
	p := Places{Capacity: r.Activity.Capacity}
	for _, one := range r.Active {
		if one.State.HoldsPlace() {
			p.Take(one.SessionID)
		}
	}
	return p
}

// Start answers when what a registration is for starts: its session, or the next one of the activity. It is zero where
// nothing is to come.
func (r *Roll) Start(sessionID string) (start time.Time) {
	if sessionID != "" {
		return r.Sessions[sessionID].Start
	}
	for _, s := range r.Sessions {
		if start.IsZero() || s.Start.Before(start) {
			start = s.Start
		}
	}
	return start
}

// Enter adds a new registration: with a place where one is free, or else behind everybody who waits. Settle comes first.
func (r *Roll) Enter(one Registration) Registration {
	one.State = Waiting
	if places := r.Places(); places.Free(one.SessionID) {
		one.State = Registered
	}
	r.Active = append(r.Active, one)
	return one
}

// Settle brings the registrations in line with what is so now: those for what is no longer held are cancelled, offers
// that ran out expire, and places that came free are offered to who waits.
func (r *Roll) Settle() error {
	for i := range r.Active {
		if err := r.settleOne(&r.Active[i]); err != nil {
			return err
		}
	}
	places := r.Places()
	for i := range r.Active {
		one := &r.Active[i]
		start := r.Start(one.SessionID)
		if one.State != Waiting || start.IsZero() || !places.Free(one.SessionID) {
			continue
		}
		if err := one.Offer(r.Window, start, r.Now); err != nil {
			return err
		}
		places.Take(one.SessionID)
		r.change(one)
	}
	return nil
}

func (r *Roll) settleOne(one *Registration) error {
	start := r.Start(one.SessionID)
	switch {
	case !one.State.Active():
		return nil
	case r.Activity.State == ActivityEnded:
		r.change(one)
		return one.Cancel(ReasonActivityEnded, r.Now)
	case one.SessionID != "" && start.IsZero():
		r.change(one)
		return one.Cancel(ReasonSessionCancelled, r.Now)
	case one.OfferRanOut(r.Now):
		r.change(one)
		return one.Expire(r.Now)
	case one.State == Offered && !start.IsZero() && start.Before(one.OfferExpires):
		r.change(one)
		one.shortenOffer(start, r.Now)
	}
	return nil
}

// Accept takes the place that was offered. Errors: FAILED_PRECONDITION (OFFER_EXPIRED; REGISTRATION_WAITING, ...).
func (r *Roll) Accept(one *Registration) error {
	return r.step(one, func(one *Registration) error { return one.Accept(r.Now) })
}

// Cancel gives up a registration, and says why. Errors: FAILED_PRECONDITION (REGISTRATION_CANCELLED,
// REGISTRATION_EXPIRED).
func (r *Roll) Cancel(one *Registration, reason string) error {
	return r.step(one, func(one *Registration) error { return one.Cancel(reason, r.Now) })
}

// step changes a registration, be it on the roll or, for a session that has begun, no longer.
func (r *Roll) step(one *Registration, do func(*Registration) error) error {
	if err := do(one); err != nil {
		return err
	}
	r.change(one)
	for i := range r.Active {
		if r.Active[i].ID == one.ID {
			r.Active[i] = *one
			return nil
		}
	}
	r.past = append(r.past, *one)
	return nil
}

// Move has the registration of a participant who was merged into another be the other's. Of two for the same the one with
// a place stands, or else that of the other; what does not stand is cancelled. Others are all of the other that have not
// ended, also for sessions that have begun.
func (r *Roll) Move(one Registration, others []Registration, to string) error {
	for _, other := range others {
		if !one.overlaps(other) {
			continue
		}
		if other.State.HoldsPlace() || !one.State.HoldsPlace() {
			return r.Cancel(&one, ReasonMerged)
		}
		if err := r.Cancel(&other, ReasonMerged); err != nil {
			return err
		}
	}
	return r.step(&one, func(one *Registration) error {
		one.ParticipantID, one.Version, one.Updated = to, one.Version+1, r.Now
		return nil
	})
}

// overlaps says whether two registrations are for the same: one for the activity as a whole is for each of its sessions.
func (r Registration) overlaps(other Registration) bool {
	return r.ActivityID == other.ActivityID &&
		(r.SessionID == other.SessionID || r.SessionID == "" || other.SessionID == "")
}

// NextExpiry answers when the first offer runs out; zero where there is none.
func (r *Roll) NextExpiry() (first time.Time) {
	for _, one := range r.Active {
		if one.State == Offered && (first.IsZero() || one.OfferExpires.Before(first)) {
			first = one.OfferExpires
		}
	}
	return first
}

// CheckCapacity answers that more places are taken than the activity has.
func (r *Roll) CheckCapacity() []fault.Field {
	places := r.Places()
	if !places.Overfull() {
		return nil
	}
	return []fault.Field{violation("capacity", "CAPACITY_TAKEN", "%d places of a session are taken.", places.taken(""))}
}
