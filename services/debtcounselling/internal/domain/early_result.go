package domain

import "slices"

// EarlyResult is how a case of early signals ended (eindresultaat): the names of the contract.
type EarlyResult string

// The results, as the delivery of early signals has them (DDAS vroegsignalering 0.9).
const (
	RepeatedSignal         EarlyResult = "repeated_signal"
	UnjustifiedSignal      EarlyResult = "unjustified_signal"
	NotTakenUp             EarlyResult = "not_taken_up"
	Deceased               EarlyResult = "deceased"
	NotResident            EarlyResult = "not_resident"
	AlreadyKnown           EarlyResult = "already_known"
	OtherRunningTrajectory EarlyResult = "other_running_trajectory"
	NoContact              EarlyResult = "no_contact"
	NoAnswerAfterContact   EarlyResult = "no_answer_after_contact"
	NoHelpWanted           EarlyResult = "no_help_wanted"
	EarlySolvedBySelf      EarlyResult = "solved_by_self"
	QuickAdvice            EarlyResult = "advice"
	FollowUpFinancial      EarlyResult = "follow_up_financial"
	ReferralWithoutContact EarlyResult = "referral_without_contact"
	FollowUpNonFinancial   EarlyResult = "follow_up_non_financial"
)

// EarlyResults answers every result.
func EarlyResults() []EarlyResult {
	return []EarlyResult{
		RepeatedSignal, UnjustifiedSignal, NotTakenUp, Deceased, NotResident, AlreadyKnown, OtherRunningTrajectory, NoContact,
		NoAnswerAfterContact, NoHelpWanted, EarlySolvedBySelf, QuickAdvice, FollowUpFinancial, ReferralWithoutContact,
		FollowUpNonFinancial,
	}
}

// Accepts says that the resident accepted help.
func (r EarlyResult) Accepts() bool {
	return slices.Contains([]EarlyResult{QuickAdvice, FollowUpFinancial, FollowUpNonFinancial}, r)
}

// fits says whether a case can end so: what was not taken up was not sought contact for, who could not be reached was sought,
// and what a resident wants is known from contact alone.
func (r EarlyResult) fits(c EarlySignalCase) bool {
	switch r {
	case RepeatedSignal, UnjustifiedSignal, NotTakenUp:
		return c.Contact.IsZero()
	case NoContact:
		return !c.Contact.IsZero() && !c.Reached
	case NoAnswerAfterContact, NoHelpWanted, EarlySolvedBySelf, QuickAdvice, FollowUpFinancial, FollowUpNonFinancial:
		return c.Reached
	}
	return true
}

// ResultFor answers why no case begins for a client who has a running trajectory of a kind: what helps with debts takes the
// signal over as debts, all else as other help.
func ResultFor(kind TrajectoryKind) EarlyResult {
	if kind == DebtHelp || kind == YouthFund {
		return AlreadyKnown
	}
	return OtherRunningTrajectory
}
