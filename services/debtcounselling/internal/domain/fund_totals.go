package domain

// FundTotals are what became of what a client owes the fund, in cents. The obligation arises where the agreement is signed, as
// does that the fund will pay as much.
type FundTotals struct {
	Obligation int64 // what is bought off
	Paid       int64 // by the fund
	Repaid     int64 // in money
	Redeemed   int64 // in kind
	Reverted   int64 // of that, what does not count any more
	Waived     int64 // by the fund
	Released   int64 // reserved and not paid, and so not owed
}

// Reserved answers what the fund will pay still.
func (t FundTotals) Reserved() int64 { return t.Obligation - t.Paid - t.Released }

// Owed answers what is to be given back still, in kind or in money.
func (t FundTotals) Owed() int64 {
	return t.Obligation - t.Repaid - t.Redeemed + t.Reverted - t.Waived - t.Released
}

// Repayable answers what may be repaid in money: nobody repays what was not paid, or is not owed.
func (t FundTotals) Repayable() int64 { return min(t.Owed(), t.Paid-t.Repaid) }
