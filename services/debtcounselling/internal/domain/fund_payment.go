package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// FundPayment is what the fund pays to buy a claim off, or what a client repays.
type FundPayment struct {
	ClaimID string // of a payout
	Date    civil.Date
	Amount  int64
}

// Pay notes that the fund bought a claim off. Errors: FAILED_PRECONDITION (AGREEMENT_NOT_RUNNING), and INVALID_ARGUMENT with
// every violation.
func (a *FundAgreement) Pay(p FundPayment, today civil.Date, now time.Time) error {
	if err := a.mustBe(AgreementRunning); err != nil {
		return err
	}
	broken := a.checkPaid(p, today)
	if !slices.Contains(a.ClaimIDs(), p.ClaimID) {
		broken = append(broken, violation("claim_id", "CLAIM_NOT_COVERED", "The agreement does not buy this claim off."))
	}
	if p.Amount > a.Reserved() {
		broken = append(broken, violation("amount_cents", "PAYOUT_ABOVE_RESERVED", "There is less reserved."))
	}
	if err := fault.At("fund_payout", fault.Violations(broken)); err != nil {
		return err
	}
	a.Paid += p.Amount
	a.touch(now)
	return nil
}

// Repay notes that a client repaid in money. Errors: as Pay.
func (a *FundAgreement) Repay(p FundPayment, today civil.Date, now time.Time) error {
	if err := a.mustBe(AgreementRunning, AgreementBreached); err != nil {
		return err
	}
	broken := a.checkPaid(p, today)
	if p.Amount > a.Repayable() {
		broken = append(broken, violation("amount_cents", "REPAYMENT_ABOVE_OWED", "There is less to repay."))
	}
	if err := fault.At("fund_repayment", fault.Violations(broken)); err != nil {
		return err
	}
	a.Repaid += p.Amount
	a.touch(now)
	return nil
}

func (a FundAgreement) checkPaid(p FundPayment, today civil.Date) []fault.Field {
	switch {
	case p.Date.After(today):
		return []fault.Field{violation("date", "DATE_IN_FUTURE", "%s has not come yet.", p.Date)}
	case !p.Date.IsZero() && p.Date.Before(a.Signed):
		return []fault.Field{violation("date", "BEFORE_SIGNATURE", "It was signed on %s.", a.Signed)}
	}
	return nil
}

// Undo notes that what moved under the agreement did not. What is concluded stays: what was due followed from it. Errors:
// FAILED_PRECONDITION (AGREEMENT_NOT_RUNNING, PAYOUT_REPAID).
func (a *FundAgreement) Undo(kind EntryKind, cents int64, now time.Time) error {
	may := []FundAgreementState{AgreementRunning}
	if kind == FundRepayment {
		may = append(may, AgreementBreached)
	}
	if err := a.mustBe(may...); err != nil {
		return err
	}
	switch kind {
	case FundPayout:
		if a.Paid-cents < a.Repaid {
			return fault.New(fault.FailedPrecondition, "PAYOUT_REPAID", "More of it was repaid than would be left.")
		}
		a.Paid -= cents
	case FundRepayment:
		a.Repaid -= cents
	case FundReturned:
		a.Redeemed -= cents
	}
	a.touch(now)
	return nil
}

func (a *FundAgreement) touch(now time.Time) { a.Version, a.Updated = a.Version+1, now }
