package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// RegistrationState is where a registration stands. Whether somebody came is not a state: it is an attendance.
type RegistrationState string

// The states of a registration.
const (
	Registered            RegistrationState = "registered" // has a place
	Waiting               RegistrationState = "waiting"    // there was none free
	Offered               RegistrationState = "offered"    // a place is held until the offer runs out
	RegistrationCancelled RegistrationState = "cancelled"
	RegistrationExpired   RegistrationState = "expired" // the offer ran out
)

// registrationStep is what may happen to a registration.
type registrationStep string

const (
	offerPlace         registrationStep = "offer"
	acceptOffer        registrationStep = "accept"
	expireOffer        registrationStep = "expire"
	cancelRegistration registrationStep = "cancel"
)

// registrationLife is the whole life of a registration from when it was made, registered or waiting. Who comes back registers
// anew, behind everybody else.
func registrationLife() lifecycle.Steps[RegistrationState, registrationStep] {
	return lifecycle.Steps[RegistrationState, registrationStep]{
		Registered: {
			cancelRegistration: RegistrationCancelled,
		},
		Waiting: {
			offerPlace:         Offered,
			cancelRegistration: RegistrationCancelled,
		},
		Offered: {
			acceptOffer:        Registered,
			expireOffer:        RegistrationExpired,
			cancelRegistration: RegistrationCancelled,
		},
		RegistrationCancelled: {},
		RegistrationExpired:   {},
	}
}

// Active says whether a registration in this state has not ended.
func (s RegistrationState) Active() bool { return s == Waiting || s.HoldsPlace() }

// HoldsPlace says whether a registration in this state takes a place.
func (s RegistrationState) HoldsPlace() bool { return s == Registered || s == Offered }

// take brings the registration to its next state, without an offer. Error: FAILED_PRECONDITION with the state it is in
// (REGISTRATION_CANCELLED, ...).
func (r *Registration) take(step registrationStep, now time.Time) error {
	next, err := registrationLife().Take("registration", r.State, step)
	if err != nil {
		return err
	}
	r.State, r.OfferExpires, r.Version, r.Updated = next, time.Time{}, r.Version+1, now
	return nil
}

// Offer holds a place for who waits, for as long as the window is and never beyond the start. Error:
// FAILED_PRECONDITION (REGISTRATION_REGISTERED, ...).
func (r *Registration) Offer(window time.Duration, start, now time.Time) error {
	if err := r.take(offerPlace, now); err != nil {
		return err
	}
	r.OfferExpires = now.Add(window)
	if start.Before(r.OfferExpires) {
		r.OfferExpires = start
	}
	return nil
}

// shortenOffer has the offer run out at the start, which was moved.
func (r *Registration) shortenOffer(start, now time.Time) {
	r.OfferExpires, r.Version, r.Updated = start, r.Version+1, now
}

// OfferRanOut says whether the time to accept has passed, whether or not that was recorded.
func (r Registration) OfferRanOut(now time.Time) bool {
	return r.State == RegistrationExpired || r.State == Offered && !now.Before(r.OfferExpires)
}

// Accept takes the place that was offered. Errors: FAILED_PRECONDITION (OFFER_EXPIRED; REGISTRATION_WAITING, ...).
func (r *Registration) Accept(now time.Time) error {
	if r.OfferRanOut(now) {
		return fault.New(fault.FailedPrecondition, "OFFER_EXPIRED", "The offer has run out.")
	}
	return r.take(acceptOffer, now)
}

// Expire ends an offer that ran out. Error: FAILED_PRECONDITION (REGISTRATION_REGISTERED, ...).
func (r *Registration) Expire(now time.Time) error { return r.take(expireOffer, now) }

// Cancel gives up the place, the offer or the wait, and says why: the names of the contract's
// RegistrationCancellationReason. Errors: FAILED_PRECONDITION (REGISTRATION_CANCELLED, REGISTRATION_EXPIRED).
func (r *Registration) Cancel(reason string, now time.Time) error {
	if err := r.take(cancelRegistration, now); err != nil {
		return err
	}
	r.Reason = reason
	return nil
}
