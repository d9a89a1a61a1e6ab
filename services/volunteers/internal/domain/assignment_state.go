package domain

import "github.com/deschoor/meedoen/platform/lifecycle"

// AssignmentState is how far an assignment has come.
type AssignmentState string

// The states.
const (
	Proposed   AssignmentState = "proposed"
	Introduced AssignmentState = "introduced"
	Confirmed  AssignmentState = "confirmed"
	Declined   AssignmentState = "declined"
	Working    AssignmentState = "active"
	Ended      AssignmentState = "ended"
)

// assignmentLife is the one table of what an assignment goes through. Either side may decline until the work begins.
func assignmentLife() lifecycle.States[AssignmentState] {
	return lifecycle.States[AssignmentState]{
		Proposed:   {Introduced, Declined},
		Introduced: {Confirmed, Declined},
		Confirmed:  {Working, Declined},
		Working:    {Ended},
	}
}

// Next answers the states that can follow.
func (s AssignmentState) Next() []AssignmentState { return assignmentLife()[s] }

// Runs says that it can go on: somebody is proposed for one running assignment of a role at most.
func (s AssignmentState) Runs() bool { return s != Declined && s != Ended }
