package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// ReturnKind is what is given in return: the names of the contract.
type ReturnKind string

// The kinds.
const (
	ReturnSchool             ReturnKind = "school"
	ReturnTraining           ReturnKind = "training"
	ReturnWork               ReturnKind = "work"
	ReturnVolunteering       ReturnKind = "volunteering"
	ReturnInformationSession ReturnKind = "information_session"
)

// rate answers the limit that says what a return is worth: an hour of it, but for an information session.
func (k ReturnKind) rate() LimitKind {
	return map[ReturnKind]LimitKind{
		ReturnSchool: FundSchoolHour, ReturnTraining: FundTrainingHour, ReturnWork: FundWorkHour,
		ReturnVolunteering: FundVolunteeringHour, ReturnInformationSession: FundInformationSession,
	}[k]
}

// Effort is how much of what is given in return.
type Effort struct {
	Kind     ReturnKind
	Minutes  int64 // of what counts by time
	Sessions int64 // of what counts by session
}

// worth answers what an effort is worth by the rates of a date, in cents. A part of an hour is rounded up to a cent in favour of
// the client.
func (e Effort) worth(rates Limits, date civil.Date) int64 {
	rate := rates.On(e.Kind.rate(), date)
	if e.Kind == ReturnInformationSession {
		return e.Sessions * rate
	}
	return (e.Minutes*rate + 59) / 60
}

// field answers the field that says how much.
func (e Effort) field() string {
	if e.Kind == ReturnInformationSession {
		return "sessions"
	}
	return "minutes"
}

// check answers what is wrong with how an effort is told.
func (e Effort) check() []fault.Field {
	bySession := e.Kind == ReturnInformationSession
	switch {
	case e.Minutes == 0 && e.Sessions == 0:
		return []fault.Field{violation(e.field(), "RETURN_EMPTY", "Say how much of it.")}
	case bySession && e.Minutes != 0:
		return []fault.Field{violation("minutes", "RETURN_UNIT_WRONG", "This counts by session.")}
	case !bySession && e.Sessions != 0:
		return []fault.Field{violation("sessions", "RETURN_UNIT_WRONG", "This counts by time.")}
	}
	return nil
}

// FundReturn is what a client did in return (tegenprestatie). Returns are never changed: one that is wrong is undone
// in the book of the fund, where it has an entry with its id.
type FundReturn struct {
	ID          string
	AgreementID string
	Effort
	Date     civil.Date
	Value    int64 // what it redeems, in cents
	Reversed bool  // it should not have been recorded, and redeems nothing
	Recorder string
	Created  time.Time
}

// Redeem redeems an obligation in kind, and gives the return its value. Errors: FAILED_PRECONDITION (AGREEMENT_NOT_RUNNING), and
// INVALID_ARGUMENT with every violation.
func (a *FundAgreement) Redeem(r *FundReturn, rates Limits, today civil.Date) error {
	if err := a.mustBe(AgreementRunning); err != nil {
		return err
	}
	broken := append(r.check(), a.checkMoved(r.Date, today)...)
	if r.Value = r.worth(rates, r.Date); r.Value > a.Owed() {
		broken = append(broken, aboveObligation(r.field()))
	}
	if err := fault.At("fund_return", fault.Violations(broken)); err != nil {
		return err
	}
	a.Redeemed += r.Value
	a.touch(r.Created)
	return nil
}

// checkMoved answers what is wrong with the date on which something was given or paid under an agreement.
func (a FundAgreement) checkMoved(on, today civil.Date) []fault.Field {
	switch {
	case on.After(today):
		return []fault.Field{violation("date", "DATE_IN_FUTURE", "%s has not come yet.", on)}
	case !on.IsZero() && on.Before(a.Start):
		return []fault.Field{violation("date", "BEFORE_START", "What is agreed begins on %s.", a.Start)}
	}
	return nil
}

// aboveObligation tells no amounts: they are about the client, and who may know them reads the agreement.
func aboveObligation(field string) fault.Field {
	return violation(field, "RETURN_ABOVE_OBLIGATION", "This is worth more than is owed.")
}
