package domain

import (
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Receipt is money that came in for a settlement (ontvangst).
type Receipt struct {
	Kind      EntryKind // an instalment, what is paid in at once, or the loan
	Date      civil.Date
	Amount    int64
	Reference string
}

// Entry answers the entry that records the receipt. Errors: FAILED_PRECONDITION (SETTLEMENT_STATE, TRAJECTORY_ENDED), and
// INVALID_ARGUMENT with every violation.
func (r Receipt) Entry(in Moving) (Entry, error) {
	if err := in.Settlement.mustRun(in.Trajectory); err != nil {
		return Entry{}, err
	}
	broken := append(checkPositive(r.Amount), in.checkDate(r.Date, "RECEIPT_DATE_AHEAD")...)
	broken = append(broken, checkReference(r.Reference)...)
	e := Entry{Kind: r.Kind, Date: r.Date}
	switch r.Kind {
	case LoanEntry:
		broken = append(broken, r.checkLoan(in)...)
		e.Postings = Move(Lent, Held, r.Amount)
	case ExtraEntry:
		e.Postings = Move(PaidExtra, Held, r.Amount)
	default:
		broken = append(broken, r.checkInstalment(in)...)
		e.Postings = r.instalment(in)
	}
	return e, fault.Violations(broken)
}

func checkReference(text string) []fault.Field {
	if person.IsText(text) {
		return nil
	}
	return []fault.Field{violation("reference", "TEXT_INVALID", "There are no line breaks or other control characters in it.")}
}

// checkLoan answers what is wrong with a loan: it pays the offers, but for what is paid in at once.
func (r Receipt) checkLoan(in Moving) []fault.Field {
	s := in.Settlement
	if !s.Kind.lends() {
		return []fault.Field{violation("kind", "LOAN_UNEXPECTED", "Creditors of this settlement are not paid from a loan.")}
	}
	if most := max(s.Pot.Net-s.Extra-s.Balance(in.Ledger).Lent, 0); r.Amount > most {
		return []fault.Field{violation("amount_cents", "LOAN_ABOVE_POT", "To pay the offers %s is lent at most.", euros(most))}
	}
	return nil
}

func (r Receipt) checkInstalment(in Moving) []fault.Field {
	s, b := in.Settlement, in.Settlement.Balance(in.Ledger)
	fee, management := in.kept(r)
	switch {
	case s.Monthly == 0:
		return []fault.Field{violation("kind", "INSTALMENT_UNEXPECTED", "In this settlement nothing is paid each month.")}
	case s.Kind.lends() && b.Lent == 0:
		return []fault.Field{violation("kind", "LOAN_MISSING", "The loan comes before what repays it.")}
	case s.Kind.lends() && r.Amount-fee-management > b.Loan:
		return []fault.Field{violation("amount_cents", "REPAYMENT_ABOVE_LOAN", "Of the loan %s is left to repay.", euros(b.Loan))}
	}
	return nil
}

// instalment answers the postings of what the client pays for a month: what is not kept of it is for creditors, or repays the
// loan from which they were paid.
func (r Receipt) instalment(in Moving) []Posting {
	fee, management := in.kept(r)
	to := Held
	if in.Settlement.Kind.lends() {
		to = Lent
	}
	postings := []Posting{{PaidIn, -r.Amount}}
	for _, p := range []Posting{{KeptFee, fee}, {KeptManagement, management}, {to, r.Amount - fee - management}} {
		if p.Cents != 0 {
			postings = append(postings, p)
		}
	}
	return postings
}

// kept answers the fees of an instalment (NVVK code of conduct): the share of all that was paid in, and an amount for each month
// that began, less what was kept before, and no more than was agreed to. The share is rounded down over the whole, so that the
// last instalment brings it to the cent where Fees.Of has it. Of what is paid in at once nothing is kept.
func (m Moving) kept(r Receipt) (fee, management int64) {
	if r.Amount <= 0 {
		return 0, 0
	}
	s, paid := m.Settlement, r.Amount-m.Ledger.Balance(PaidIn)
	fee = min(paid*m.Fees.Share/100_00, s.Pot.Fee) - m.Ledger.Balance(KeptFee)
	fee = min(max(fee, 0), r.Amount)
	months := monthsBegun(s.Life.Start, r.Date, s.Months)
	management = min(months*m.Fees.Management, s.Pot.Management) - m.Ledger.Balance(KeptManagement)
	return fee, min(max(management, 0), r.Amount-fee)
}

// monthsBegun answers how many months began up to a date, so many at most.
func monthsBegun(start, on civil.Date, most int) (n int64) {
	for n < int64(most) && !start.AddMonths(int(n)).After(on) {
		n++
	}
	return n
}
