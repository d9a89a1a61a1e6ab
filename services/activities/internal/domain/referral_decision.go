package domain

import "github.com/deschoor/meedoen/platform/fault"

// ReferralDecision is what is decided on who was referred to an activity, as far as it is about activities.
type ReferralDecision struct {
	Accepted      bool
	ParticipantID string // who was referred, where that participant is here already
	SessionID     string
	ActivityID    string
}

// Check answers every rule that a decision breaks, by field. A registration has rules of its own.
func (d ReferralDecision) Check() (broken []fault.Field) {
	if d.Accepted {
		return nil
	}
	if d.ParticipantID != "" {
		broken = append(broken, violation("participant_id", "PARTICIPANT_UNEXPECTED", "Nobody is registered where it is declined."))
	}
	if d.SessionID != "" {
		broken = append(broken, violation("session_id", "TARGET_UNEXPECTED", "Nobody is registered where it is declined."))
	}
	if d.ActivityID != "" {
		broken = append(broken, violation("activity_id", "TARGET_UNEXPECTED", "Nobody is registered where it is declined."))
	}
	return broken
}

// NobodyReferred is the rule that is broken where nobody can be added, for who was referred cannot be read any more.
func NobodyReferred() fault.Field {
	return violation("participant_id", "PARTICIPANT_MISSING", "Who was referred cannot be read any more: name a participant.")
}
