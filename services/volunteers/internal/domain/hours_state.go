package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// HoursState is what became of a record of hours.
type HoursState string

// The states.
const (
	HoursSubmitted HoursState = "submitted"
	HoursApproved  HoursState = "approved"
	HoursRejected  HoursState = "rejected"
	HoursWithdrawn HoursState = "withdrawn"
)

// hoursLife is the one table of what a record of hours goes through.
func hoursLife() lifecycle.States[HoursState] {
	return lifecycle.States[HoursState]{
		HoursSubmitted: {HoursApproved, HoursRejected, HoursWithdrawn},
		HoursApproved:  {HoursWithdrawn},
	}
}

// Next answers the states that can follow.
func (s HoursState) Next() []HoursState { return hoursLife()[s] }

// refuse answers why to cannot follow where next can: FAILED_PRECONDITION with the state it is in.
func (s HoursState) refuse(to HoursState, next []HoursState) error {
	if slices.Contains(next, to) {
		return nil
	}
	why := map[HoursState]struct{ reason, text string }{
		HoursApproved:  {"HOURS_APPROVED", "These hours were approved already."},
		HoursRejected:  {"HOURS_REJECTED", "These hours were rejected. Record them anew."},
		HoursWithdrawn: {"HOURS_WITHDRAWN", "These hours were withdrawn. Record them anew."},
	}[s]
	return fault.New(fault.FailedPrecondition, why.reason, "%s", why.text)
}
