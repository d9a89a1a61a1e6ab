package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// ShiftOffer is that a shift is offered to others (openstaande dienst, ruilverzoek).
type ShiftOffer struct {
	ID           string
	ShiftID      string
	AssignmentID string // of who offers; empty where nobody has the shift
	Kind         ShiftOfferKind
	State        ShiftOfferState
	TakenBy      string // the assignment of who took the shift; empty while nobody did
	Recorder     string
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Offer answers the offer of a shift: what kind it is follows from who has the shift.
//
// Errors: FAILED_PRECONDITION (SHIFT_CANCELLED, SHIFT_BEGUN); INVALID_ARGUMENT (SWAP_OF_OPEN_SHIFT).
func (s Shift) Offer(swap bool, now time.Time) (ShiftOffer, error) {
	o := ShiftOffer{ShiftID: s.ID, AssignmentID: s.AssignmentID, Kind: OfferHandover, State: OfferOpen}
	switch {
	case s.State == ShiftCancelled:
		return o, fault.New(fault.FailedPrecondition, "SHIFT_CANCELLED", "The shift was cancelled.")
	case s.Begun(now):
		return o, fault.New(fault.FailedPrecondition, "SHIFT_BEGUN", "The shift has begun.")
	case s.AssignmentID == "" && swap:
		return o, fault.Violation("swap", "SWAP_OF_OPEN_SHIFT", "Nobody has the shift, and so nobody swaps it.")
	case s.AssignmentID == "":
		o.Kind = OfferOfOpen
	case swap:
		o.Kind = OfferSwap
	}
	return o, nil
}

// StateAt answers what became of the offer of a shift by an instant.
func (o ShiftOffer) StateAt(s Shift, now time.Time) ShiftOfferState {
	if o.State == OfferOpen && s.Begun(now) {
		return OfferExpired
	}
	return o.State
}

// Withdraw has an offer be there no more. Error: FAILED_PRECONDITION with the state that it is in.
func (o *ShiftOffer) Withdraw(s Shift, at time.Time) error { return o.step(WithdrawOffer, s, at) }

// TakeBy has an offer be taken by an assignment. Error: as of Stands.
func (o *ShiftOffer) TakeBy(assignmentID string, s Shift, at time.Time) error {
	if err := o.Stands(s, at); err != nil {
		return err
	}
	o.TakenBy = assignmentID
	return o.step(TakeOffer, s, at)
}

// Stands answers whether an offer can be taken: it is open, and the shift is what was offered. Errors: FAILED_PRECONDITION
// with the state that it is in, or with what changed of the shift (SHIFT_CANCELLED, SHIFT_REASSIGNED).
func (o ShiftOffer) Stands(s Shift, now time.Time) error {
	if _, err := o.StateAt(s, now).after(TakeOffer); err != nil {
		return err
	}
	switch {
	case s.State == ShiftCancelled:
		return fault.New(fault.FailedPrecondition, "SHIFT_CANCELLED", "The shift was cancelled.")
	case s.AssignmentID != o.AssignmentID:
		return fault.New(fault.FailedPrecondition, "SHIFT_REASSIGNED", "The shift was given to somebody since it was offered.")
	}
	return nil
}

func (o *ShiftOffer) step(step ShiftOfferStep, s Shift, at time.Time) error {
	next, err := o.StateAt(s, at).after(step)
	if err != nil {
		return err
	}
	o.State, o.Version, o.Updated = next, o.Version+1, at
	return nil
}
