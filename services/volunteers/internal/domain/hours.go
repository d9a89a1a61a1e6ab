package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// MinutesOfDay is how long anybody can work on a day.
const MinutesOfDay = 24 * 60

// Hours is how long somebody worked for an assignment on a day (uren).
type Hours struct {
	ID           string
	AssignmentID string
	PersonID     string
	Date         civil.Date
	Minutes      int
	AgeBand      string // on the date, as the name of the contract's AgeBand
	State        HoursState
	Reason       string // why they were rejected or withdrawn
	Recorder     string
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// HoursDecision is what became of a record of hours. Decisions are never changed.
type HoursDecision struct {
	ID       string
	HoursID  string
	Version  int64 // of the hours after it
	State    HoursState
	Reason   string
	Recorder string
	Own      bool // who worked decides: that takes back what waits for approval, and nothing else
	Created  time.Time
}

// Count says whether the hours take a part of the day: who worked twelve hours of which half was rejected worked six.
func (h Hours) Count() bool { return h.State == HoursSubmitted || h.State == HoursApproved }

// Check answers every rule that hours break, by field. Work is that of the assignment, nil where there is none; worked is how
// many minutes the person worked that day already, for every assignment together.
func (h Hours) Check(work *Work, worked int, today civil.Date) []fault.Field {
	var broken []fault.Field
	if h.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", h.Date))
	}
	if work == nil {
		return append(broken, violation("assignment_id", "ASSIGNMENT_UNKNOWN", "There is no assignment with this id."))
	}
	if work.Erased {
		broken = append(broken, violation("assignment_id", "PERSON_ERASED", "The person of this assignment was erased."))
	}
	broken = append(broken, h.checkPeriod(*work)...)
	if worked+h.Minutes > MinutesOfDay {
		broken = append(broken, violation("minutes", "OVER_24_HOURS",
			"With what is recorded of that day already, for every assignment together, this is over 24 hours."))
	}
	return broken
}

// checkPeriod answers whether the assignment came to work, and lasted on the date.
func (h Hours) checkPeriod(work Work) []fault.Field {
	switch {
	case !work.Began():
		return []fault.Field{violation("assignment_id", "ASSIGNMENT_NOT_ACTIVE", "The work of this assignment never began.")}
	case h.Date.IsZero():
		return nil
	case h.Date.Before(work.Start):
		return []fault.Field{violation("date", "HOURS_BEFORE_ASSIGNMENT", "The assignment began on %s.", work.Start)}
	case !work.End.IsZero() && h.Date.After(work.End):
		return []fault.Field{violation("date", "HOURS_AFTER_ASSIGNMENT", "The assignment ended on %s.", work.End)}
	}
	return nil
}

// CorrectAge notes another age band, and says whether it is one.
func (h *Hours) CorrectAge(band string, at time.Time) bool {
	if band == h.AgeBand {
		return false
	}
	h.AgeBand, h.Version, h.Updated = band, h.Version+1, at
	return true
}

// Decide applies a decision to the hours and completes it. Errors: FAILED_PRECONDITION (HOURS_APPROVED, HOURS_REJECTED,
// HOURS_WITHDRAWN) where the state does not allow it.
func (h *Hours) Decide(by *HoursDecision) error {
	next := h.State.Next()
	if by.Own && h.State != HoursSubmitted {
		next = nil
	}
	if err := h.State.refuse(by.State, next); err != nil {
		return err
	}
	by.HoursID, by.Version = h.ID, h.Version+1
	h.State, h.Reason, h.Version, h.Updated = by.State, by.Reason, by.Version, by.Created
	return nil
}
