package domain

// BreachRule is what the breach of an agreement with the fund for young people leads to: the names of the contract.
// Municipalities differ: Uithoorn (2025) lets it have no consequence, for the commitment itself is the return; Den Haag (2017)
// undoes the waiver, and did ask the whole amount before.
type BreachRule string

// The rules.
const (
	BreachNone          BreachRule = "none"
	BreachWaiverUndone  BreachRule = "waiver_undone"
	BreachFullAmountDue BreachRule = "full_amount_due"
)

// BreachRules answers every rule.
func BreachRules() []BreachRule {
	return []BreachRule{BreachNone, BreachWaiverUndone, BreachFullAmountDue}
}

// Conclusion is what follows for the money of an agreement from its end, in cents.
type Conclusion struct {
	Released int64 // was reserved and not paid: the fund has it again, and nobody owes it
	Reverted int64 // was redeemed in kind, and does not count any more
	Waived   int64 // by the fund
	Due      int64 // in money
}

// Conclude answers what follows where an agreement is breached under a rule; one that ends otherwise is as under none. What was
// done in return for more than the fund paid redeems nothing: there is nothing to redeem.
func (t FundTotals) Conclude(rule BreachRule) Conclusion {
	left := t.Paid - t.Repaid - t.Redeemed
	c := Conclusion{Released: t.Reserved(), Reverted: max(0, -left)}
	switch rule {
	case BreachWaiverUndone:
		c.Due = max(0, left)
	case BreachFullAmountDue:
		c.Reverted, c.Due = t.Redeemed, t.Paid-t.Repaid
	default:
		c.Waived = max(0, left)
	}
	return c
}

// conclude applies a conclusion.
func (t *FundTotals) conclude(c Conclusion) {
	t.Released += c.Released
	t.Reverted += c.Reverted
	t.Waived += c.Waived
}
