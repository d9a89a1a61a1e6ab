package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/fault"
)

// ShiftState is whether a shift is worked.
type ShiftState string

// The states.
const (
	ShiftPlanned   ShiftState = "planned"
	ShiftCancelled ShiftState = "cancelled"
)

// ShiftStep is what may happen to a shift, as it is kept of each.
type ShiftStep string

// The steps.
const (
	AssignShift ShiftStep = "assigned"
	MoveShift   ShiftStep = "moved"
	CancelShift ShiftStep = "cancelled"
	// ReplanShift is that its session is held after all.
	ReplanShift ShiftStep = "planned"
	// ConfirmShift is that the times of its session, which were the last known, were told.
	ConfirmShift ShiftStep = "confirmed"
)

// The reasons of a cancellation that nobody but the service gives.
const (
	SessionCancelledReason = "session_cancelled"
	SeriesCancelledReason  = "series_cancelled"
)

// after is the whole life of a shift: the state it comes to, by the state it is in and what happens. What is not here cannot
// be.
func (s ShiftState) after(step ShiftStep) (next ShiftState, can bool) {
	next, can = map[ShiftState]map[ShiftStep]ShiftState{
		ShiftPlanned: {
			AssignShift:  ShiftPlanned,
			MoveShift:    ShiftPlanned,
			ConfirmShift: ShiftPlanned,
			CancelShift:  ShiftCancelled,
		},
		ShiftCancelled: {
			ReplanShift: ShiftPlanned,
		},
	}[s][step]
	return next, can
}

// Take brings the shift to its next state, and answers what is kept of that. What began is done, but for what an importer
// records, who gives no now. Errors: FAILED_PRECONDITION (SHIFT_CANCELLED, SHIFT_BEGUN).
func (s *Shift) Take(step ShiftStep, by string, at, now time.Time) (ShiftChange, error) {
	next, can := s.State.after(step)
	switch {
	case !can && s.State == ShiftCancelled:
		return ShiftChange{}, fault.New(fault.FailedPrecondition, "SHIFT_CANCELLED", "The shift was cancelled.")
	case !can:
		return ShiftChange{}, fault.New(fault.FailedPrecondition, "SHIFT_PLANNED", "The shift is planned, and that cannot be done.")
	case !now.IsZero() && s.Begun(now):
		return ShiftChange{}, fault.New(fault.FailedPrecondition, "SHIFT_BEGUN", "The shift has begun.")
	}
	s.State, s.Recorder, s.Version, s.Updated = next, by, s.Version+1, at
	return ShiftChange{
		ShiftID: s.ID, Version: s.Version, Kind: step, AssignmentID: s.AssignmentID, Period: s.Period, Override: s.Override,
		Recorder: by, Created: at,
	}, nil
}
