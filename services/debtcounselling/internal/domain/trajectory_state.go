package domain

import "github.com/deschoor/meedoen/platform/lifecycle"

// TrajectoryState is how far a trajectory has come.
type TrajectoryState string

// The states, in the order in which they come.
const (
	Reported      TrajectoryState = "reported"
	Appointed     TrajectoryState = "appointed"
	InIntake      TrajectoryState = "intake"
	Refused       TrajectoryState = "refused"
	Advised       TrajectoryState = "advice"
	Stabilisation TrajectoryState = "stabilisation"
	Settling      TrajectoryState = "settlement"
	Solution      TrajectoryState = "solution"
	Aftercare     TrajectoryState = "aftercare"
	Guided        TrajectoryState = "guidance"
	Exited        TrajectoryState = "exited"
)

// trajectoryLife is the whole life of a trajectory (the phases of the NVVK, which the delivery to CBS follows), by its kind. A
// no-show takes an appointment back to the report. What is nothing but guidance knows no phases.
func trajectoryLife(kind TrajectoryKind) lifecycle.States[TrajectoryState] {
	if kind != DebtHelp {
		return lifecycle.States[TrajectoryState]{
			Reported:  {Guided, Exited},
			Guided:    {Aftercare, Exited},
			Aftercare: {Exited},
		}
	}
	return lifecycle.States[TrajectoryState]{
		Reported:      {Appointed, Exited},
		Appointed:     {InIntake, Reported, Exited},
		InIntake:      {Stabilisation, Refused, Advised, Exited},
		Refused:       {Exited},
		Advised:       {Exited},
		Stabilisation: {Settling, Solution, Exited},
		Settling:      {Solution, Stabilisation, Exited},
		Solution:      {Aftercare, Exited},
		Aftercare:     {Exited},
	}
}

// Next answers the states that can follow in a trajectory of a kind.
func (s TrajectoryState) Next(kind TrajectoryKind) []TrajectoryState {
	return trajectoryLife(kind)[s]
}

// Runs says that the trajectory has not ended.
func (s TrajectoryState) Runs() bool { return s != Exited }

// ExitReason is why a trajectory ended (uitstroomreden): the names of the contract.
type ExitReason string

// The reasons.
const (
	Completed        ExitReason = "completed"
	SolvedBySelf     ExitReason = "solved_by_self"
	Withdrawn        ExitReason = "withdrawn"
	NoShow           ExitReason = "no_show"
	Moved            ExitReason = "moved"
	Died             ExitReason = "died"
	ConditionsNotMet ExitReason = "conditions_not_met"
	NotFitting       ExitReason = "not_fitting"
	OtherReason      ExitReason = "other"
)

// exits answers the reasons with which a trajectory can end from a state; nil: with every reason. Before the first conversation
// nothing can have been completed, and nobody have broken a condition.
func (s TrajectoryState) exits(kind TrajectoryKind) []ExitReason {
	if kind != DebtHelp {
		return nil
	}
	return map[TrajectoryState][]ExitReason{
		Reported:      {NoShow, Withdrawn, SolvedBySelf, Moved, Died, OtherReason},
		Appointed:     {NoShow, Withdrawn, SolvedBySelf, Moved, Died, OtherReason},
		InIntake:      {NoShow, Withdrawn, SolvedBySelf, Moved, Died, NotFitting, OtherReason},
		Refused:       {ConditionsNotMet, NotFitting, OtherReason},
		Advised:       {Completed, SolvedBySelf, Withdrawn, Moved, Died, OtherReason},
		Stabilisation: {ConditionsNotMet, NotFitting, Withdrawn, SolvedBySelf, Moved, Died, OtherReason},
		Settling:      {ConditionsNotMet, NotFitting, Withdrawn, SolvedBySelf, Moved, Died, OtherReason},
	}[s]
}
