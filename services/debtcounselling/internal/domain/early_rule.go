package domain

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// EarlyRuleKind is what a rule of early signals is about.
type EarlyRuleKind string

// The kinds. The first three are of a kind of partner.
const (
	NoBasis      EarlyRuleKind = "no_basis"      // the partner may not tell of arrears
	ArrearsLeast EarlyRuleKind = "arrears_least" // how many days something is in arrears at least
	ArrearsMost  EarlyRuleKind = "arrears_most"  // and at most
	Matching     EarlyRuleKind = "matching"      // how many days signals join a case, from its first one on
	Suspension   EarlyRuleKind = "suspension"    // how many days a partner suspends collection, once help is accepted
)

// EarlyRule is what holds for early signals from a date on.
type EarlyRule struct {
	Kind    EarlyRuleKind
	Partner string // the name of the contract's EarlySignalPartner; empty where it holds for all
	From    civil.Date
	Days    int    // 0 where there is no bound any more
	Source  string // where it was read
}

// EarlyRules are all of them.
type EarlyRules []EarlyRule

// EarlyPartners answers every kind of partner.
func EarlyPartners() []string {
	return []string{
		"energy", "rent", "mortgage", "care", "cak_health_insurance", "water", "student_finance", "tax_administration",
		"cak_own_contribution", "allowances", "other", "municipal_taxes",
	}
}

// Validate answers what is wrong with a rule.
func (r EarlyRule) Validate() error {
	var problems []error
	switch r.Kind {
	case NoBasis, ArrearsLeast, ArrearsMost:
		if !slices.Contains(EarlyPartners(), r.Partner) {
			problems = append(problems, fmt.Errorf("%q is no kind of partner", r.Partner))
		}
	case Matching, Suspension:
		if r.Partner != "" {
			problems = append(problems, fmt.Errorf("%s is not of a kind of partner", r.Kind))
		}
	default:
		problems = append(problems, fmt.Errorf("%q is no kind of rule of early signals", r.Kind))
	}
	if r.Days == 0 && r.Kind != NoBasis && r.Kind != ArrearsMost {
		problems = append(problems, errors.New("days are missing"))
	}
	if r.Source == "" {
		problems = append(problems, errors.New("where it was read is missing"))
	}
	return errors.Join(problems...)
}

// Check answers the kinds of rules that must be there and are not, and the dates on which no number of days fits a covenant.
func (r EarlyRules) Check() error {
	var problems []error
	for _, kind := range []EarlyRuleKind{Matching, Suspension} {
		if !slices.ContainsFunc(r, func(one EarlyRule) bool { return one.Kind == kind }) {
			problems = append(problems, fmt.Errorf("there is no rule for %s", kind))
		}
	}
	for _, one := range r {
		if least, most := r.arrears(one.Partner, one.From); one.Partner != "" && most > 0 && least > most {
			problems = append(problems, fmt.Errorf("on %s arrears of %s are at least %d days and at most %d", one.From, one.Partner,
				least, most))
		}
	}
	return errors.Join(problems...)
}

// on answers the rule that holds on a date: the last one before it.
func (r EarlyRules) on(kind EarlyRuleKind, partner string, date civil.Date) (rule EarlyRule, is bool) {
	for _, one := range r {
		if one.Kind == kind && one.Partner == partner && !one.From.After(date) && (!is || one.From.After(rule.From)) {
			rule, is = one, true
		}
	}
	return rule, is
}

// arrears answers how many days something is in arrears at least and at most; 0 where no rule says.
func (r EarlyRules) arrears(partner string, date civil.Date) (least, most int) {
	low, _ := r.on(ArrearsLeast, partner, date)
	high, _ := r.on(ArrearsMost, partner, date)
	return low.Days, high.Days
}

// MatchingUntil answers the last date on which signals join a case that begins on a date, also where it has ended.
func (r EarlyRules) MatchingUntil(start civil.Date) civil.Date {
	rule, _ := r.on(Matching, "", start)
	return start.AddDays(rule.Days)
}

// SuspendedUntil answers the last date on which a partner suspends collection, where help was accepted on a date.
func (r EarlyRules) SuspendedUntil(accepted civil.Date) civil.Date {
	rule, _ := r.on(Suspension, "", accepted)
	return accepted.AddDays(rule.Days)
}
