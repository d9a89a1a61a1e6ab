package domain

import (
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Drafting is what a settlement is drawn up from.
type Drafting struct {
	Today      civil.Date
	Trajectory Trajectory
	Others     []Settlement // of the trajectory
	Claims     []Claim      // of the trajectory, by number
	Capacity   *Calculation // that it names; nil where it names none that there is
	Protecting *Calculation // that it names, that its capacity names, or the last one; nil where there is none
	Monthly    *int64       // what is paid in each month; nil: the capacity
	Norms      Norms
	Limits     Limits
}

// drafting is a settlement on its way: what is wrong with it, and whether what is divided is known.
type drafting struct {
	Drafting
	potKnown bool
	broken   []fault.Field
}

func (d *drafting) add(path, reason, format string, args ...any) {
	d.broken = append(d.broken, violation(path, reason, format, args...))
}

// Draw completes a settlement that is new, and answers every rule it breaks. Error: FAILED_PRECONDITION (SETTLEMENT_RUNNING,
// SETTLEMENT_NOT_HERE).
func (s *Settlement) Draw(in Drafting) ([]fault.Field, error) {
	if err := s.mayBeDrawn(in); err != nil {
		return nil, err
	}
	d := &drafting{Drafting: in}
	s.Life = SettlementLife{State: SettlementDraft, Since: s.Date}
	s.checkDate(d)
	s.rest(d)
	switch {
	case s.Kind.repays():
		s.repay(d)
	case s.Kind.paysAll():
		s.payAll(d)
	default:
		s.payNothing(d)
	}
	s.guard(d)
	s.offer(d)
	return d.broken, nil
}

// mayBeDrawn answers why the trajectory cannot have this settlement now. Creditors are offered a part of what is owed once their
// balances are known; what pays all of it may follow on stabilisation.
func (s Settlement) mayBeDrawn(in Drafting) error {
	if slices.ContainsFunc(in.Others, func(o Settlement) bool { return o.Life.State.Open() }) {
		return fault.New(fault.FailedPrecondition, "SETTLEMENT_RUNNING", "The trajectory has a settlement that has not ended.")
	}
	states := []TrajectoryState{Settling, Solution}
	if s.Kind.paysAll() {
		states = append(states, Stabilisation)
	}
	if in.Trajectory.Kind != DebtHelp || !slices.Contains(states, in.Trajectory.State) {
		return fault.New(fault.FailedPrecondition, "SETTLEMENT_NOT_HERE", "A trajectory that is %s has no settlement of this kind.",
			in.Trajectory.State)
	}
	return nil
}

func (s Settlement) checkDate(d *drafting) {
	switch {
	case s.Date.After(d.Today):
		d.add("date", "DATE_IN_FUTURE", "%s has not come yet.", s.Date)
	case !s.Date.IsZero() && s.Date.Before(d.Trajectory.Report):
		d.add("date", "BEFORE_REPORT", "Help was asked for on %s.", d.Trajectory.Report)
	}
}

// rest has the settlement rest on its calculations: it copies their figures, as everything does that refers to one.
func (s *Settlement) rest(d *drafting) {
	if c := d.Capacity; c != nil {
		s.Basis.Free, s.Basis.Capacity = c.Input.Free, c.Result.Amount
	}
	switch {
	case s.Basis.CalculationID == "" && !s.Kind.paysAll():
		d.add("calculation_id", "CALCULATION_MISSING", "Say on which calculation of the capacity it rests.")
	case d.Capacity == nil:
	case s.Kind.repays() && s.Basis.Capacity == 0:
		d.add("kind", "KIND_CAPACITY", "Nothing can be repaid: that is a settlement without capacity.")
	case s.Kind == WithoutCapacity && s.Basis.Capacity > 0:
		d.add("kind", "KIND_CAPACITY", "%s a month can be repaid.", euros(s.Basis.Capacity))
	}
}

// repay fills the pot with what the client pays in for the months of the norm, without the fees of the date.
func (s *Settlement) repay(d *drafting) {
	switch {
	case d.Monthly != nil && *d.Monthly == 0:
		d.add("monthly_cents", "MONTHLY_MISSING", "Say what is paid in each month.")
	case d.Monthly != nil:
		s.Monthly = *d.Monthly
	default:
		s.Monthly = s.Basis.Capacity
	}
	norm, known := d.Norms.At(SettlementMonths, "", s.Date)
	switch {
	case s.Date.IsZero():
	case !known:
		d.add("date", "NORM_UNKNOWN", "There is no norm %s on %s.", SettlementMonths, s.Date)
	case s.Months == 0:
		s.Months = int(norm.Amount)
	case int64(s.Months) > norm.Amount:
		d.add("months", "MONTHS_TOO_MANY", "A settlement lasts %d months at most.", norm.Amount)
	}
	s.fill(d, d.Limits.FeesOn(s.Date).Of(s.Monthly, s.Months))
	d.potKnown = d.potKnown && s.Monthly > 0 && s.Months > 0
}

// payAll fills the pot with all that is owed, of which nothing is kept: the last month pays what is left.
func (s *Settlement) payAll(d *drafting) {
	total := TotalOf(d.Claims).Total
	if d.Monthly != nil {
		s.Monthly = *d.Monthly
	}
	if s.Monthly == 0 {
		d.add("monthly_cents", "MONTHLY_MISSING", "Say what is paid in each month.")
	}
	if s.Months != 0 {
		d.add("months", "MONTHS_UNEXPECTED", "In how many months all is paid follows from the sum.")
	}
	if s.Extra != 0 {
		d.add("extra_cents", "EXTRA_UNEXPECTED", "Nothing is paid in beside what pays all.")
	}
	needed, _ := Problematic(total, s.Monthly, 0)
	s.Months, s.Extra = int(needed), 0
	// A debt that takes longer is problematic: its creditors are offered what can be repaid.
	if most := d.Limits.On(ProblematicMonths, s.Date); needed > most {
		d.add("monthly_cents", "MONTHS_TOO_MANY", "That takes %d months, and %d at most are arranged.", needed, most)
	}
	s.fill(d, Pot{PaidIn: total, Net: total})
}

// payNothing fills the pot with what there is at once. It is so since no minimum is asked any more: on a date when one was,
// creditors got that.
func (s *Settlement) payNothing(d *drafting) {
	if d.Monthly != nil && *d.Monthly > 0 {
		d.add("monthly_cents", "KIND_CAPACITY", "Nothing can be repaid each month.")
	}
	if s.Months != 0 {
		d.add("months", "MONTHS_UNEXPECTED", "Nothing is paid in each month.")
	}
	if d.Capacity != nil && !s.Date.IsZero() {
		minimum, known := d.Norms.At(MinimumInstalment, d.Capacity.Input.Household, s.Date)
		switch {
		case !known:
			d.add("date", "NORM_UNKNOWN", "There is no norm %s on %s.", MinimumInstalment, s.Date)
		case minimum.Amount > 0:
			d.add("kind", "KIND_NOT_YET", "On %s a minimum was asked, so there was no settlement without capacity.", s.Date)
		}
	}
	s.Monthly, s.Months = 0, 0
	s.fill(d, Pot{})
}

// fill adds to the pot what is paid in at once, of which no fee is kept.
func (s *Settlement) fill(d *drafting, pot Pot) {
	pot.PaidIn, pot.Net = pot.PaidIn+s.Extra, pot.Net+s.Extra
	s.Pot, d.potKnown = pot, pot.PaidIn <= MaxAmount
	if !d.potKnown {
		d.add("monthly_cents", "AMOUNT_TOO_LARGE", "That is more than 21 million euros.")
	}
}

// guard answers that what is paid in each month cuts into the protected earnings, which no plan may (Wgs article 4a(5)).
func (s *Settlement) guard(d *drafting) {
	c := d.Protecting
	if c != nil && (s.Monthly > 0 || s.Basis.ProtectedID != "") {
		s.Basis.ProtectedID, s.Basis.Income, s.Basis.Protected = c.ID, c.Input.Income, c.Result.Amount
	}
	switch {
	case s.Monthly == 0:
	case c == nil && s.Basis.ProtectedID == "":
		d.add("protected_earnings_id", "PROTECTED_EARNINGS_MISSING", "The protected earnings were not calculated yet.")
	case c != nil && CheckInstalment(s.Monthly, s.Basis.Income, s.Basis.Protected) != nil:
		d.add("monthly_cents", "BELOW_PROTECTED_EARNINGS", "This leaves less than the protected earnings: %s a month at most.",
			euros(MostInstalment(s.Basis.Income, s.Basis.Protected)))
	}
}
