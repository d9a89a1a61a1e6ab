package domain

import (
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// RetentionRule is for how long a record type is kept, by the policy that holds from a date on.
type RetentionRule struct {
	Type   RecordType
	From   civil.Date
	Months int
	Source string // where it was read
}

// RetentionPolicy is all rules there were. Those that another replaced stay known.
type RetentionPolicy []RetentionRule

// Validate answers what is wrong with a rule.
func (r RetentionRule) Validate() error {
	var problems []error
	if !slices.Contains(RecordTypes(), r.Type) {
		problems = append(problems, fmt.Errorf("%q is no record type", r.Type))
	}
	if r.Months < 1 {
		problems = append(problems, fmt.Errorf("a term is 1 month or more, not %d", r.Months))
	}
	if r.Source == "" {
		problems = append(problems, errors.New("where it was read is missing"))
	}
	return errors.Join(problems...)
}

// Check answers the record types that have no rule at all, and those with two from the same date.
func (p RetentionPolicy) Check() error {
	var problems []error
	type begin struct {
		of   RecordType
		from civil.Date
	}
	seen := map[begin]bool{}
	for _, rule := range p {
		at := begin{rule.Type, rule.From}
		if seen[at] {
			problems = append(problems, fmt.Errorf("there are two rules for %s from %s", rule.Type, rule.From))
		}
		seen[at] = true
	}
	for _, t := range RecordTypes() {
		if !slices.ContainsFunc(p, func(rule RetentionRule) bool { return rule.Type == t }) {
			problems = append(problems, fmt.Errorf("there is no rule for %s", t))
		}
	}
	return errors.Join(problems...)
}

// On answers the terms that hold on a date. A record type that no rule held for yet is not among them, and is kept.
func (p RetentionPolicy) On(date civil.Date) RetentionTerms {
	terms, from := RetentionTerms{}, map[RecordType]civil.Date{}
	for _, rule := range p {
		if earlier, is := from[rule.Type]; !rule.From.After(date) && (!is || rule.From.After(earlier)) {
			terms[rule.Type], from[rule.Type] = rule.Months, rule.From
		}
	}
	return terms
}

// RetentionTerms are terms in months, by record type.
type RetentionTerms map[RecordType]int

// Last answers the last date on which a term may have begun that has passed on a date. Ok is false where there is no term.
func (t RetentionTerms) Last(of RecordType, date civil.Date) (last civil.Date, ok bool) {
	months, ok := t[of]
	if !ok {
		return last, false
	}
	// The last days of a long month lead to the last of a short one, so the day itself may not be the last that does.
	last = date.AddMonths(-months)
	for next := last.AddDays(1); !next.AddMonths(months).After(date); next = last.AddDays(1) {
		last = next
	}
	return last, true
}
