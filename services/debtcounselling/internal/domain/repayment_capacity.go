package domain

// RepaymentCapacity answers what can be repaid a month (afloscapaciteit), never less than nothing: the income above the amount
// that is left free (vtlb). A minimum above 0 is the rule of before 1 July 2024: it was asked where the income above the vtlb was
// less, as far as the protected earnings allowed.
func RepaymentCapacity(income, free, protected, minimum int64) int64 {
	return max(0, income-free, min(minimum, income-protected))
}

// capacity answers what can be repaid, and what is offered to creditors of it. Nothing is rounded: every figure is whole cents.
func (c *Calculation) capacity(r *reckoning) {
	in := c.Input
	minimum := r.norm(MinimumInstalment, in.Household)
	months := r.norm(SettlementMonths, in.Household)
	known := in.ProtectedID != ""
	if minimum > in.Income-in.Free && !known && minimum > 0 {
		r.broken = append(r.broken, violation("capacity.protected_earnings_id", "PROTECTED_EARNINGS_MISSING",
			"On this date a minimum was asked as far as the protected earnings allowed: say which calculation of them holds."))
	}
	c.Result.Amount = RepaymentCapacity(in.Income, in.Free, in.Protected, minimum)
	if most := MostInstalment(in.Income, in.Protected); known && c.Result.Amount > most {
		r.broken = append(r.broken, violation("capacity.protected_earnings_id", "INSTALMENT_BELOW_PROTECTED",
			"To repay this leaves less than the protected earnings: %s a month at most.", euros(most)))
	}
	c.Result.Offer = c.Result.Amount * months
	if in.Debt > 0 {
		within := r.norm(ProblematicWithin, in.Household)
		c.Result.MonthsNeeded, c.Result.Problematic = Problematic(in.Debt, c.Result.Amount, within)
	}
}
