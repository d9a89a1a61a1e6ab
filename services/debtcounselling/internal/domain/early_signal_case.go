package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// EarlyCaseState is how far a case of early signals has come: the names of the contract.
type EarlyCaseState string

// The states.
const (
	EarlyReceived EarlyCaseState = "received"
	EarlyTakenUp  EarlyCaseState = "taken_up"
	EarlyClosed   EarlyCaseState = "closed"
)

// earlyCaseLife is the whole life of a case.
func earlyCaseLife() lifecycle.States[EarlyCaseState] {
	return lifecycle.States[EarlyCaseState]{
		EarlyReceived: {EarlyTakenUp, EarlyClosed},
		EarlyTakenUp:  {EarlyTakenUp, EarlyClosed},
	}
}

// EarlySignalCase is what signals about one household join (vroegsignaalzaak).
type EarlySignalCase struct {
	ID            string
	Start         civil.Date // of its first signal
	MatchingUntil civil.Date // the last date on which signals join it also where it has ended
	Crisis        bool
	Counsellor    string // the subject of the token of whose it is; empty: nobody's
	State         EarlyCaseState
	Due           civil.Date // the last date on which the first contact is in time; zero where no rule says
	Contact       civil.Date // when contact was sought first; zero where it was not
	TakenUp       civil.Date
	Reached       bool
	Result        EarlyResult
	End           civil.Date
	TrajectoryID  string // that it became
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// Open says that the case has not ended.
func (c EarlySignalCase) Open() bool { return c.State != EarlyClosed }

// Overdue says that contact was not sought in time, or is not.
func (c EarlySignalCase) Overdue(today civil.Date) bool {
	switch {
	case c.Due.IsZero():
		return false
	case !c.Contact.IsZero():
		return c.Contact.After(c.Due)
	}
	return c.Open() && today.After(c.Due)
}

// takes says whether a signal joins the case: an open one takes all, one that ended those of its matching period. A crisis has
// to be acted on, so it joins none that ended.
func (c EarlySignalCase) takes(s EarlySignal) bool {
	return c.Open() || (!s.Crisis && !s.Date.Before(c.Start) && !s.Date.After(c.MatchingUntil))
}

// Join has the case follow a signal that joins it, where due is by when the first contact would be in time for that alone. It
// says whether that changed the case.
func (c *EarlySignalCase) Join(s EarlySignal, due civil.Date) bool {
	if !c.Open() || !s.Crisis || c.Crisis {
		return false
	}
	c.Crisis = true
	if c.Contact.IsZero() && !due.IsZero() && (c.Due.IsZero() || due.Before(c.Due)) {
		c.Due = due
	}
	return true
}

// Seek has the case follow that contact was sought, or answers every rule it breaks. Errors: FAILED_PRECONDITION
// (EARLY_SIGNAL_CASE_CLOSED) and INVALID_ARGUMENT.
func (c *EarlySignalCase) Seek(a EarlySignalContact, today civil.Date) error {
	if !earlyCaseLife().Allows(c.State, EarlyTakenUp) {
		return c.closed()
	}
	broken := c.checkDate(a.Date, today)
	if a.Kind == Administrative && a.Reached {
		broken = append(broken, violation("reached", "REACHED_UNEXPECTED", "What is handled without contact reaches nobody."))
	}
	if err := fault.At("early_signal_contact", fault.Violations(broken)); err != nil {
		return err
	}
	if c.TakenUp.IsZero() || a.Date.Before(c.TakenUp) {
		c.TakenUp = a.Date
	}
	if a.Kind != Administrative && (c.Contact.IsZero() || a.Date.Before(c.Contact)) {
		c.Contact = a.Date
	}
	c.State, c.Reached = EarlyTakenUp, c.Reached || a.Reached
	return nil
}

// Close ends the case with a result on a date, or answers every rule that breaks. Last is when contact was sought last. Errors:
// FAILED_PRECONDITION (EARLY_SIGNAL_CASE_CLOSED) and INVALID_ARGUMENT.
func (c *EarlySignalCase) Close(result EarlyResult, date, last, today civil.Date) error {
	if !earlyCaseLife().Allows(c.State, EarlyClosed) {
		return c.closed()
	}
	broken := c.checkDate(date, today)
	if !last.IsZero() && date.Before(last) {
		broken = append(broken, violation("date", "BEFORE_LAST_CONTACT", "Contact was sought on %s.", last))
	}
	if !result.fits(*c) {
		broken = append(broken, violation("result", "RESULT_NOT_HERE", "This result does not fit how contact was sought."))
	}
	if err := fault.Violations(broken); err != nil {
		return err
	}
	c.State, c.Result, c.End = EarlyClosed, result, date
	return nil
}

// Follow records the trajectory that the case became. Error: FAILED_PRECONDITION (HELP_NOT_ACCEPTED), (FOLLOW_UP_EXISTS).
func (c *EarlySignalCase) Follow(trajectoryID string) error {
	switch {
	case !c.Result.Accepts():
		return fault.New(fault.FailedPrecondition, "HELP_NOT_ACCEPTED", "The case did not end with help that was accepted.")
	case c.TrajectoryID != "":
		return fault.New(fault.FailedPrecondition, "FOLLOW_UP_EXISTS", "The case became a trajectory already.")
	}
	c.TrajectoryID = trajectoryID
	return nil
}

// CanErase answers why who is in the signals of the case is not erased. Error: FAILED_PRECONDITION (EARLY_SIGNAL_CASE_OPEN).
func (c EarlySignalCase) CanErase() error {
	if c.Open() {
		return fault.New(fault.FailedPrecondition, "EARLY_SIGNAL_CASE_OPEN", "The case has not ended.")
	}
	return nil
}

func (c EarlySignalCase) checkDate(date, today civil.Date) (broken []fault.Field) {
	switch {
	case date.IsZero():
	case date.After(today):
		broken = append(broken, violation("date", "DATE_AHEAD", "%s has not come yet.", date))
	case date.Before(c.Start):
		broken = append(broken, violation("date", "BEFORE_CASE", "The case began on %s.", c.Start))
	}
	return broken
}

func (c EarlySignalCase) closed() error {
	return fault.New(fault.FailedPrecondition, "EARLY_SIGNAL_CASE_CLOSED", "The case ended on %s.", c.End)
}
