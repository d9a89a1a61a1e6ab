package domain

import (
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// GuidanceState is how far a trajectory has come: the names of the contract.
type GuidanceState string

// The states.
const (
	Registered GuidanceState = "registered"
	Active     GuidanceState = "active"
	Paused     GuidanceState = "paused"
	Completed  GuidanceState = "completed"
	DroppedOut GuidanceState = "dropped_out"
)

// guidanceLife is the whole life of a trajectory. One that ended does not go on: another begins.
func guidanceLife() lifecycle.States[GuidanceState] {
	return lifecycle.States[GuidanceState]{
		Registered: {Active, DroppedOut},
		Active:     {Paused, Completed, DroppedOut},
		Paused:     {Active, DroppedOut},
	}
}

// Next answers the states that can follow.
func (s GuidanceState) Next() []GuidanceState { return guidanceLife()[s] }

// Ended says that it goes on no more.
func (s GuidanceState) Ended() bool { return s == Completed || s == DroppedOut }

// started says that a trajectory in this state was active before. Who dropped out need not have been.
func (s GuidanceState) started() bool { return s == Active || s == Paused || s == Completed }

// GuidanceKind is which programme a trajectory is of: the names of the contract.
type GuidanceKind string

// SocialPrescription is Welzijn op Recept, which only health care prescribes.
const SocialPrescription GuidanceKind = "social_prescription"

// Destination is where a resident went who completed a trajectory: the names of the contract.
type Destination string

// DropOutReason is why a resident left a trajectory before the end: the names of the contract.
type DropOutReason string

// MadeByMistake is the reason of a trajectory that never was: it counts in no figure.
const MadeByMistake DropOutReason = "recorded_wrongly"

// checkExit answers what is wrong with how a trajectory came to a state.
func checkExit(state GuidanceState, to Destination, reason DropOutReason) (broken []fault.Field) {
	switch {
	case state == Completed && to == "":
		broken = append(broken, violation("destination", "DESTINATION_MISSING", "Say where the resident went."))
	case state != Completed && to != "":
		broken = append(broken, violation("destination", "DESTINATION_UNEXPECTED", "Only what was completed leads somewhere."))
	}
	switch {
	case state == DroppedOut && reason == "":
		broken = append(broken, violation("drop_out_reason", "DROP_OUT_REASON_MISSING", "Say why the resident left."))
	case state != DroppedOut && reason != "":
		broken = append(broken, violation("drop_out_reason", "DROP_OUT_REASON_UNEXPECTED", "Only who drops out has a reason."))
	}
	return broken
}
