package domain

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// BalanceRequestState is what became of a balance request: the names of the contract.
type BalanceRequestState string

// The states.
const (
	BalanceAsked    BalanceRequestState = "sent"
	BalanceAnswered BalanceRequestState = "answered"
	BalanceRefused  BalanceRequestState = "no_cooperation"
)

// BalanceRequest is that a creditor was asked what is owed (saldoverzoek).
type BalanceRequest struct {
	ID            string
	TrajectoryID  string
	ClaimIDs      []string
	CreditorID    string // who was asked; empty where it is a person
	Date          civil.Date
	Due           civil.Date // the last date on which the answer is in time; zero where no term held
	Fetch         civil.Date // after which a message that was not fetched is deleted; zero where no term held
	State         BalanceRequestState
	Answered      civil.Date // zero while it was not
	Agrees        bool       // beforehand with what will be offered
	NoCooperation string     // the name of the contract's NoCooperation
	Recorder      string
	Version       int64
	Created       time.Time
	Updated       time.Time
}

// recipient answers who is asked about the claim: who collects it, or the creditor; empty where it is a person.
func (c Claim) recipient() string {
	if c.AgencyID != "" {
		return c.AgencyID
	}
	return c.CreditorID
}

// Check completes a request that is new and answers every rule it breaks. Claims are those of the trajectory.
func (r *BalanceRequest) Check(claims map[string]Claim, today civil.Date) (broken []fault.Field) {
	if r.Date.After(today) {
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", r.Date))
	}
	if len(r.ClaimIDs) == 0 {
		return append(broken, violation("claim_ids", "CLAIM_UNKNOWN", "Say of which claims."))
	}
	r.CreditorID = claims[r.ClaimIDs[0]].recipient()
	for i, id := range r.ClaimIDs {
		path := fmt.Sprintf("claim_ids[%d]", i)
		c, is := claims[id]
		switch {
		case !is:
			broken = append(broken, violation(path, "CLAIM_UNKNOWN", "There is no such claim in the trajectory."))
		case slices.Contains(r.ClaimIDs[:i], id):
			broken = append(broken, violation(path, "CLAIM_TWICE", "Each claim is named once."))
		case c.State != ClaimOpen:
			broken = append(broken, violation(path, "CLAIM_NOT_OPEN", "The claim is %s since %s.", c.State, c.End))
		case i > 0 && (c.recipient() != r.CreditorID || r.CreditorID == ""):
			broken = append(broken, violation(path, "CREDITORS_SEVERAL", "The claims of one request go to one creditor."))
		}
	}
	return broken
}

// BalanceAnswer is what a creditor answered.
type BalanceAnswer struct {
	Date          civil.Date
	Balances      []ClaimBalance
	Agrees        bool
	NoCooperation string
	Now           time.Time
}

// MaySend answers why a request in a trajectory is not to be sent (again). That somebody is helped is told while it is so
// (Besluit gemeentelijke schuldhulpverlening, article 17(1)). Error: FAILED_PRECONDITION (BALANCE_REQUEST_ANSWERED,
// TRAJECTORY_ENDED).
func (r BalanceRequest) MaySend(t Trajectory) error {
	switch {
	case r.State != BalanceAsked:
		return fault.New(fault.FailedPrecondition, "BALANCE_REQUEST_ANSWERED", "It was answered on %s.", r.Answered)
	case !t.State.Runs():
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", t.End)
	}
	return nil
}

// Answer applies an answer to the request and answers the claims it changes. Claims are those that were asked. Errors:
// FAILED_PRECONDITION (BALANCE_REQUEST_ANSWERED), and INVALID_ARGUMENT with every violation.
func (r *BalanceRequest) Answer(a BalanceAnswer, claims map[string]Claim, today civil.Date) ([]Claim, error) {
	if r.State != BalanceAsked {
		return nil, fault.New(fault.FailedPrecondition, "BALANCE_REQUEST_ANSWERED", "It was answered on %s.", r.Answered)
	}
	broken := append(r.checkAnswer(a, today), r.checkBalances(a, claims, today)...)
	if err := fault.At("answer", fault.Violations(broken)); err != nil {
		return nil, err
	}
	r.State, r.Answered, r.Agrees, r.NoCooperation = BalanceAnswered, a.Date, a.Agrees, a.NoCooperation
	if a.NoCooperation != "" {
		r.State = BalanceRefused
	}
	r.Version, r.Updated = r.Version+1, a.Now
	var changed []Claim
	for _, b := range a.Balances {
		c := claims[b.ClaimID]
		c.Amount, c.Balance, c.Version, c.Updated = b.Amount, b.Date, c.Version+1, a.Now
		changed = append(changed, c)
	}
	return changed, nil
}

func (r BalanceRequest) checkAnswer(a BalanceAnswer, today civil.Date) (broken []fault.Field) {
	switch {
	case a.Date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", a.Date))
	case !a.Date.IsZero() && a.Date.Before(r.Date):
		broken = append(broken, violation("date", "BEFORE_REQUEST", "It was asked on %s.", r.Date))
	}
	if a.NoCooperation != "" && (a.Agrees || len(a.Balances) > 0) {
		broken = append(broken, violation("no_cooperation", "ANSWER_CONTRADICTS",
			"Who does not co-operate tells no balance and does not agree."))
	}
	return broken
}

// checkBalances answers what is wrong with the balances: each claim that is open has one.
func (r BalanceRequest) checkBalances(a BalanceAnswer, claims map[string]Claim, today civil.Date) (broken []fault.Field) {
	told := map[string]bool{}
	for i, b := range a.Balances {
		path, c := fmt.Sprintf("balances[%d]", i), claims[b.ClaimID]
		switch {
		case !slices.Contains(r.ClaimIDs, b.ClaimID):
			broken = append(broken, violation(path+".claim_id", "CLAIM_NOT_ASKED", "This claim was not asked of."))
		case told[b.ClaimID]:
			broken = append(broken, violation(path+".claim_id", "CLAIM_TWICE", "Each claim is named once."))
		case c.State != ClaimOpen:
			broken = append(broken, violation(path+".claim_id", "CLAIM_NOT_OPEN", "The claim is %s since %s.", c.State, c.End))
		}
		for _, f := range c.checkDate(b.Date, today) {
			f.Path = path + "." + f.Path
			broken = append(broken, f)
		}
		told[b.ClaimID] = true
	}
	for _, id := range r.ClaimIDs {
		if a.NoCooperation == "" && claims[id].State == ClaimOpen && !told[id] {
			broken = append(broken, violation("balances", "BALANCE_MISSING", "The balance of claim %d is missing.", claims[id].Number))
		}
	}
	return broken
}
