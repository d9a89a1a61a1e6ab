package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// ReferralDecision is what is decided on who was referred, as far as it is about the help with debts.
type ReferralDecision struct {
	Accepted     bool
	ClientID     string // who was referred, where that client is here already
	Adds         bool   // a client is described who is added
	Kind         TrajectoryKind
	Crisis       bool
	CrisisGround string // the name of the contract's CrisisGround
}

// Check answers every rule that a decision breaks, by field. What begins has rules of its own.
func (d ReferralDecision) Check() (broken []fault.Field) {
	if d.Accepted {
		if d.ClientID != "" && d.Adds {
			broken = append(broken, violation("client", "CLIENT_TWICE", "Name a client who is here, or describe one who is added."))
		}
		return broken
	}
	if d.ClientID != "" {
		broken = append(broken, violation("client_id", "CLIENT_UNEXPECTED", "Nobody is helped where it is declined."))
	}
	if d.Adds {
		broken = append(broken, violation("client", "CLIENT_UNEXPECTED", "Nobody is added where it is declined."))
	}
	if d.Kind != "" {
		broken = append(broken, violation("kind", "KIND_UNEXPECTED", "No help begins where it is declined."))
	}
	if d.Crisis || d.CrisisGround != "" {
		broken = append(broken, violation("crisis", "CRISIS_UNEXPECTED", "No help begins where it is declined."))
	}
	return broken
}

// Referred answers the trajectory of a client that begins with a referral of a date. Who was referred asked for help on that day
// already, and not on the day on which it was taken on: the terms of the law run from the report on (Wgs article 4), and waiting
// does not stop them.
func (d ReferralDecision) Referred(clientID, referrer string, date civil.Date) Trajectory {
	return Trajectory{
		Kind: d.Kind, ClientIDs: []string{clientID}, Report: date, Channel: "referral", Crisis: d.Crisis,
		CrisisGround: d.CrisisGround, Referrer: referrer, Version: 1,
	}
}
