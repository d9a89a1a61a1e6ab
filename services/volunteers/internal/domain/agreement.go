package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// AgreementState is how far an agreement has come: the names of the contract's AgreementState.
type AgreementState string

// The states.
const (
	AgreementDrawnUp   AgreementState = "drawn_up"
	AgreementSigned    AgreementState = "signed"
	AgreementWithdrawn AgreementState = "withdrawn"
)

// Agreement is what a volunteer and the organisation expect of each other in an assignment (vrijwilligersovereenkomst).
type Agreement struct {
	ID             string
	AssignmentID   string
	Date           civil.Date // on which it is drawn up
	First          civil.Date
	Last           civil.Date // zero where no end was agreed on
	WeeklyMinutes  int        // on average; 0: by arrangement each time
	NoticeDays     int
	TrialDays      int      // from the first day on; 0: none
	Repaid         []string // the names of the contract's RepaidExpense
	RateCents      int      // the allowance for an hour; 0: none
	Guide          string   // the function of who guides
	Organisation   string   // its name when it was drawn up
	Place          string   // of the organisation, then
	TextVersion    string
	State          AgreementState
	Signed         civil.Date // zero until both did
	WithdrawReason string     // the name of the contract's AgreementWithdrawalReason
	Recorder       string
	Version        int64
	Created        time.Time
	Updated        time.Time
}

// Check answers every rule that a new agreement breaks, by field. Work is that of the assignment, nil where there is none.
func (a Agreement) Check(work *Work) (broken []fault.Field) {
	if work == nil {
		broken = append(broken, violation("assignment_id", "ASSIGNMENT_UNKNOWN", "There is no assignment with this id."))
	} else {
		broken = append(broken, checkAgreed(*work)...)
	}
	if a.Last.IsZero() || a.First.IsZero() {
		return broken
	}
	switch days := a.First.DaysUntil(a.Last) + 1; {
	case days < 1:
		broken = append(broken, violation("last_date", "LAST_BEFORE_FIRST", "The last day is before the first one."))
	case a.TrialDays > days:
		broken = append(broken, violation("trial_days", "TRIAL_TOO_LONG", "It holds for no more than %d days.", days))
	}
	return broken
}

// checkAgreed answers why nothing is agreed on about an assignment.
func checkAgreed(work Work) (broken []fault.Field) {
	if work.Erased {
		broken = append(broken, violation("assignment_id", "PERSON_ERASED", "The person of this assignment was erased."))
	}
	if work.Kind != Volunteer {
		broken = append(broken, violation("assignment_id", "NOT_A_VOLUNTEER",
			"The agreement of an intern is one with the school, and is not drawn up here."))
	}
	if !work.Began() && work.State != Confirmed {
		broken = append(broken, violation("assignment_id", "ASSIGNMENT_NOT_CONFIRMED", "Both sides confirm an assignment first."))
	}
	return broken
}

// Sign has both have signed on a date. Errors: INVALID_ARGUMENT with every violation, FAILED_PRECONDITION (AGREEMENT_SIGNED,
// AGREEMENT_WITHDRAWN).
func (a *Agreement) Sign(date, today civil.Date) error {
	switch a.State {
	case AgreementSigned:
		return fault.New(fault.FailedPrecondition, "AGREEMENT_SIGNED", "This agreement was signed already, on %s.", a.Signed)
	case AgreementWithdrawn:
		return a.Holds()
	}
	var broken []fault.Field
	if date.After(today) {
		broken = append(broken, violation("signing.date", "DATE_IN_FUTURE", "%s has not come yet.", date))
	}
	if date.Before(a.Date) {
		broken = append(broken, violation("signing.date", "SIGNED_BEFORE_DRAWN_UP", "It was drawn up on %s.", a.Date))
	}
	a.State, a.Signed = AgreementSigned, date
	return fault.Violations(broken)
}

// Withdraw has the agreement hold no more. Error: FAILED_PRECONDITION (AGREEMENT_WITHDRAWN).
func (a *Agreement) Withdraw(reason string) error {
	if err := a.Holds(); err != nil {
		return err
	}
	a.State, a.WithdrawReason = AgreementWithdrawn, reason
	return nil
}

// Holds answers that an agreement was withdrawn: FAILED_PRECONDITION (AGREEMENT_WITHDRAWN).
func (a Agreement) Holds() error {
	if a.State != AgreementWithdrawn {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "AGREEMENT_WITHDRAWN", "This agreement was withdrawn. Draw up another.")
}
