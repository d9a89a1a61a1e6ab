package domain

import "github.com/deschoor/meedoen/platform/fault"

// IncomeGroup is which rule of the protected earnings (beslagvrije voet) an income falls under: the names of the contract.
type IncomeGroup string

// The groups.
const (
	LowIncome    IncomeGroup = "low"    // up to the norm of social assistance (bijstandsnorm)
	MiddleIncome IncomeGroup = "middle" // between the two
	HighIncome   IncomeGroup = "high"   // the maximum is protected
)

// protected answers the part of a month's income that no creditor may take (Rv article 475da, since 2021). Of a low income it
// is a share, rounded up to a cent in favour of who has debts; of a high one the maximum for the household. Between them it is
// what the central calculator says: its formula is not done over here. What the calculator said holds in every group.
func (c *Calculation) protected(r *reckoning) {
	in := c.Input
	switch {
	case in.Outcome != nil:
		c.Result.Amount = in.Outcome.Amount
	case in.IncomeGroup == LowIncome:
		c.Result.Amount = (in.Income*r.norm(ProtectedShare, in.Household) + 99) / 100
	case in.IncomeGroup == HighIncome:
		c.Result.Amount = r.norm(MaximumProtected, in.Household)
	default:
		r.broken = append(r.broken, violation("protected_earnings.outcome", "BVV_NOT_COMPUTABLE",
			"Of an income in the middle group the central calculator says what is protected: record its outcome."))
	}
	c.Result.Available = MostInstalment(in.Income, c.Result.Amount)
}

// MostInstalment answers the largest instalment that leaves the protected earnings whole.
func MostInstalment(income, protected int64) int64 { return max(0, income-protected) }

// CheckInstalment answers that a planned instalment cuts into the protected earnings, which no plan may (Wgs article 4a(5)).
// Error: FAILED_PRECONDITION (INSTALMENT_BELOW_PROTECTED) with the most that is possible.
func CheckInstalment(instalment, income, protected int64) error {
	most := MostInstalment(income, protected)
	if instalment <= most {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "INSTALMENT_BELOW_PROTECTED",
		"This instalment leaves less than the protected earnings: %s a month at most.", euros(most)).
		With("most_cents", fmtCents(most))
}
