package domain

import (
	"slices"
	"strings"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// The accounts of the book of a settlement. What follows the first part of a name is a name of the contract.
const (
	Held           Account = "asset/held"        // what is kept for creditors
	Lent           Account = "liability/loan"    // what is still to be repaid of the loan
	PaidIn         Account = "result/paid_in"    // by the client, in instalments
	PaidExtra      Account = "result/extra"      // by the client, at once
	KeptFee        Account = "result/fee"        // for the settlement
	KeptManagement Account = "result/management" // for the management of money

	creditors Account = "result/creditor/"
)

// CreditorOf answers the account of what was paid for a claim.
func CreditorOf(claimID string) Account { return creditors + Account(claimID) }

// ClaimOf answers the claim that an account is of, where it is of one.
func (a Account) ClaimOf() (claimID string, is bool) {
	return strings.CutPrefix(string(a), string(creditors))
}

// SettlementBook answers the name of the book of a settlement.
func SettlementBook(id string) string { return "settlement/" + id }

// What the entries of a settlement record, beside ReversalEntry: the names of the contract.
const (
	InstalmentEntry EntryKind = "instalment"
	ExtraEntry      EntryKind = "extra"
	LoanEntry       EntryKind = "loan"
	PayoutEntry     EntryKind = "payout"
)

// Moving is what money that moves is checked against: a settlement, its trajectory and book, and the fees of its date.
type Moving struct {
	Today      civil.Date
	Trajectory Trajectory
	Settlement Settlement
	Fees       Fees
	Ledger     Ledger
}

// mustRun answers that the settlement is not being paid in its trajectory. Error: FAILED_PRECONDITION (SETTLEMENT_STATE,
// TRAJECTORY_ENDED).
func (s Settlement) mustRun(in Trajectory) error {
	switch {
	case s.Life.State != SettlementRunning:
		return fault.New(fault.FailedPrecondition, "SETTLEMENT_STATE", "Money moves while a settlement runs; it is %s.", s.Life.State)
	case !in.State.Runs():
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", in.End)
	}
	return nil
}

// lends says that creditors are paid from a loan, which the client repays.
func (k SettlementKind) lends() bool { return k == RestructuringLoan || k == Refinancing }

func (m Moving) checkDate(on civil.Date, ahead string) []fault.Field {
	switch {
	case on.After(m.Today):
		return []fault.Field{violation("date", ahead, "%s has not come yet.", on)}
	case on.Before(m.Settlement.Life.Start):
		return []fault.Field{violation("date", "BEFORE_START", "The settlement began on %s.", m.Settlement.Life.Start)}
	}
	return nil
}

func checkPositive(cents int64) []fault.Field {
	if cents > 0 {
		return nil
	}
	return []fault.Field{violation("amount_cents", "AMOUNT_NOT_POSITIVE", "What moves is above € 0.")}
}

// SettlementBalance is how much money there is of a settlement, where it came from and where it went.
type SettlementBalance struct {
	Held, PaidIn, Extra      int64
	Lent, Loan               int64 // in all, and what is still to be repaid of it
	Fee, Management, PaidOut int64
	Claims                   []ClaimPaid // in the order of the offers
}

// ClaimPaid is what was paid for a claim of what it was offered.
type ClaimPaid struct {
	ClaimID             string
	Offered, Paid, Left int64
}

// Balance answers how much money there is by a book of the settlement.
func (s Settlement) Balance(l Ledger) SettlementBalance {
	b := SettlementBalance{
		Held: l.Balance(Held), PaidIn: -l.Balance(PaidIn), Extra: -l.Balance(PaidExtra), Loan: -l.Balance(Lent),
		Fee: l.Balance(KeptFee), Management: l.Balance(KeptManagement),
	}
	if s.Kind.lends() {
		// Every instalment repays the loan with what is not kept of it.
		b.Lent = b.Loan + b.PaidIn - b.Fee - b.Management
	}
	for _, o := range s.Offers {
		paid := l.Balance(CreditorOf(o.ClaimID))
		b.Claims = append(b.Claims, ClaimPaid{ClaimID: o.ClaimID, Offered: o.Share, Paid: paid, Left: o.Share - paid})
		b.PaidOut += paid
	}
	return b
}

// Settled says that everybody was paid what was offered, and nothing is left: no money that is held, and no loan. So is a book in
// which nothing ever came: the money of that settlement is managed elsewhere, as by a credit bank.
func (b SettlementBalance) Settled() bool {
	if b.PaidIn == 0 && b.Extra == 0 && b.Lent == 0 {
		return true
	}
	return b.Held == 0 && b.Loan == 0 && !slices.ContainsFunc(b.Claims, func(c ClaimPaid) bool { return c.Left > 0 })
}

// paidFor answers what was paid for a claim; is is false where it was offered nothing.
func (b SettlementBalance) paidFor(claimID string) (paid ClaimPaid, is bool) {
	i := slices.IndexFunc(b.Claims, func(c ClaimPaid) bool { return c.ClaimID == claimID })
	if i < 0 {
		return paid, false
	}
	return b.Claims[i], true
}
