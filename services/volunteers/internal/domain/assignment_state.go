package domain

import "slices"

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

// Next answers the states that can follow: the one table of what an assignment goes through. Either side may decline until
// the work begins.
func (s AssignmentState) Next() []AssignmentState {
	return map[AssignmentState][]AssignmentState{
		Proposed:   {Introduced, Declined},
		Introduced: {Confirmed, Declined},
		Confirmed:  {Working, Declined},
		Working:    {Ended},
	}[s]
}

// MayBecome says whether to can follow.
func (s AssignmentState) MayBecome(to AssignmentState) bool { return slices.Contains(s.Next(), to) }

// Runs says that it can go on: somebody is proposed for one running assignment of a role at most.
func (s AssignmentState) Runs() bool { return s != Declined && s != Ended }
