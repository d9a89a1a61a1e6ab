package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// ClaimRank is whose claim goes first: the names of the contract.
type ClaimRank string

// The ranks.
const (
	Preferent  ClaimRank = "preferent"
	Concurrent ClaimRank = "concurrent"
)

// ClaimState is what became of a claim: the names of the contract.
type ClaimState string

// The states.
const (
	ClaimOpen      ClaimState = "open"
	ClaimSettled   ClaimState = "settled"
	ClaimWaived    ClaimState = "waived"
	ClaimWithdrawn ClaimState = "withdrawn"
)

func claimStates() lifecycle.States[ClaimState] {
	return lifecycle.States[ClaimState]{ClaimOpen: {ClaimSettled, ClaimWaived, ClaimWithdrawn}}
}

// PrivateCreditor is a person to whom money is owed.
type PrivateCreditor struct{ Name, IBAN, Postcode string }

// Claim is what somebody is owed by a client (vordering). Amounts are in cents.
type Claim struct {
	ID           string
	TrajectoryID string
	Number       int // its place in the trajectory, from 1
	ClientID     string
	CreditorID   string           // empty where a person is owed
	Private      *PrivateCreditor // nil where an organisation is owed, and once the client was erased
	Kind         DebtKind
	Rank         ClaimRank
	Original     int64 // what was owed at first; 0 where it is not known
	Amount       int64 // what was owed on the date of the balance
	Balance      civil.Date
	AgencyID     string // who collects it; empty: the creditor
	Reference    string
	Business     bool
	Contested    civil.Date // since when the client contests it; zero: not
	Exclusion    string     // the name of the contract's ClaimExclusion; empty: it is not left out
	State        ClaimState
	End          civil.Date // zero while it is open
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Counts says whether the claim is part of what is owed: it is open and not left out.
func (c Claim) Counts() bool { return c.State == ClaimOpen && c.Exclusion == "" }

// mustBeOpen answers that the claim ended. Error: FAILED_PRECONDITION (CLAIM_NOT_OPEN).
func (c Claim) mustBeOpen() error {
	if c.State == ClaimOpen {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "CLAIM_NOT_OPEN", "The claim is %s since %s.", c.State, c.End)
}

// ClaimBalance is what was owed on a date (saldo). Balances are never changed.
type ClaimBalance struct {
	ID       string
	ClaimID  string
	Amount   int64
	Date     civil.Date
	Recorder string
	Created  time.Time
}

// Note makes a balance that of the claim. Errors: FAILED_PRECONDITION (CLAIM_NOT_OPEN), and INVALID_ARGUMENT with every
// violation.
func (c *Claim) Note(b ClaimBalance, today civil.Date) error {
	if err := c.mustBeOpen(); err != nil {
		return err
	}
	if err := fault.At("balance", fault.Violations(c.checkDate(b.Date, today))); err != nil {
		return err
	}
	c.Amount, c.Balance, c.Version, c.Updated = b.Amount, b.Date, c.Version+1, b.Created
	return nil
}

// Finish ends the claim. Errors: FAILED_PRECONDITION (TRANSITION_NOT_ALLOWED), and INVALID_ARGUMENT with every violation.
func (c *Claim) Finish(to ClaimState, on, today civil.Date, now time.Time) error {
	if err := claimStates().Check("claim", c.State, to); err != nil {
		return err
	}
	if err := fault.Violations(c.checkDate(on, today)); err != nil {
		return err
	}
	c.State, c.End, c.Version, c.Updated = to, on, c.Version+1, now
	return nil
}

func (c Claim) checkDate(on, today civil.Date) []fault.Field {
	switch {
	case on.After(today):
		return []fault.Field{violation("date", "DATE_IN_FUTURE", "%s has not come yet.", on)}
	case !on.IsZero() && on.Before(c.Balance):
		return []fault.Field{violation("date", "BEFORE_LAST_BALANCE", "The last balance is that of %s.", c.Balance)}
	}
	return nil
}
