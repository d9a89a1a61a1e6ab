package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// ReferrerFeedback is that the referrer was told what came of a mediation (terugkoppeling).
type ReferrerFeedback struct {
	ID          string
	MediationID string
	Date        civil.Date
	Channel     string // the name of the contract's FeedbackChannel
	Worker      string
	Created     time.Time
}

// CheckFeedback answers why the referrer cannot have been told so. Errors: INVALID_ARGUMENT and FAILED_PRECONDITION
// (MEDIATION_NOT_CLOSED, REFERRER_MISSING).
func (m Mediation) CheckFeedback(f ReferrerFeedback, today civil.Date) error {
	if !m.HasReferrer() {
		return fault.New(fault.FailedPrecondition, "REFERRER_MISSING", "A neighbour came without a referrer.")
	}
	if m.State != MediationClosed {
		return fault.New(fault.FailedPrecondition, "MEDIATION_NOT_CLOSED", "Nothing came of it yet: it is not closed.")
	}
	var broken []fault.Field
	if f.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", f.Date))
	}
	if f.Date.Before(m.StateDate) {
		broken = append(broken, violation("date", "BEFORE_CLOSING", "It was closed on %s.", m.StateDate))
	}
	return fault.At("referrer_feedback", fault.Violations(broken))
}
