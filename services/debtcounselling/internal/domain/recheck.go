package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// RecheckOutcome is what comes of a recheck: the names of the contract.
type RecheckOutcome string

// The outcomes.
const (
	RecheckUnchanged RecheckOutcome = "unchanged"
	RecheckChanged   RecheckOutcome = "changed"
)

// Recheck is that it was looked at again what a client can pay in a settlement (hercontrole). Rechecks are never changed.
type Recheck struct {
	ID            string
	SettlementID  string
	Date          civil.Date
	CalculationID string // of the capacity
	Outcome       RecheckOutcome
	Monthly       *int64 // what the client pays each month from then on; of a new one nil where it does not change
	Recorder      string
	Created       time.Time
}

// Rechecking is what a recheck is checked against.
type Rechecking struct {
	Trajectory  Trajectory
	Today       civil.Date
	Settlement  Settlement
	Earlier     []Recheck    // oldest first
	Calculation *Calculation // nil where it is none of a capacity in the trajectory
	Protected   *Calculation // of the protected earnings that the calculation rests on, or the last one; nil where there is none
}

// monthly answers what the client pays each month before the recheck.
func (in Rechecking) monthly() int64 {
	if n := len(in.Earlier); n > 0 {
		return *in.Earlier[n-1].Monthly
	}
	return in.Settlement.Monthly
}

// Check completes a recheck that is new. What the client goes on paying leaves the protected earnings whole, also where it is
// what it was: the income may be less. Errors: FAILED_PRECONDITION (SETTLEMENT_STATE, TRAJECTORY_ENDED), and
// INVALID_ARGUMENT with every violation.
func (r *Recheck) Check(in Rechecking) error {
	if err := in.Settlement.mustRun(in.Trajectory); err != nil {
		return err
	}
	broken := r.checkDate(in)
	if in.Calculation == nil {
		broken = append(broken, violation("calculation_id", "CALCULATION_UNKNOWN",
			"In this trajectory there is no such calculation of a capacity."))
	}
	switch before := in.monthly(); {
	case r.Outcome == RecheckChanged && r.Monthly == nil:
		broken = append(broken, violation("monthly_cents", "MONTHLY_MISSING", "Say what is paid each month from now on."))
	case r.Outcome == RecheckUnchanged && r.Monthly != nil:
		broken = append(broken, violation("monthly_cents", "MONTHLY_UNEXPECTED", "It stays at %s.", euros(before)))
	case r.Outcome == RecheckChanged && *r.Monthly == before:
		broken = append(broken, violation("monthly_cents", "MONTHLY_SAME", "It is %s already.", euros(before)))
	case r.Outcome == RecheckUnchanged:
		r.Monthly = &before
	}
	return fault.Violations(append(broken, r.checkProtected(in)...))
}

func (r Recheck) checkDate(in Rechecking) []fault.Field {
	switch n := len(in.Earlier); {
	case r.Date.After(in.Today):
		return []fault.Field{violation("date", "DATE_IN_FUTURE", "%s has not come yet.", r.Date)}
	case r.Date.Before(in.Settlement.Life.Start):
		return []fault.Field{violation("date", "BEFORE_START", "The settlement began on %s.", in.Settlement.Life.Start)}
	case n > 0 && r.Date.Before(in.Earlier[n-1].Date):
		return []fault.Field{violation("date", "BEFORE_LAST_RECHECK", "The last one was on %s.", in.Earlier[n-1].Date)}
	}
	return nil
}

// checkProtected answers that what is paid each month cuts into the protected earnings (Wgs article 4a(5)).
func (r Recheck) checkProtected(in Rechecking) []fault.Field {
	if r.Monthly == nil || *r.Monthly == 0 || in.Calculation == nil {
		return nil
	}
	if in.Protected == nil {
		return []fault.Field{violation("calculation_id", "PROTECTED_EARNINGS_MISSING",
			"The protected earnings of this trajectory were not calculated yet.")}
	}
	if most := MostInstalment(in.Protected.Input.Income, in.Protected.Result.Amount); *r.Monthly > most {
		return []fault.Field{violation("monthly_cents", "BELOW_PROTECTED_EARNINGS",
			"It leaves less than the protected earnings: %s a month at most.", euros(most))}
	}
	return nil
}
