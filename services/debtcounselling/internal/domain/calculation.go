package domain

import (
	"cmp"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// CalculationKind is what is calculated: the names of the contract.
type CalculationKind string

// The kinds.
const (
	ProtectedEarnings CalculationKind = "protected_earnings" // beslagvrije voet
	FreeAmount        CalculationKind = "free_amount"        // vrij te laten bedrag (vtlb)
	Capacity          CalculationKind = "capacity"           // afloscapaciteit
)

// Calculation is what was calculated on a date, with all it came from: the same comes of it whenever it is done again, whatever
// norms came later. Calculations are never changed. Amounts are cents a month.
type Calculation struct {
	ID           string
	TrajectoryID string
	Kind         CalculationKind
	Date         civil.Date // whose norms hold
	Input        CalculationInput
	Result       CalculationResult
	Norms        Norms  // those that were used
	NormsVersion string // of all that were known then
	Recorder     string
	Created      time.Time
}

// CalculationInput is what a calculation comes from beside norms; what a kind does not ask is empty.
type CalculationInput struct {
	IncomeGroup IncomeGroup
	Household   Household
	Income      int64              // net, with the holiday allowance
	Outcome     *CalculatorOutcome // of a calculator outside
	FreeID      string             // the calculation of the vtlb that holds
	Free        int64              // what it said
	ProtectedID string             // that of the protected earnings; empty where none is named
	Protected   int64
	Debt        int64 // all debts; 0 where that is not asked
}

// CalculatorOutcome is what a calculator outside said, which is not calculated here.
type CalculatorOutcome struct {
	Calculator string // its name
	Version    string
	Date       civil.Date // when it was used
	Amount     int64
	Components []OutcomeComponent // what it is built of, where that was recorded
}

// OutcomeComponent is a part of what a calculator said. What is taken off is below 0.
type OutcomeComponent struct {
	Kind   string // the name of the contract's ComponentKind
	Amount int64
}

// CalculationResult is what came of a calculation; what a kind does not answer is 0.
type CalculationResult struct {
	Amount       int64 // the protected earnings, the vtlb, or the capacity
	Available    int64 // what of the income is not protected
	Offer        int64 // what is offered to creditors over the whole settlement
	MonthsNeeded int64 // to pay all debts
	Problematic  bool
}

// reckoning is a calculation on its way: what it used, and what is wrong.
type reckoning struct {
	norms  Norms
	on     civil.Date
	used   Norms
	broken []fault.Field
}

// norm answers the amount of the norm that holds. One that is not known is never that of another date.
func (r *reckoning) norm(kind NormKind, household Household) int64 {
	found, known := r.norms.At(kind, household, r.on)
	if !known {
		r.broken = append(r.broken, violation("date", "NORM_UNKNOWN", "There is no norm %s for household %s on %s.", kind,
			household, r.on))
		return 0
	}
	r.used = append(r.used, found)
	return found.Amount
}

// Calculate answers the calculation with its result and the norms it used, or every rule it breaks. Done again with the norms
// that it used, it answers the same.
func (c Calculation) Calculate(norms Norms, today civil.Date) (Calculation, []fault.Field) {
	r := &reckoning{norms: norms, on: c.Date}
	c.Result = CalculationResult{}
	if o := c.Input.Outcome; o != nil {
		r.broken = o.check(c.Kind, today)
	}
	switch c.Kind {
	case ProtectedEarnings:
		c.protected(r)
	case FreeAmount:
		c.Result.Amount = c.Input.Outcome.Amount
	case Capacity:
		c.capacity(r)
	}
	slices.SortFunc(r.used, func(a, b Norm) int { return cmp.Compare(a.Kind, b.Kind) })
	c.Norms = r.used
	return c, r.broken
}

func (o CalculatorOutcome) check(kind CalculationKind, today civil.Date) (broken []fault.Field) {
	path := string(kind) + ".outcome."
	if o.Date.After(today) {
		broken = append(broken, violation(path+"date", "DATE_IN_FUTURE", "%s has not come yet.", o.Date))
	}
	var sum int64
	for _, part := range o.Components {
		sum += part.Amount
	}
	if len(o.Components) > 0 && sum != o.Amount {
		broken = append(broken, violation(path+"components", "COMPONENTS_DO_NOT_ADD_UP", "They add up to %s, not to %s.",
			euros(sum), euros(o.Amount)))
	}
	return broken
}
