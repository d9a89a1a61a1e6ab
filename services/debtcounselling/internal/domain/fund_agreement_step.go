package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// AgreementReason is why an agreement with the fund was breached or ended: the names of the contract.
type AgreementReason string

// The reasons.
const (
	ReturnNotMade  AgreementReason = "return_not_made"
	NewDebts       AgreementReason = "new_debts"
	LostContact    AgreementReason = "no_contact"
	ClientWithdrew AgreementReason = "withdrawn"
	ClientMoved    AgreementReason = "moved"
	ClientDied     AgreementReason = "deceased"
	AnotherReason  AgreementReason = "other"
)

// reasons answers why an agreement can come to a state; none where it needs no reason.
func (s FundAgreementState) reasons() []AgreementReason {
	switch s {
	case AgreementBreached:
		return []AgreementReason{ReturnNotMade, NewDebts, LostContact, AnotherReason}
	case AgreementEnded:
		return []AgreementReason{LostContact, ClientWithdrew, ClientMoved, ClientDied, AnotherReason}
	}
	return nil
}

// FundAgreementTransition is a step of an agreement from one state to another, with what follows from it. Steps are never
// changed.
type FundAgreementTransition struct {
	ID          string
	AgreementID string
	Version     int64 // of the agreement after it
	From, To    FundAgreementState
	Date        civil.Date
	Reason      AgreementReason
	Rule        BreachRule // of a breach: that under which the agreement was signed, whatever came later
	Conclusion
	Recorder string
	Created  time.Time
}

// Step applies a step to the agreement and completes it, or answers every rule it breaks. In is its trajectory, and rule that on
// breaches of today: it is the agreement's from where that is signed. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED,
// PAYOUT_MISSING, OBLIGATION_LEFT) and INVALID_ARGUMENT.
func (a *FundAgreement) Step(s *FundAgreementTransition, in Trajectory, rule BreachRule, today civil.Date) error {
	if err := fundAgreementLife().Check("agreement", a.State, s.To); err != nil {
		return err
	}
	if err := fault.At("transition", fault.Violations(append(a.checkStep(*s, today), within(in, "date", s.Date)...))); err != nil {
		return err
	}
	if err := a.fulfilled(); s.To == AgreementFulfilled && err != nil {
		return err
	}
	switch {
	case s.To == AgreementSigned:
		a.Signed, a.BreachRule = s.Date, rule
	case s.To == AgreementBreached:
		s.Rule, s.Conclusion = a.BreachRule, a.Conclude(a.BreachRule)
	case s.To.Concluded() && a.State != AgreementDraft:
		s.Conclusion = a.Conclude(BreachNone)
	}
	a.conclude(s.Conclusion)
	s.AgreementID, s.From, s.Version = a.ID, a.State, a.Version+1
	a.State, a.StateDate, a.Version, a.Updated = s.To, s.Date, s.Version, s.Created
	return nil
}

// fulfilled answers why an agreement is not: the fund paid nothing, or what it paid was not all given back.
func (a FundAgreement) fulfilled() error {
	left := a.Paid - a.Repaid - a.Redeemed
	switch {
	case a.Paid == 0 && a.Obligation > 0:
		return fault.New(fault.FailedPrecondition, "PAYOUT_MISSING", "The fund bought nothing off yet.")
	case left > 0:
		return fault.New(fault.FailedPrecondition, "OBLIGATION_LEFT", "Not all that the fund paid was given back.")
	}
	return nil
}

func (a FundAgreement) checkStep(s FundAgreementTransition, today civil.Date) (broken []fault.Field) {
	switch {
	case s.Date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date))
	case !s.Date.IsZero() && !a.StateDate.IsZero() && s.Date.Before(a.StateDate):
		broken = append(broken, violation("date", "BEFORE_LAST_TRANSITION", "It is %s since %s.", a.State, a.StateDate))
	case !s.Date.IsZero() && s.To == AgreementRunning && s.Date.Before(a.Start):
		broken = append(broken, violation("date", "BEFORE_START", "What is agreed begins on %s.", a.Start))
	}
	reasons := s.To.reasons()
	switch {
	case reasons == nil && s.Reason != "":
		broken = append(broken, violation("reason", "REASON_UNEXPECTED", "Only a breach and an end have a reason."))
	case reasons != nil && s.Reason == "":
		broken = append(broken, violation("reason", "REASON_MISSING", "Say why."))
	case reasons != nil && !slices.Contains(reasons, s.Reason):
		broken = append(broken, violation("reason", "REASON_NOT_HERE", "That is no reason of what is %s.", s.To))
	}
	return broken
}
