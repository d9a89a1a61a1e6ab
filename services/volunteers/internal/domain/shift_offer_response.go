package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
)

// ShiftOfferResponse is that somebody would take an offered shift (reactie op een aanbod).
type ShiftOfferResponse struct {
	ID            string
	OfferID       string
	AssignmentID  string
	ReturnShiftID string // only of an offer that swaps
	// The times of both shifts that were agreed to; those of none are zero.
	At       period.Period
	ReturnAt period.Period
	State    ShiftOfferResponseState
	Recorder string
	Version  int64
	Created  time.Time
	Updated  time.Time
}

// Check answers what is wrong with an answer by itself. By is the person who gives it; returned is the shift in return, nil where
// there is none, or none that the caller may know of.
func (r ShiftOfferResponse) Check(
	o ShiftOffer, offered Shift, returned *Shift, by string, now time.Time,
) (broken []fault.Field) {
	if by != "" && by == offered.PersonID {
		broken = append(broken, violation("assignment_id", "OWN_OFFER", "The person has this shift."))
	}
	return append(broken, r.checkReturn(o, offered, returned, now)...)
}

// checkReturn answers what is wrong with the shift that is given in return for another.
func (r ShiftOfferResponse) checkReturn(o ShiftOffer, offered Shift, returned *Shift, now time.Time) []fault.Field {
	wrong := func(reason, text string) []fault.Field {
		return []fault.Field{violation("return_shift_id", reason, "%s", text)}
	}
	switch {
	case o.Kind != OfferSwap && r.ReturnShiftID != "":
		return wrong("RETURN_SHIFT_UNEXPECTED", "This offer asks for no shift in return.")
	case o.Kind != OfferSwap:
		return nil
	case r.ReturnShiftID == "":
		return wrong("RETURN_SHIFT_MISSING", "Say which shift is given in return.")
	case returned == nil:
		return wrong("RETURN_SHIFT_UNKNOWN", "There is no shift with this id.")
	case returned.RoleID != offered.RoleID:
		return wrong("RETURN_SHIFT_OF_OTHER_ROLE", "Shifts of one role are swapped.")
	case returned.AssignmentID != r.AssignmentID:
		return wrong("RETURN_SHIFT_OF_SOMEBODY_ELSE", "The shift in return is one of who answers.")
	case returned.State == ShiftCancelled:
		return wrong("RETURN_SHIFT_CANCELLED", "The shift in return was cancelled.")
	case returned.Begun(now):
		return wrong("RETURN_SHIFT_BEGUN", "The shift in return has begun.")
	}
	return nil
}

// Stands answers whether both shifts of a swap are what was agreed to when the answer was given. Errors: FAILED_PRECONDITION
// with what changed (SHIFT_MOVED, RETURN_SHIFT_CANCELLED, RETURN_SHIFT_BEGUN, RETURN_SHIFT_REASSIGNED, RETURN_SHIFT_MOVED).
func (r ShiftOfferResponse) Stands(offered, returned Shift, now time.Time) error {
	changed := func(reason, text string) error { return fault.New(fault.FailedPrecondition, reason, "%s", text) }
	switch {
	case !offered.Equal(r.At):
		return changed("SHIFT_MOVED", "The shift is at another time than when it was answered.")
	case returned.State == ShiftCancelled:
		return changed("RETURN_SHIFT_CANCELLED", "The shift in return was cancelled.")
	case returned.Begun(now):
		return changed("RETURN_SHIFT_BEGUN", "The shift in return has begun.")
	case returned.AssignmentID != r.AssignmentID:
		return changed("RETURN_SHIFT_REASSIGNED", "The shift in return is not one of who answered any more.")
	case !returned.Equal(r.ReturnAt):
		return changed("RETURN_SHIFT_MOVED", "The shift in return is at another time than when it was given.")
	}
	return nil
}

// Step brings an answer to its next state. Error: FAILED_PRECONDITION with the state that it is in.
func (r *ShiftOfferResponse) Step(step ShiftOfferResponseStep, at time.Time) error {
	next, err := r.State.after(step)
	if err != nil {
		return err
	}
	r.State, r.Version, r.Updated = next, r.Version+1, at
	return nil
}
