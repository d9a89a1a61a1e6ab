package domain

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
)

// TermUnit is what a term is counted in.
type TermUnit string

// The units.
const (
	Days        TermUnit = "days"
	WorkingDays TermUnit = "working_days"
	Months      TermUnit = "months"
)

// extended is how many days a term lasts at most that is extended where it ends on a free day (Algemene termijnenwet, article
// 4: not terms of more than twelve weeks, nor those in months of more than three).
const extended = 12 * 7

// TermRule is how long a term of a kind lasts that begins on a date or later.
type TermRule struct {
	Kind   TermKind
	Crisis *bool // nil: also
	From   civil.Date
	Amount int
	Unit   TermUnit
	Source string // where it was read
}

// TermRules are all of them.
type TermRules []TermRule

// TermKinds answers every kind of term.
func TermKinds() []TermKind {
	return []TermKind{
		FirstConversationTerm, DecisionTerm, BalanceAnswerTerm, MoratoriumTerm, SolutionTerm, SignalContactTerm, RecheckTerm,
		BalanceFetchTerm, ProposalAnswerTerm, FundReviewTerm,
	}
}

// Validate answers what is wrong with a rule.
func (r TermRule) Validate() error {
	var problems []error
	if !slices.Contains(TermKinds(), r.Kind) {
		problems = append(problems, fmt.Errorf("%q is no kind of term", r.Kind))
	}
	if !slices.Contains([]TermUnit{Days, WorkingDays, Months}, r.Unit) {
		problems = append(problems, fmt.Errorf("%q is no unit: days, working_days or months", r.Unit))
	}
	if r.Source == "" {
		problems = append(problems, errors.New("where it was read is missing"))
	}
	return errors.Join(problems...)
}

// Check answers the kinds that have no rule at all.
func (r TermRules) Check() error {
	var problems []error
	for _, kind := range TermKinds() {
		for _, crisis := range []bool{false, true} {
			if !slices.ContainsFunc(r, func(one TermRule) bool { return one.is(kind, crisis) }) {
				problems = append(problems, fmt.Errorf("there is no term for %s, crisis: %t", kind, crisis))
			}
		}
	}
	return errors.Join(problems...)
}

// Due answers the last date on which what has to happen is in time, where the term begins on a date: by the rule that held on
// it. Ok is false where no rule held then.
func (r TermRules) Due(kind TermKind, crisis bool, start civil.Date, days workday.Calendar) (due civil.Date, ok bool) {
	var rule TermRule
	for _, one := range r {
		if one.is(kind, crisis) && !one.From.After(start) && (!ok || one.From.After(rule.From)) {
			rule, ok = one, true
		}
	}
	if !ok {
		return due, false
	}
	switch rule.Unit {
	case WorkingDays:
		return days.Add(start, rule.Amount), true
	case Months:
		due = start.AddMonths(rule.Amount)
	default:
		due = start.AddDays(rule.Amount)
	}
	if start.DaysUntil(due) <= extended {
		due = days.Extend(due)
	}
	return due, true
}

func (r TermRule) is(kind TermKind, crisis bool) bool {
	return r.Kind == kind && (r.Crisis == nil || *r.Crisis == crisis)
}
