package domain

import (
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Take brings an assignment to its next state, and completes the step. Where it is confirmed and where the work begins, what
// the role asks is looked at again, on the date of the step.
//
// Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED) with the states that can be reached; INVALID_ARGUMENT with every
// violation.
func (a *Assignment) Take(step *AssignmentTransition, in Assigning) error {
	if err := assignmentLife().Check("assignment", a.State, step.To); err != nil {
		return err
	}
	broken := append(in.Broken, step.check(*a, in.Today)...)
	if (step.To == Confirmed || step.To == Working) && !step.Date.IsZero() {
		for _, f := range a.checkOn(step.Date, in) {
			f.Path = "to" // a step names neither relation nor role
			broken = append(broken, f)
		}
	}
	if err := fault.Violations(broken); err != nil {
		return err
	}
	step.AssignmentID, step.From = a.ID, a.State
	a.State, a.StateDate, a.Version, a.Updated = step.To, step.Date, a.Version+1, step.Created
	step.Version = a.Version
	switch step.To {
	case Working:
		a.Start = step.Date
	case Ended:
		a.End = step.Date
	}
	return nil
}

// check answers what a step breaks by itself. A date that does not exist is told of already.
func (t AssignmentTransition) check(a Assignment, today civil.Date) (broken []fault.Field) {
	switch {
	case t.Date.IsZero():
	case t.Date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "It happened on %s at the latest.", today))
	case t.Date.Before(a.StateDate):
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It became what it is on %s.", a.StateDate))
	}
	if strings.TrimSpace(t.Reason) == "" && (t.To == Declined || t.To == Ended) {
		broken = append(broken, violation("reason", "REASON_MISSING", "Say why it was declined or ended."))
	}
	switch {
	case t.To == Declined && t.DeclinedBy == "":
		broken = append(broken, violation("declined_by", "DECLINER_MISSING", "Say who does not want it."))
	case t.To != Declined && t.DeclinedBy != "":
		broken = append(broken, violation("declined_by", "DECLINER_UNEXPECTED", "Nobody declines in this step."))
	}
	return broken
}
