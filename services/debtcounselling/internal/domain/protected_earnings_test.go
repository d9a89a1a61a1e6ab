package domain_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
	"github.com/deschoor/meedoen/services/debtcounselling/norms"
)

// allNorms answers those that are built in, with the months of settlements.
func allNorms(t testing.TB) domain.Norms {
	t.Helper()
	all, err := norms.Parse(norms.BuiltIn)
	require.NoError(t, err)
	most, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	return slices.Concat(all, rules(t).Norms(), most.Norms())
}

// earning answers a calculation of the protected earnings.
func earning(t testing.TB, group domain.IncomeGroup, income int64, on string) domain.Calculation {
	t.Helper()
	return domain.Calculation{
		Kind: domain.ProtectedEarnings, Date: date(t, on),
		Input: domain.CalculationInput{IncomeGroup: group, Household: domain.Single, Income: income},
	}
}

// outcome answers what a calculator outside said.
func outcome(t testing.TB, amount int64, parts ...int64) *domain.CalculatorOutcome {
	t.Helper()
	o := &domain.CalculatorOutcome{
		Calculator: "uwbeslagvrijevoet.nl", Version: "2025.2", Date: date(t, "2025-07-15"), Amount: amount,
	}
	for _, part := range parts {
		o.Components = append(o.Components, domain.OutcomeComponent{Kind: "other", Amount: part})
	}
	return o
}

func TestProtectedEarningsByIncomeGroup(t *testing.T) {
	recorded := earning(t, domain.MiddleIncome, 1700_00, "2025-07-15")
	recorded.Input.Outcome = outcome(t, 1580_12)
	unknownMaximum := earning(t, domain.HighIncome, 2500_00, "2026-01-15")
	unknownMaximum.Input.Outcome = outcome(t, 2100_00)
	for name, tt := range map[string]struct {
		asked             domain.Calculation
		amount, available int64
		want              []string
	}{
		"W1: low, 95 percent":                     {earning(t, domain.LowIncome, 1300_00, "2025-07-15"), 1235_00, 65_00, []string{}},
		"W2: high, the maximum":                   {earning(t, domain.HighIncome, 2500_00, "2025-07-15"), 2093_67, 406_33, []string{}},
		"W2: high, the maximum of before":         {earning(t, domain.HighIncome, 2500_00, "2025-01-15"), 2071_24, 428_76, []string{}},
		"low, rounded in favour of who has debts": {earning(t, domain.LowIncome, 1000_01, "2025-07-15"), 950_01, 50_00, []string{}},
		"no income": {earning(t, domain.LowIncome, 0, "2025-07-15"), 0, 0, []string{}},
		"high, on a date without a norm": {
			earning(t, domain.HighIncome, 2500_00, "2024-03-01"), 0, 2500_00, []string{"date NORM_UNKNOWN"},
		},
		"low, before the law": {
			earning(t, domain.LowIncome, 1300_00, "2020-12-31"), 0, 1300_00, []string{"date NORM_UNKNOWN"},
		},
		"middle is not calculated here": {
			earning(t, domain.MiddleIncome, 1700_00, "2025-07-15"), 0, 1700_00, []string{"protected_earnings.outcome BVV_NOT_COMPUTABLE"},
		},
		"middle, as the central calculator said":          {recorded, 1580_12, 119_88, []string{}},
		"high, where the calculator knew what we did not": {unknownMaximum, 2100_00, 400_00, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, broken := tt.asked.Calculate(allNorms(t), date(t, "2026-11-26"))
			require.Equal(t, tt.want, reasons(broken))
			require.Equal(t, tt.amount, got.Result.Amount)
			require.Equal(t, tt.available, got.Result.Available)
		})
	}
}

func TestInstalmentNeverCutsIntoTheProtectedEarnings(t *testing.T) {
	err := domain.CheckInstalment(120_00, 1300_00, 1235_00)
	require.Equal(t, []string{"INSTALMENT_BELOW_PROTECTED"}, reasonsOf(t, err), "W12")
	var f *fault.Error
	require.ErrorAs(t, err, &f)
	require.Equal(t, map[string]string{"most_cents": "6500"}, f.Meta, "W12: 65.00 at most")
	require.Contains(t, f.Text, "€ 65.00 a month at most")
	require.NoError(t, domain.CheckInstalment(65_00, 1300_00, 1235_00))
	require.Error(t, domain.CheckInstalment(65_01, 1300_00, 1235_00))
	require.Error(t, domain.CheckInstalment(1, 1200_00, 1235_00), "an income below what is protected leaves nothing")
	require.NoError(t, domain.CheckInstalment(0, 1200_00, 1235_00))
}

func TestOutcomeOfACalculatorIsOfThePastAndAddsUp(t *testing.T) {
	asked := domain.Calculation{Kind: domain.FreeAmount, Date: date(t, "2026-11-26")}
	asked.Input.Outcome = outcome(t, 935_00, 211_00, 40_00, 32_00, 352_00, 300_00)
	got, broken := asked.Calculate(allNorms(t), date(t, "2026-11-26"))
	require.Empty(t, broken, "W4: the parts of the vtlb")
	require.EqualValues(t, 935_00, got.Result.Amount)
	require.Empty(t, got.Norms, "nothing is calculated here")
	asked.Input.Outcome = outcome(t, 935_00, 936_00, -2_00)
	asked.Input.Outcome.Date = date(t, "2026-11-27")
	_, broken = asked.Calculate(allNorms(t), date(t, "2026-11-26"))
	require.Equal(t, []string{"free_amount.outcome.date DATE_IN_FUTURE", "free_amount.outcome.components COMPONENTS_DO_NOT_ADD_UP"},
		reasons(broken))
}
