package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func budget(lines ...domain.BudgetLine) domain.BudgetPlan {
	return domain.BudgetPlan{Lines: lines, Totals: domain.Sum(lines)}
}

func stated(cents int64) *int64 { return &cents }

// wiki is the budget of W4.
func wiki() domain.BudgetPlan {
	return budget(
		domain.BudgetLine{Category: "wages", Amount: 985_00}, domain.BudgetLine{Category: "benefit", Amount: 400_00},
		domain.BudgetLine{Category: "allowances", Amount: 99_00}, domain.BudgetLine{Category: "allowances", Amount: 202_00},
		domain.BudgetLine{Category: "housing", Amount: 650_00}, domain.BudgetLine{Category: "insurance", Amount: 120_00},
		domain.BudgetLine{Category: "reservation", Amount: 32_00}, domain.BudgetLine{Category: "other_fixed", Amount: 352_00},
		domain.BudgetLine{Category: "household", Amount: 300_00}, domain.BudgetLine{Category: "repayment", Amount: 50_00},
	)
}

func TestBudgetThatDoesNotAddUpIsSaidByEachSum(t *testing.T) {
	p := wiki()
	require.Equal(t, domain.BudgetTotals{Income: 1686_00, Expense: 1504_00}, p.Totals)
	require.EqualValues(t, 182_00, p.Totals.Left(), "W4: not the 236 of the page")
	require.Empty(t, p.Check(domain.StatedTotals{}, nil), "who states no sum gets them")
	require.Empty(t, p.Check(domain.StatedTotals{Income: stated(1686_00), Expense: stated(1504_00), Left: stated(182_00)}, nil))
	broken := p.Check(domain.StatedTotals{Income: stated(1686_00), Expense: stated(1462_00), Left: stated(236_00)}, nil)
	require.Equal(t, []string{"expense_cents BUDGET_DOES_NOT_ADD_UP", "left_cents BUDGET_DOES_NOT_ADD_UP"}, reasons(broken), "W4")
	require.Contains(t, broken[1].Text, "€ 182.00, not € 236.00")
}

func TestLineIsOfTheHouseholdOrOfAClientOfTheTrajectory(t *testing.T) {
	p := budget(domain.BudgetLine{Category: "wages", Amount: 1, ClientID: "a"}, domain.BudgetLine{Category: "wages", Amount: 1},
		domain.BudgetLine{Category: "wages", Amount: 1, ClientID: "c", Description: "a\nb"})
	require.Equal(t, []string{"lines[2].client_id CLIENT_NOT_OF_TRAJECTORY", "lines[2].description TEXT_INVALID"},
		reasons(p.Check(domain.StatedTotals{}, []string{"a", "b"})))
}

func TestSumsOfABudgetAreThoseOfItsLinesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) domain.BudgetLine {
			return domain.BudgetLine{
				Category: rapid.SampledFrom([]domain.BudgetCategory{"wages", "benefit", "housing", "repayment"}).Draw(t, "category"),
				Amount:   anyCents(t, "amount"),
			}
		}), 1, 20).Draw(t, "lines")
		var left int64
		for _, l := range lines {
			if l.Category.IsIncome() {
				left += l.Amount
			} else {
				left -= l.Amount
			}
		}
		require.Equal(t, left, domain.Sum(lines).Left())
		require.Equal(t, domain.Sum(lines), domain.Sum(rapid.Permutation(lines).Draw(t, "order")))
	})
}
