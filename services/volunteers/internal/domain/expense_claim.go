package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// AllowanceKind is the kind of a claim for hours; all other kinds are expenses.
const AllowanceKind = "allowance"

// ExpenseClaim is what a volunteer claims (declaratie).
type ExpenseClaim struct {
	ID           string
	AssignmentID string
	PersonID     string
	Kind         string // the names of the contract's ExpenseKind
	Month        Month  // of the hours of an allowance
	Date         civil.Date
	RateCents    int // for an hour
	Minutes      int // that the allowance is for
	AmountCents  int
	State        ClaimState
	Reason       string // why it was rejected
	Override     string // why it was approved although it passes a limit
	PaymentDate  civil.Date
	BatchID      string
	Recorder     string
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Check completes the claim and answers every rule it breaks, by field. Work is that of the assignment, nil where there is
// none; left is how many approved minutes of the month were not claimed yet.
func (c *ExpenseClaim) Check(work *Work, left int, today civil.Date) []fault.Field {
	broken := c.checkWork(work)
	if c.Kind == AllowanceKind {
		broken = append(broken, c.checkAllowance(today)...)
		if work != nil && len(broken) == 0 {
			broken = c.claimHours(left)
		}
		return broken
	}
	return append(broken, c.checkExpenses(today)...)
}

func (c *ExpenseClaim) checkWork(work *Work) []fault.Field {
	switch {
	case work == nil:
		return []fault.Field{violation("assignment_id", "ASSIGNMENT_UNKNOWN", "There is no assignment with this id.")}
	case work.Erased:
		return []fault.Field{violation("assignment_id", "PERSON_ERASED", "The person of this assignment was erased.")}
	case work.Kind != Volunteer:
		// What an intern gets is no allowance of a volunteer, and has other rules.
		return []fault.Field{violation("assignment_id", "NOT_A_VOLUNTEER", "Only volunteers claim here, and no interns.")}
	}
	c.PersonID = work.PersonID
	return nil
}

func (c *ExpenseClaim) checkAllowance(today civil.Date) (broken []fault.Field) {
	if c.AmountCents != 0 {
		broken = append(broken, violation("amount_cents", "AMOUNT_OF_ALLOWANCE", "The amount follows from the hours."))
	}
	if !c.Date.IsZero() {
		broken = append(broken, violation("date", "DATE_OF_ALLOWANCE", "An allowance is for a month."))
	}
	if c.RateCents == 0 {
		broken = append(broken, violation("rate_cents", "RATE_MISSING", "An allowance has a rate, in cents for an hour."))
	}
	switch {
	case c.Month == Month{}:
		broken = append(broken, violation("month", "MONTH_MISSING", "An allowance is for the hours of a month."))
	case c.Month.First().After(today):
		broken = append(broken, violation("month", "DATE_IN_FUTURE", "%s has not come yet.", c.Month))
	}
	return broken
}

// claimHours claims the approved minutes that are left. An amount below a cent is none.
func (c *ExpenseClaim) claimHours(left int) []fault.Field {
	c.Minutes, c.AmountCents = left, c.RateCents*left/60
	if left < 1 || c.AmountCents < 1 {
		return []fault.Field{violation("month", "ALLOWANCE_WITHOUT_HOURS",
			"No approved hours of %s are left to claim.", c.Month)}
	}
	return nil
}

func (c *ExpenseClaim) checkExpenses(today civil.Date) (broken []fault.Field) {
	if c.RateCents != 0 {
		broken = append(broken, violation("rate_cents", "RATE_OF_EXPENSES", "Expenses have an amount and no rate."))
	}
	if c.Month != (Month{}) {
		broken = append(broken, violation("month", "MONTH_OF_EXPENSES", "Expenses have a date and no month."))
	}
	if c.AmountCents < 1 {
		broken = append(broken, violation("amount_cents", "AMOUNT_MISSING", "Expenses have an amount, in cents."))
	}
	switch {
	case c.Date.IsZero():
		return append(broken, violation("date", "DATE_MISSING", "Expenses have a date."))
	case c.Date.After(today):
		return append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", c.Date))
	}
	return broken
}

// Approve has the claim paid on a date. Errors: FAILED_PRECONDITION (CLAIM_APPROVED, CLAIM_REJECTED, CLAIM_PAID).
func (c *ExpenseClaim) Approve(on civil.Date, override string, now time.Time) error {
	if err := c.become(ClaimApproved, now); err != nil {
		return err
	}
	c.PaymentDate, c.Override = on, override
	return nil
}

// Reject rejects the claim. Errors: FAILED_PRECONDITION (CLAIM_REJECTED, CLAIM_PAID).
func (c *ExpenseClaim) Reject(reason string, now time.Time) error {
	if err := c.become(ClaimRejected, now); err != nil {
		return err
	}
	c.Reason, c.PaymentDate, c.Override = reason, civil.Date{}, ""
	return nil
}

// Pay puts the claim in a batch that is paid on a date. Errors: FAILED_PRECONDITION (CLAIM_NOT_APPROVED, CLAIM_REJECTED,
// CLAIM_PAID).
func (c *ExpenseClaim) Pay(batchID string, on civil.Date, now time.Time) error {
	if err := c.become(ClaimPaid, now); err != nil {
		return err
	}
	c.BatchID, c.PaymentDate = batchID, on
	return nil
}

func (c *ExpenseClaim) become(to ClaimState, now time.Time) error {
	if err := c.State.refuse(to); err != nil {
		return err
	}
	c.State, c.Version, c.Updated = to, c.Version+1, now
	return nil
}

// Compensation answers what the claim comes to when it is paid on a date, for hours that were worked on days.
func (c ExpenseClaim) Compensation(on civil.Date, days []civil.Date) Compensation {
	return Compensation{ID: c.ID, Paid: on, Cents: c.AmountCents, Rate: c.RateCents, Days: days}
}
