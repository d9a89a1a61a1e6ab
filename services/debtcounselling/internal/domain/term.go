package domain

import (
	"time"

	"github.com/deschoor/meedoen/platform/civil"
)

// TermKind is what has to happen: the names of the contract.
type TermKind string

// The kinds.
const (
	FirstConversationTerm TermKind = "first_conversation"
	DecisionTerm          TermKind = "decision"
	BalanceAnswerTerm     TermKind = "balance_answer"
	MoratoriumTerm        TermKind = "moratorium"
	SolutionTerm          TermKind = "solution"
	SignalContactTerm     TermKind = "signal_contact"
	RecheckTerm           TermKind = "recheck"
	ProposalAnswerTerm    TermKind = "proposal_answer"
	FundReviewTerm        TermKind = "fund_review"   // of an agreement with the fund for young people
	BalanceFetchTerm      TermKind = "balance_fetch" // in which a message is fetched: a date of a balance request, not a row
)

// TermState is what became of a term: the names of the contract.
type TermState string

// The states.
const (
	TermRunning TermState = "running"
	TermMet     TermState = "met"
	TermVoid    TermState = "void"
)

// Term is by when something has to happen (termijn).
type Term struct {
	ID           string
	TrajectoryID string
	Kind         TermKind
	Subject      string // what of the trajectory it is about, such as a balance request; empty where there is one
	Start        civil.Date
	Due          civil.Date // the last date on which it can happen in time
	State        TermState
	Met          civil.Date // when it happened; zero where it did not
	Version      int64
	Created      time.Time
	Updated      time.Time
}

// Overdue says whether what has to happen did not in time.
func (t Term) Overdue(today civil.Date) bool {
	switch t.State {
	case TermRunning:
		return today.After(t.Due)
	case TermMet:
		return t.Met.After(t.Due)
	}
	return false
}

// Meet ends the term with what happened on a date.
func (t *Term) Meet(on civil.Date, now time.Time) {
	t.State, t.Met, t.Version, t.Updated = TermMet, on, t.Version+1, now
}

// Void ends the term without anything having happened: it does not matter any more.
func (t *Term) Void(now time.Time) { t.State, t.Version, t.Updated = TermVoid, t.Version+1, now }

// TermChanges are what a step of a trajectory does to its terms.
type TermChanges struct {
	Begin []TermKind
	Meet  []TermKind
	Void  []TermKind // those of these kinds that still run then
}

// TermsOf answers what a step does to the terms of a trajectory: the first conversation is held where the intake begins, which
// is where the term for the decision begins (Wgs article 4; the application is made during that conversation). What ends voids
// all that runs.
func TermsOf(from, to TrajectoryState) TermChanges {
	switch {
	case to == Exited:
		return TermChanges{Void: []TermKind{
			FirstConversationTerm, DecisionTerm, BalanceAnswerTerm, MoratoriumTerm, SolutionTerm, RecheckTerm, ProposalAnswerTerm,
		}}
	case to == InIntake:
		return TermChanges{Meet: []TermKind{FirstConversationTerm}, Begin: []TermKind{DecisionTerm}}
	case to == Advised:
		return TermChanges{Void: []TermKind{DecisionTerm}}
	case to == Solution:
		return TermChanges{
			Begin: []TermKind{SolutionTerm, RecheckTerm}, Meet: []TermKind{MoratoriumTerm}, Void: []TermKind{BalanceAnswerTerm},
		}
	case from == Solution && to == Aftercare:
		return TermChanges{Meet: []TermKind{SolutionTerm}, Void: []TermKind{RecheckTerm}}
	}
	return TermChanges{}
}
