package domain

import (
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// Agreeing is what an agreement with the fund is checked against.
type Agreeing struct {
	Trajectory Trajectory
	Birth      person.Birth // of the client
	Claims     []Claim      // of the trajectory
	Limits     Limits
	ClaimIDs   []string // those that are to be bought off
}

// CheckHere answers why a trajectory has no agreements. Error: FAILED_PRECONDITION (FUND_NOT_HERE, TRAJECTORY_ENDED).
func (t Trajectory) CheckHere() error {
	switch {
	case t.Kind != YouthFund:
		return fault.New(fault.FailedPrecondition, "FUND_NOT_HERE", "The trajectory is none of the fund for young people.")
	case !t.State.Runs():
		return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", t.End)
	}
	return nil
}

// Check completes an agreement that may change, and answers every rule that it breaks: who it is for, what is agreed, and which
// claims it buys off.
func (a *FundAgreement) Check(in Agreeing) []fault.Field {
	broken := append(a.checkEligible(in), a.checkGoals()...)
	broken = append(broken, a.cover(in)...)
	broken = append(broken, a.checkReturns(in.Limits)...)
	return append(broken, a.checkReviews()...)
}

// checkEligible answers why the fund is not for a client (JPF: 18 to 27 years, residents).
func (a FundAgreement) checkEligible(in Agreeing) []fault.Field {
	broken := within(in.Trajectory, "start_date", a.Start)
	if !slices.Contains(in.Trajectory.ClientIDs, a.ClientID) {
		return append(broken, violation("client_id", "CLIENT_NOT_IN_TRAJECTORY", "This is no client of the trajectory."))
	}
	if a.Residence == "elsewhere" {
		broken = append(broken, violation("residence", "RESIDENCE_OUTSIDE", "The fund is for who lives in the municipality."))
	}
	return append(broken, checkAge(in.Birth, a.Start, in.Limits)...)
}

func checkAge(birth person.Birth, start civil.Date, limits Limits) []fault.Field {
	if birth.Date.IsZero() {
		return []fault.Field{violation("client_id", "BIRTH_DATE_MISSING", "The birth date of the client is needed to know the age.")}
	}
	least, most := limits.On(FundAgeLeast, start), limits.On(FundAgeMost, start)
	if age := int64(person.AgeOn(birth.Date, start)); !start.IsZero() && (age < least || age > most) {
		return []fault.Field{violation("start_date", "AGE_OUTSIDE", "The fund is for who is %d to %d years old then.", least, most)}
	}
	return nil
}

func (a FundAgreement) checkGoals() (broken []fault.Field) {
	if len(a.Goals) == 0 {
		return []fault.Field{violation("goals", "GOALS_MISSING", "Say what the client is going for.")}
	}
	for i, goal := range a.Goals {
		if !person.IsText(goal) {
			broken = append(broken, violation(fmt.Sprintf("goals[%d]", i), "TEXT_INVALID",
				"There are no line breaks or other control characters in it."))
		}
	}
	return broken
}

// cover gives the agreement all open claims of the client as they are, and answers which of those it wants cannot be bought off.
func (a *FundAgreement) cover(in Agreeing) (broken []fault.Field) {
	wanted, own := map[string]bool{}, map[string]Claim{}
	for _, c := range in.Claims {
		if c.ClientID == a.ClientID {
			own[c.ID] = c
		}
	}
	for i, id := range in.ClaimIDs {
		path := fmt.Sprintf("claim_ids[%d]", i)
		claim, is := own[id]
		switch {
		case wanted[id]:
			broken = append(broken, violation(path, "CLAIM_TWICE", "Each claim is named once."))
		case !is:
			broken = append(broken, violation(path, "CLAIM_UNKNOWN", "The client has no claim with this id in the trajectory."))
		case claim.State != ClaimOpen:
			broken = append(broken, violation(path, "CLAIM_NOT_OPEN", "The claim is %s since %s.", claim.State, claim.End))
		case claim.Exclusion != "":
			broken = append(broken, violation(path, "CLAIM_EXCLUDED", "Such a claim is not bought off."))
		}
		wanted[id] = true
	}
	a.Claims = nil
	for _, c := range in.Claims {
		if c.ClientID == a.ClientID && c.State == ClaimOpen {
			a.Claims = append(a.Claims, CoveredClaim{
				ClaimID: c.ID, Included: wanted[c.ID] && c.Exclusion == "", Exclusion: c.Exclusion, Amount: c.Amount,
			})
		}
	}
	if included, _ := a.Included(); len(broken) == 0 && a.Obligation > included {
		broken = append(broken, violation("buy_off_cents", "BUY_OFF_ABOVE_CLAIMS", "The claims are less together."))
	}
	return broken
}

// checkReturns gives what is agreed in return its value on the start date, and answers what is wrong with it.
func (a *FundAgreement) checkReturns(rates Limits) (broken []fault.Field) {
	var sum int64
	for i := range a.Returns {
		r := &a.Returns[i]
		for _, f := range r.check() {
			f.Path = fmt.Sprintf("planned_returns[%d].%s", i, f.Path)
			broken = append(broken, f)
		}
		r.Value = r.worth(rates, a.Start)
		sum += r.Value
	}
	if sum > a.Obligation {
		broken = append(broken, aboveObligation("planned_returns"))
	}
	return broken
}

func (a FundAgreement) checkReviews() (broken []fault.Field) {
	seen := map[civil.Date]bool{}
	for i, date := range a.Reviews {
		path := fmt.Sprintf("reviews[%d]", i)
		switch {
		case date.IsZero(): // it does not exist, which was told
		case date.Before(a.Start):
			broken = append(broken, violation(path, "REVIEW_BEFORE_START", "What is agreed begins on %s.", a.Start))
		case seen[date]:
			broken = append(broken, violation(path, "REVIEW_TWICE", "Each date is named once."))
		}
		seen[date] = true
	}
	return broken
}
