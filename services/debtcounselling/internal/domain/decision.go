package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// DecisionKind is what is decided: the names of the contract.
type DecisionKind string

// The kinds.
const (
	Admission DecisionKind = "admission"
	Refusal   DecisionKind = "refusal"
	Ending    DecisionKind = "ending"
)

// Decision is a decision on help with debts (beschikking). Decisions are never changed.
type Decision struct {
	ID           string
	TrajectoryID string
	Kind         DecisionKind
	Date         civil.Date
	Ground       string // the name of the contract's DecisionGround; empty of an admission
	Recorder     string
	Created      time.Time
}

// Deciding is what a decision is checked against.
type Deciding struct {
	Today        civil.Date
	Trajectory   Trajectory
	Conversation civil.Date // the first one; zero where it was not held
	Earlier      []Decision
	Grounds      []string // those that refuse by the plan of the municipality
}

// Check answers every rule that a decision breaks. Errors: FAILED_PRECONDITION (DECISION_NOT_HERE, DECISION_EXISTS), and
// INVALID_ARGUMENT with every violation. A decision on admission comes after the first conversation: help is applied for there.
func (d Decision) Check(in Deciding) error {
	states := map[DecisionKind][]TrajectoryState{
		Admission: {InIntake}, Refusal: {InIntake}, Ending: {Stabilisation, Settling, Solution, Aftercare},
	}
	var broken []fault.Field
	if d.Date.After(in.Today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", d.Date))
	}
	switch {
	case in.Conversation.IsZero():
		broken = append(broken, violation("date", "BEFORE_FIRST_CONVERSATION", "The first conversation was not held yet."))
	case !d.Date.IsZero() && d.Date.Before(in.Conversation):
		broken = append(broken, violation("date", "BEFORE_FIRST_CONVERSATION", "The first conversation was on %s.", in.Conversation))
	}
	broken = append(broken, d.checkGround(in.Grounds)...)
	if err := fault.At("decision", fault.Violations(broken)); err != nil {
		return err
	}
	if !slices.Contains(states[d.Kind], in.Trajectory.State) || in.Trajectory.Kind != DebtHelp {
		return fault.New(fault.FailedPrecondition, "DECISION_NOT_HERE", "In a trajectory that is %s this is not decided.",
			in.Trajectory.State)
	}
	return d.checkEarlier(in.Earlier)
}

func (d Decision) checkGround(refusing []string) []fault.Field {
	switch {
	case d.Kind == Admission && d.Ground != "":
		return []fault.Field{violation("ground", "GROUND_UNEXPECTED", "Who is admitted needs no ground.")}
	case d.Kind != Admission && d.Ground == "":
		return []fault.Field{violation("ground", "GROUND_MISSING", "Say why.")}
	case d.Kind == Refusal && !slices.Contains(refusing, d.Ground):
		// Help is refused on the grounds of the plan alone (AP guidance 2021).
		return []fault.Field{violation("ground", "GROUND_NOT_CONFIGURED", "The plan of the municipality does not know this ground.")}
	}
	return nil
}

// checkEarlier answers that a decision was taken already: who is admitted is not refused, and nothing ends twice.
func (d Decision) checkEarlier(earlier []Decision) error {
	for _, e := range earlier {
		if (e.Kind == Ending) == (d.Kind == Ending) {
			return fault.New(fault.FailedPrecondition, "DECISION_EXISTS", "It was decided on %s.", e.Date)
		}
	}
	return nil
}
