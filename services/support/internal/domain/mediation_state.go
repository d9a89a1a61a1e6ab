package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// MediationState is how far a mediation has come: the names of the contract.
type MediationState string

// The states.
const (
	MediationRegistered MediationState = "registered"
	MediationIntake     MediationState = "intake"
	OtherPartyHeard     MediationState = "other_party_heard"
	MediationTalk       MediationState = "mediation"
	MediationClosed     MediationState = "closed"
)

// mediationLife is the whole life of a mediation: whoever complains is heard first, then the other party, and then they talk. It
// can end at any time. There is no way back: who quarrels again registers again, so that a closed year stays as it was counted.
func mediationLife() lifecycle.States[MediationState] {
	return lifecycle.States[MediationState]{
		MediationRegistered: {MediationIntake, MediationClosed},
		MediationIntake:     {OtherPartyHeard, MediationClosed},
		OtherPartyHeard:     {MediationTalk, MediationClosed},
		MediationTalk:       {MediationClosed},
	}
}

// MediationOutcome is what came of a mediation that was closed: the names of the contract.
type MediationOutcome string

// The outcomes that count as successful.
const (
	MediationResolved MediationOutcome = "resolved"
	MediationImproved MediationOutcome = "improved"
)

// Successful says whether a mediation with this outcome counts as a successful one (geslaagde bemiddeling), of which the account
// of 2022 has 198. The account does not say which do; the yearly figures of the CCV (Centrum voor Criminaliteitspreventie en
// Veiligheid) call a quarrel resolved in about two of three mediations. Advice to one party and a referral do not count: whether
// the quarrel ended is not known then.
func (o MediationOutcome) Successful() bool { return o == MediationResolved || o == MediationImproved }

// MediationTransition is a step of a mediation from one state to another. Steps are never changed.
type MediationTransition struct {
	ID          string
	MediationID string
	Version     int64 // of the mediation after it
	From, To    MediationState
	Date        civil.Date
	Outcome     MediationOutcome
	Worker      string
	Created     time.Time
}

// Step applies a step to the mediation and completes it, or answers every rule it breaks. Mediators are all who were ever
// assigned to it. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED, MEDIATORS_MISSING) and INVALID_ARGUMENT.
func (m *Mediation) Step(s *MediationTransition, mediators []MediatorAssignment, today civil.Date) error {
	if err := mediationLife().Check("mediation", m.State, s.To); err != nil {
		return err
	}
	if err := fault.At("transition", fault.Violations(m.checkStep(*s, today))); err != nil {
		return err
	}
	if s.To == MediationTalk && len(mediating(mediators, s.Date)) < pair {
		return fault.New(fault.FailedPrecondition, "MEDIATORS_MISSING", "A conversation is led by two mediators.")
	}
	s.MediationID, s.From, s.Version = m.ID, m.State, m.Version+1
	m.State, m.StateDate, m.Outcome, m.Version, m.Updated = s.To, s.Date, s.Outcome, s.Version, s.Created
	return nil
}

func (m Mediation) checkStep(s MediationTransition, today civil.Date) (broken []fault.Field) {
	if s.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	}
	if !s.Date.IsZero() && s.Date.Before(m.StateDate) {
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", m.State, m.StateDate))
	}
	return append(broken, checkMediationOutcome(s.To, s.Outcome)...)
}

// checkMediationOutcome answers what is wrong with an outcome in a state.
func checkMediationOutcome(state MediationState, outcome MediationOutcome) []fault.Field {
	switch {
	case state == MediationClosed && outcome == "":
		return []fault.Field{violation("outcome", "OUTCOME_MISSING", "Say what came of it.")}
	case state != MediationClosed && outcome != "":
		return []fault.Field{violation("outcome", "OUTCOME_UNEXPECTED", "Only what is closed has an outcome.")}
	}
	return nil
}
