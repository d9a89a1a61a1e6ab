package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Payout is money that a creditor of a settlement gets (uitbetaling).
type Payout struct {
	ClaimID   string
	Date      civil.Date
	Amount    int64
	Reference string
}

// Entry answers the entry that records the payout, for a claim that is in a state. Errors: FAILED_PRECONDITION
// (SETTLEMENT_STATE, TRAJECTORY_ENDED), and INVALID_ARGUMENT with every violation.
func (p Payout) Entry(in Moving, claim ClaimState) (Entry, error) {
	if err := in.Settlement.mustRun(in.Trajectory); err != nil {
		return Entry{}, err
	}
	balance := in.Settlement.Balance(in.Ledger)
	broken := append(checkPositive(p.Amount), in.checkDate(p.Date, "PAYOUT_DATE_AHEAD")...)
	broken = append(broken, checkReference(p.Reference)...)
	switch paid, offered := balance.paidFor(p.ClaimID); {
	case !offered:
		broken = append(broken, violation("claim_id", "CLAIM_NOT_OFFERED", "This settlement offers nothing for such a claim."))
	case claim != ClaimOpen:
		broken = append(broken, violation("claim_id", "CLAIM_NOT_OPEN", "The claim has ended."))
	case p.Amount > paid.Left:
		broken = append(broken, violation("amount_cents", "PAYOUT_ABOVE_OFFER", "Of the offer %s is left to pay.", euros(paid.Left)))
	}
	if p.Amount > balance.Held {
		broken = append(broken, violation("amount_cents", "PAYOUT_ABOVE_BALANCE", "There is %s.", euros(balance.Held)))
	}
	e := Entry{Kind: PayoutEntry, Date: p.Date, Subject: p.ClaimID, Postings: Move(Held, CreditorOf(p.ClaimID), p.Amount)}
	return e, fault.Violations(broken)
}
