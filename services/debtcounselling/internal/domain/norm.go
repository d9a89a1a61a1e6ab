package domain

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/deschoor/meedoen/platform/civil"
)

// NormKind is what a norm says: the names of the contract.
type NormKind string

// The kinds, with what their amounts are.
const (
	MaximumProtected  NormKind = "maximum_protected"  // cents a month that are protected at most
	ProtectedShare    NormKind = "protected_share"    // percent of a low income that is protected
	MinimumInstalment NormKind = "minimum_instalment" // cents a month that were asked at least; 0: none
	SettlementMonths  NormKind = "settlement_months"  // months that are paid
	ProblematicWithin NormKind = "problematic_months" // months within which debts must be payable to be no problem
)

// Household is whom a client lives with, as the norms tell households apart: the names of the contract.
type Household string

// The households.
const (
	Single          Household = "single"
	SingleParent    Household = "single_parent"
	Couple          Household = "couple"
	CoupleWithChild Household = "couple_with_child"
)

// Norm is an amount that holds from a date on, until a date or a norm that begins later.
type Norm struct {
	Kind      NormKind
	Household Household // empty: every one
	From      civil.Date
	Until     civil.Date // the last date; zero where it goes on
	Amount    int64
	Source    string // where it was read
}

// Norms are all that are known. Between them are gaps, and a norm in a gap is not known.
type Norms []Norm

// Validate answers what is wrong with a norm.
func (n Norm) Validate() error {
	var problems []error
	kinds := []NormKind{MaximumProtected, ProtectedShare, MinimumInstalment}
	if !slices.Contains(kinds, n.Kind) {
		problems = append(problems, fmt.Errorf("%q is no kind of norm", n.Kind))
	}
	households := []Household{"", Single, SingleParent, Couple, CoupleWithChild}
	if !slices.Contains(households, n.Household) {
		problems = append(problems, fmt.Errorf("%q is no household", n.Household))
	}
	if !n.Until.IsZero() && n.Until.Before(n.From) {
		problems = append(problems, fmt.Errorf("it ends on %s, before it begins", n.Until))
	}
	if n.Amount < 0 || (n.Amount == 0 && n.Kind != MinimumInstalment) || n.Amount > MaxAmount {
		problems = append(problems, fmt.Errorf("%d is no amount of this kind", n.Amount))
	}
	if n.Kind == ProtectedShare && n.Amount > 100 {
		problems = append(problems, fmt.Errorf("%d is more than all", n.Amount))
	}
	if n.Source == "" {
		problems = append(problems, errors.New("where it was read is missing"))
	}
	return errors.Join(problems...)
}

// At answers the norm of a kind for a household on a date: the one that began last. One that ended before the date is not
// followed by what held before it.
func (n Norms) At(kind NormKind, household Household, on civil.Date) (found Norm, known bool) {
	for _, one := range n {
		applies := one.Kind == kind && (one.Household == "" || one.Household == household)
		if applies && !one.From.After(on) && (!known || one.From.After(found.From)) {
			found, known = one, true
		}
	}
	return found, known && (found.Until.IsZero() || !on.After(found.Until))
}

// Norms answers how many months of a settlement are paid, which are the same data as when it ends.
func (r TermRules) Norms() (norms Norms) {
	for _, rule := range r {
		if rule.is(SolutionTerm, false) && rule.Unit == Months {
			norms = append(norms, Norm{
				Kind: SettlementMonths, From: rule.From, Amount: int64(rule.Amount), Source: rule.Source,
			})
		}
	}
	return norms
}

// Norms answers within how many months debts must be payable to be no problem, which is one of the limits.
func (l Limits) Norms() (norms Norms) {
	for _, one := range l {
		if one.Kind == ProblematicMonths {
			norms = append(norms, Norm{Kind: ProblematicWithin, From: one.From, Amount: one.Amount, Source: one.Source})
		}
	}
	return norms
}

// Version answers a name of what all norms say: another one where anything in them is another.
func (n Norms) Version() string {
	hash := sha256.New()
	for _, one := range n {
		fmt.Fprintf(hash, "%q\n", fmt.Sprint(one))
	}
	return hex.EncodeToString(hash.Sum(nil))[:versionLength]
}

// versionLength is enough to tell apart what one organisation ever has.
const versionLength = 12
