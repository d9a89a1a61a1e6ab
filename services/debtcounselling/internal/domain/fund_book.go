package domain

import (
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// FundBook is the book of the fund for young people. Accounts are of all agreements together: what became of one stands with it,
// and an entry names it.
const FundBook = "fund"

// The accounts of the fund.
const (
	FundBank      Account = "asset/bank"
	FundOwed      Account = "asset/owed"         // by clients, in kind or in money
	FundReserved  Account = "liability/reserved" // for agreements that were signed
	FundDeposited Account = "result/deposited"
	FundInKind    Account = "result/in-kind" // given back in kind
	FundWaived    Account = "result/waived"
)

// What an entry of the fund records: the names of the contract.
const (
	FundDeposit     EntryKind = "deposit"
	FundReservation EntryKind = "reservation"
	FundPayout      EntryKind = "payout"
	FundRepayment   EntryKind = "repayment"
	FundReturned    EntryKind = "return"
	FundRelease     EntryKind = "release"
	FundRevert      EntryKind = "revert"
	FundWaiver      EntryKind = "waiver"
)

// fundAccounts answers from which account to which money moves. Where an agreement is signed, both sides owe each other: the fund
// reserves, and the client owes what is reserved.
func fundAccounts(kind EntryKind) (from, to Account) {
	switch kind {
	case FundDeposit:
		return FundDeposited, FundBank
	case FundReservation:
		return FundReserved, FundOwed
	case FundPayout:
		return FundBank, FundReserved
	case FundRepayment:
		return FundOwed, FundBank
	case FundReturned:
		return FundOwed, FundInKind
	case FundRelease:
		return FundOwed, FundReserved
	case FundRevert:
		return FundInKind, FundOwed
	case FundWaiver:
		return FundOwed, FundWaived
	}
	return "", ""
}

// FundMove is what moves in the fund.
type FundMove struct {
	Kind  EntryKind
	Cents int64 // 0: nothing moves
}

// Moves answers what a step of an agreement moves in the fund, in the order in which no account is overdrawn.
func (a FundAgreement) Moves(s FundAgreementTransition) (moves []FundMove) {
	all := []FundMove{{FundRevert, s.Reverted}, {FundRelease, s.Released}, {FundWaiver, s.Waived}}
	if s.To == AgreementSigned {
		all = append(all, FundMove{FundReservation, a.Obligation})
	}
	for _, m := range all {
		if m.Cents > 0 {
			moves = append(moves, m)
		}
	}
	return moves
}

// FundAvailable answers what a book of the fund can reserve.
func FundAvailable(l Ledger) int64 { return l.Balance(FundBank) + l.Balance(FundReserved) }

// MoveInFund posts a move to the book of the fund as an entry, which has its id, date, subject, recorder and instant. Errors:
// FAILED_PRECONDITION (FUND_ABOVE_BALANCE) where more would be reserved than there is, and those of Ledger.Post.
func (l *Ledger) MoveInFund(e *Entry, m FundMove) error {
	if m.Kind == FundReservation && m.Cents > FundAvailable(*l) {
		return fundAboveBalance()
	}
	from, to := fundAccounts(m.Kind)
	e.Kind, e.Postings = m.Kind, Move(from, to, m.Cents)
	return l.Post(e)
}

// fundAboveBalance tells not what the fund has: who signs need not be who may know that.
func fundAboveBalance() error {
	return fault.New(fault.FailedPrecondition, "FUND_ABOVE_BALANCE", "The fund has less than this takes.")
}

// UndoInFund posts the entry that undoes another one of the fund. Errors: FAILED_PRECONDITION (FUND_ABOVE_BALANCE) for what is
// reserved, (ENTRY_FOLLOWS) for what follows from a step of an agreement, and those of Entry.Reverse and Ledger.Post.
func (l *Ledger) UndoInFund(wrong Entry, id, recorder string, on civil.Date, now time.Time) (Entry, error) {
	e, err := wrong.Reverse()
	if err != nil {
		return e, err
	}
	switch wrong.Kind {
	case FundDeposit, FundRepayment: // what came in may be reserved since
		if wrong.FundCents() > FundAvailable(*l) {
			return e, fundAboveBalance()
		}
	case FundPayout, FundReturned:
	default:
		return e, fault.New(fault.FailedPrecondition, "ENTRY_FOLLOWS", "This follows from a step of the agreement.")
	}
	e.ID, e.Date, e.Recorder, e.Created = id, on, recorder, now
	return e, l.Post(&e)
}

// FundCents answers how much an entry of the fund moves.
func (e Entry) FundCents() int64 {
	for _, p := range e.Postings {
		if p.Cents > 0 {
			return p.Cents
		}
	}
	return 0
}

// FundSubject answers what an entry of the fund is about: an agreement, and the claim that it bought off where there is one.
func FundSubject(agreementID, claimID string) string {
	if claimID == "" {
		return agreementID
	}
	return agreementID + "/" + claimID
}

// FundSubject answers the agreement and the claim that an entry of the fund is about; empty where there are none.
func (e Entry) FundSubject() (agreementID, claimID string) {
	agreementID, claimID, _ = strings.Cut(e.Subject, "/")
	return agreementID, claimID
}
