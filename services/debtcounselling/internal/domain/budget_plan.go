package domain

import (
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
)

// BudgetCategory is what a line of a budget plan is for: the names of the contract.
type BudgetCategory string

// IsIncome says whether lines of the category come in, and are not paid.
func (c BudgetCategory) IsIncome() bool {
	return slices.Contains([]BudgetCategory{"wages", "benefit", "pension", "allowances", "alimony", "other_income"}, c)
}

// BudgetLine is one income or expense of an average month.
type BudgetLine struct {
	Category    BudgetCategory
	Amount      int64  // cents a month
	ClientID    string // whose it is; empty: of the household
	Description string // empty also where who it is sealed for was erased
}

// BudgetPlan is what comes in and is paid in an average month (budgetplan). Plans are never changed: a new one takes the place
// of the one before.
type BudgetPlan struct {
	ID           string
	TrajectoryID string
	Date         civil.Date // from which it holds
	Lines        []BudgetLine
	Totals       BudgetTotals
	Recorder     string
	Created      time.Time
}

// BudgetTotals are the sums of the lines.
type BudgetTotals struct{ Income, Expense int64 }

// Left answers what is left of a month, below 0 where more is paid than comes in.
func (t BudgetTotals) Left() int64 { return t.Income - t.Expense }

// Sum answers the sums of lines.
func Sum(lines []BudgetLine) (t BudgetTotals) {
	for _, l := range lines {
		if l.Category.IsIncome() {
			t.Income += l.Amount
		} else {
			t.Expense += l.Amount
		}
	}
	return t
}

// StatedTotals are the sums as the paper has them from which a plan is recorded; nil where it does not say.
type StatedTotals struct{ Income, Expense, Left *int64 }

// Check answers every rule that a plan breaks. A sum that the paper states and its lines do not make says that a line is
// missing or wrong: kept as it is, it would hide that for good.
func (p BudgetPlan) Check(stated StatedTotals, clientIDs []string) (broken []fault.Field) {
	for i, l := range p.Lines {
		place := fmt.Sprintf("lines[%d].", i)
		if l.ClientID != "" && !slices.Contains(clientIDs, l.ClientID) {
			broken = append(broken, violation(place+"client_id", "CLIENT_NOT_OF_TRAJECTORY", "The trajectory is not of this client."))
		}
		if !person.IsText(l.Description) {
			broken = append(broken, violation(place+"description", "TEXT_INVALID",
				"There are no line breaks or other control characters in it."))
		}
	}
	for _, s := range []struct {
		field  string
		stated *int64
		sum    int64
	}{
		{"income_cents", stated.Income, p.Totals.Income}, {"expense_cents", stated.Expense, p.Totals.Expense},
		{"left_cents", stated.Left, p.Totals.Left()},
	} {
		if s.stated != nil && *s.stated != s.sum {
			broken = append(broken, violation(s.field, "BUDGET_DOES_NOT_ADD_UP", "The lines make %s, not %s.", euros(s.sum),
				euros(*s.stated)))
		}
	}
	return broken
}
