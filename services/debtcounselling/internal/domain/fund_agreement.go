package domain

import (
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/lifecycle"
)

// FundAgreementState is how far an agreement with the fund for young people has come: the names of the contract.
type FundAgreementState string

// The states.
const (
	AgreementDraft     FundAgreementState = "draft"
	AgreementSigned    FundAgreementState = "signed"
	AgreementRunning   FundAgreementState = "running"
	AgreementFulfilled FundAgreementState = "fulfilled"
	AgreementBreached  FundAgreementState = "breached"
	AgreementEnded     FundAgreementState = "ended"
)

func fundAgreementLife() lifecycle.States[FundAgreementState] {
	return lifecycle.States[FundAgreementState]{
		AgreementDraft:   {AgreementSigned, AgreementEnded},
		AgreementSigned:  {AgreementRunning, AgreementEnded},
		AgreementRunning: {AgreementFulfilled, AgreementBreached, AgreementEnded},
	}
}

// Next answers the states that can follow.
func (s FundAgreementState) Next() []FundAgreementState { return fundAgreementLife()[s] }

// Concluded says that nothing follows.
func (s FundAgreementState) Concluded() bool { return len(s.Next()) == 0 }

// FundAgreement is what the fund for young people and a client agree (JPF-contract): the fund buys claims off, and what it pays
// is given back in kind or in money. Amounts are in cents.
type FundAgreement struct {
	ID           string
	TrajectoryID string
	ClientID     string
	Start        civil.Date // of what is agreed: the age counts on it
	Residence    string     // the name of the contract's FundResidence
	Motive       string     // the name of the contract's FundMotive
	Referrer     string     // the name of the contract's FundReferrer
	Goals        []string   // none once the client was erased
	Returns      []PlannedReturn
	Reviews      []civil.Date // empty: as policy says
	Claims       []CoveredClaim
	FundTotals
	State      FundAgreementState
	StateDate  civil.Date
	Signed     civil.Date // zero before
	BreachRule BreachRule // empty before it is signed
	Recorder   string
	Version    int64
	Created    time.Time
	Updated    time.Time
}

// PlannedReturn is what is agreed to be given in return.
type PlannedReturn struct {
	Effort
	Value int64 // on the start date
}

// CoveredClaim is a claim of the client as an agreement has it.
type CoveredClaim struct {
	ClaimID   string
	Included  bool   // it is bought off
	Exclusion string // the name of the contract's ClaimExclusion: why it cannot be; empty where it can
	Amount    int64  // what it was owed when the agreement was changed or signed
}

// Included answers what the claims amount to that are bought off, and those that are left out.
func (a FundAgreement) Included() (included, excluded int64) {
	for _, c := range a.Claims {
		if c.Included {
			included += c.Amount
		} else {
			excluded += c.Amount
		}
	}
	return included, excluded
}

// Share answers which part of the claims the fund pays, in hundredths of a percent, rounded down: never more than is paid.
func (a FundAgreement) Share() int64 {
	included, _ := a.Included()
	if included == 0 {
		return 0
	}
	return a.Obligation * 100_00 / included
}

// ClaimIDs answers the claims that are bought off.
func (a FundAgreement) ClaimIDs() (ids []string) {
	for _, c := range a.Claims {
		if c.Included {
			ids = append(ids, c.ClaimID)
		}
	}
	return ids
}

// Owed answers what is to be given back to the fund still: nothing before it is signed.
func (a FundAgreement) Owed() int64 {
	if a.Signed.IsZero() {
		return 0
	}
	return a.FundTotals.Owed()
}

// MustBeDraft answers that an agreement cannot change any more. Error: FAILED_PRECONDITION (AGREEMENT_NOT_DRAFT).
func (a FundAgreement) MustBeDraft() error {
	if a.State == AgreementDraft {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "AGREEMENT_NOT_DRAFT", "The agreement is %s since %s.", a.State, a.StateDate)
}

// mustBe answers that an agreement is in none of states. Error: FAILED_PRECONDITION (AGREEMENT_NOT_RUNNING).
func (a FundAgreement) mustBe(states ...FundAgreementState) error {
	if slices.Contains(states, a.State) {
		return nil
	}
	return fault.New(fault.FailedPrecondition, "AGREEMENT_NOT_RUNNING", "The agreement is %s.", a.State)
}
