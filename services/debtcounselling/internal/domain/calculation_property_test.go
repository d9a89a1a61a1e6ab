package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func anyDate(t *rapid.T, label string) civil.Date {
	return civil.Date{Year: 2021, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 365*6).Draw(t, label))
}

func anyCents(t *rapid.T, label string) int64 { return rapid.Int64Range(0, 5_000_00).Draw(t, label) }

func anyHousehold(t *rapid.T) domain.Household {
	return rapid.SampledFrom([]domain.Household{domain.Single, domain.SingleParent, domain.Couple, domain.CoupleWithChild}).
		Draw(t, "household")
}

// anyCalculation draws one that may break rules.
func anyCalculation(t *rapid.T) domain.Calculation {
	c := domain.Calculation{
		Kind: rapid.SampledFrom([]domain.CalculationKind{domain.ProtectedEarnings, domain.FreeAmount, domain.Capacity}).Draw(t, "kind"),
		Date: anyDate(t, "date"),
		Input: domain.CalculationInput{
			IncomeGroup: rapid.SampledFrom([]domain.IncomeGroup{domain.LowIncome, domain.MiddleIncome, domain.HighIncome}).Draw(t, "group"),
			Household:   anyHousehold(t), Income: anyCents(t, "income"), Free: anyCents(t, "free"),
			Debt: rapid.SampledFrom([]int64{0, 1, 12_000_00}).Draw(t, "debt"),
		},
	}
	if rapid.Bool().Draw(t, "protected is known") {
		c.Input.ProtectedID, c.Input.Protected = "bvv", anyCents(t, "protected")
	}
	if c.Kind == domain.FreeAmount || rapid.Bool().Draw(t, "there is an outcome") {
		c.Input.Outcome = &domain.CalculatorOutcome{Date: c.Date, Amount: anyCents(t, "outcome")}
	}
	return c
}

func TestLaterNormNeverChangesAnOldCalculation(t *testing.T) {
	known, today := allNorms(t), civil.Date{Year: 2027, Month: time.December, Day: 31}
	rapid.Check(t, func(t *rapid.T) {
		asked := anyCalculation(t)
		first, broken := asked.Calculate(known, today)
		later := append(domain.Norms{}, known...)
		for _, kind := range []domain.NormKind{
			domain.MaximumProtected, domain.ProtectedShare, domain.MinimumInstalment, domain.SettlementMonths, domain.ProblematicWithin,
		} {
			later = append(later, domain.Norm{
				Kind: kind, From: asked.Date.AddDays(rapid.IntRange(1, 900).Draw(t, "days")), Amount: anyCents(t, "amount"),
			})
		}
		again, brokenAgain := asked.Calculate(later, today)
		require.Equal(t, first, again)
		require.Equal(t, broken, brokenAgain)
	})
}

func TestCalculationDoneAgainFromWhatItKeptIsTheSame(t *testing.T) {
	known, today := allNorms(t), civil.Date{Year: 2027, Month: time.December, Day: 31}
	rapid.Check(t, func(t *rapid.T) {
		kept, broken := anyCalculation(t).Calculate(known, today)
		if len(broken) > 0 {
			return // what breaks a rule is not kept
		}
		again, broken := kept.Calculate(kept.Norms, today)
		require.Empty(t, broken)
		require.Equal(t, kept, again, "also where a norm was put right since")
	})
}

func TestCapacityIsNeverNegativeNorMoreThanTheProtectedEarningsLeave(t *testing.T) {
	known, today := allNorms(t), civil.Date{Year: 2027, Month: time.December, Day: 31}
	rapid.Check(t, func(t *rapid.T) {
		asked := anyCalculation(t)
		asked.Kind, asked.Input.Outcome = domain.Capacity, nil
		got, broken := asked.Calculate(known, today)
		require.GreaterOrEqual(t, got.Result.Amount, int64(0))
		require.GreaterOrEqual(t, got.Result.Offer, int64(0))
		if len(broken) == 0 && asked.Input.ProtectedID != "" && got.Result.Amount > 0 {
			require.GreaterOrEqual(t, asked.Input.Income-got.Result.Amount, asked.Input.Protected)
		}
	})
}

func TestPlanThatPassesTheGuardLeavesTheProtectedEarnings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		income, protected := anyCents(t, "income"), anyCents(t, "protected")
		instalment := rapid.Int64Range(1, 5_000_00).Draw(t, "instalment")
		passes := domain.CheckInstalment(instalment, income, protected) == nil
		require.Equal(t, income-instalment >= protected, passes)
	})
}

func TestOfALowIncomeAtMostAShareIsAvailableAndNoCentIsLost(t *testing.T) {
	known, today := allNorms(t), civil.Date{Year: 2027, Month: time.December, Day: 31}
	rapid.Check(t, func(t *rapid.T) {
		income := rapid.Int64Range(0, 100_000_00).Draw(t, "income")
		asked := domain.Calculation{
			Kind: domain.ProtectedEarnings, Date: anyDate(t, "date"),
			Input: domain.CalculationInput{IncomeGroup: domain.LowIncome, Household: anyHousehold(t), Income: income},
		}
		got, broken := asked.Calculate(known, today)
		require.Empty(t, broken)
		require.Equal(t, income, got.Result.Amount+got.Result.Available)
		require.LessOrEqual(t, 100*got.Result.Available, 5*income)
		require.Less(t, 5*income, 100*(got.Result.Available+1), "and no less than the whole cents of it")
	})
}
