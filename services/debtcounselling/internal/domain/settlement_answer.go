package domain

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
)

// Answering is what a creditor answered to offers.
type Answering struct {
	ClaimIDs []string
	Outcome  OfferOutcome
	Reason   string // the name of the contract's OfferRefusal
	Date     civil.Date
	Recorder string
	Now      time.Time
}

// Answer applies an answer to the settlement, and answers what it says of each claim. Where it is the last one that was waited
// for, it also answers the step that follows from all of them. Errors: FAILED_PRECONDITION (SETTLEMENT_NOT_ASKED), and
// INVALID_ARGUMENT with every violation.
func (s *Settlement) Answer(a Answering, today civil.Date) ([]OfferAnswer, *SettlementTransition, error) {
	if !s.Life.State.asks() {
		return nil, nil, fault.New(fault.FailedPrecondition, "SETTLEMENT_NOT_ASKED", "The settlement is %s: nobody is asked.",
			s.Life.State)
	}
	broken := append(s.checkAnswer(a, today), s.checkAnswered(a)...)
	if err := fault.At("answer", fault.Violations(broken)); err != nil {
		return nil, nil, err
	}
	var answers []OfferAnswer
	for i := range s.Offers {
		o := &s.Offers[i]
		if !slices.Contains(a.ClaimIDs, o.ClaimID) {
			continue
		}
		o.Round, o.Outcome, o.Reason, o.Answered = s.Life.Round, a.Outcome, a.Reason, a.Date
		answers = append(answers, OfferAnswer{
			SettlementID: s.ID, ClaimID: o.ClaimID, Round: o.Round, Outcome: o.Outcome, Reason: o.Reason, Date: o.Answered,
			Recorder: a.Recorder, Created: a.Now,
		})
	}
	if slices.ContainsFunc(s.Offers, s.awaits) {
		s.Version, s.Updated = s.Version+1, a.Now
		return answers, nil, nil
	}
	step := s.conclude(a)
	return answers, &step, nil
}

// awaits says that the answer to an offer is waited for: it was asked this time, and has not come.
func (s Settlement) awaits(o Offer) bool { return o.Outcome != OfferAccepted && o.Round < s.Life.Round }

// conclude takes the settlement where all answers lead, on the date of the last of them.
func (s *Settlement) conclude(a Answering) SettlementTransition {
	step := SettlementTransition{To: SettlementAccepted, Date: s.Life.Since, Recorder: a.Recorder, Created: a.Now}
	for _, o := range s.Offers {
		if o.Outcome != OfferAccepted {
			step.To = SettlementPartlyRefused
		}
		if o.Round == s.Life.Round && o.Answered.After(step.Date) {
			step.Date = o.Answered
		}
	}
	s.come(&step, civil.Date{})
	return step
}

func (s Settlement) checkAnswer(a Answering, today civil.Date) (broken []fault.Field) {
	switch {
	case a.Date.After(today):
		broken = append(broken, violation("date", "DATE_IN_FUTURE", "%s has not come yet.", a.Date))
	case !a.Date.IsZero() && a.Date.Before(s.Life.Since):
		broken = append(broken, violation("date", "BEFORE_PROPOSAL", "It was asked on %s.", s.Life.Since))
	}
	switch {
	case a.Outcome == OfferRefused && a.Reason == "":
		broken = append(broken, violation("reason", "REASON_MISSING", "Say why it was refused."))
	case a.Outcome != OfferRefused && a.Reason != "":
		broken = append(broken, violation("reason", "REASON_UNEXPECTED", "Only a refusal has a reason."))
	}
	return broken
}

func (s Settlement) checkAnswered(a Answering) (broken []fault.Field) {
	if len(a.ClaimIDs) == 0 {
		return []fault.Field{violation("claim_ids", "OFFER_CLAIM_UNKNOWN", "Say of which claims.")}
	}
	for i, id := range a.ClaimIDs {
		path := fmt.Sprintf("claim_ids[%d]", i)
		place := slices.IndexFunc(s.Offers, func(o Offer) bool { return o.ClaimID == id })
		switch {
		case place < 0:
			broken = append(broken, violation(path, "OFFER_CLAIM_UNKNOWN", "This claim has no offer in the settlement."))
		case slices.Contains(a.ClaimIDs[:i], id):
			broken = append(broken, violation(path, "OFFER_TWICE", "Each claim is named once."))
		case s.Offers[place].Round == s.Life.Round:
			broken = append(broken, violation(path, "OFFER_ANSWERED", "It was answered on %s.", s.Offers[place].Answered))
		case !s.awaits(s.Offers[place]):
			broken = append(broken, violation(path, "OFFER_NOT_ASKED", "Who agreed is not asked again."))
		}
	}
	return broken
}
