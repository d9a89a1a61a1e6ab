package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// repaying answers a calculation of the capacity of a single; protected is -1 where no calculation of it is named.
func repaying(t testing.TB, on string, income, free, protected int64) domain.Calculation {
	t.Helper()
	c := domain.Calculation{
		Kind: domain.Capacity, Date: date(t, on),
		Input: domain.CalculationInput{Household: domain.Single, Income: income, Free: free, FreeID: "vtlb"},
	}
	if protected >= 0 {
		c.Input.ProtectedID, c.Input.Protected = "bvv", protected
	}
	return c
}

func TestRepaymentCapacityAndOffer(t *testing.T) {
	for name, tt := range map[string]struct {
		asked         domain.Calculation
		amount, offer int64
		want          []string
	}{
		"W3: own risk bought off":                    {repaying(t, "2024-07-15", 1350_00, 1285_00, -1), 65_00, 1170_00, []string{}},
		"W3: rent slightly high":                     {repaying(t, "2024-07-15", 1350_00, 1320_00, -1), 30_00, 540_00, []string{}},
		"W3: rent not fitting":                       {repaying(t, "2024-07-15", 1350_00, 1400_00, -1), 0, 0, []string{}},
		"W4: the wiki":                               {repaying(t, "2025-07-15", 985_00, 935_00, -1), 50_00, 900_00, []string{}},
		"W5: above the limit of 2021":                {repaying(t, "2021-03-01", 1120_00, 1000_00, 950_00), 120_00, 4320_00, []string{}},
		"W5: the limit of 2021":                      {repaying(t, "2021-03-01", 1020_00, 1000_00, 940_00), 54_00, 1944_00, []string{}},
		"W5: what is not protected, of 2021":         {repaying(t, "2021-03-01", 1020_00, 1000_00, 990_00), 30_00, 1080_00, []string{}},
		"W5: after, 120":                             {repaying(t, "2024-07-01", 1120_00, 1000_00, 950_00), 120_00, 2160_00, []string{}},
		"W5: after, 20 where 80 is not protected":    {repaying(t, "2024-07-01", 1020_00, 1000_00, 940_00), 20_00, 360_00, []string{}},
		"W5: after, 20 where 30 is not protected":    {repaying(t, "2024-07-01", 1020_00, 1000_00, 990_00), 20_00, 360_00, []string{}},
		"W6: 65.50 a month, 18 months":               {repaying(t, "2025-07-15", 1450_00, 1384_50, -1), 65_50, 1179_00, []string{}},
		"W6: no capacity, so SA":                     {repaying(t, "2025-07-15", 1300_00, 1320_00, -1), 0, 0, []string{}},
		"W12: not into the protected earnings":       {repaying(t, "2025-07-15", 1300_00, 1180_00, 1235_00), 120_00, 2160_00, []string{"capacity.protected_earnings_id INSTALMENT_BELOW_PROTECTED"}},
		"2021, above the limit without the BVV":      {repaying(t, "2021-03-01", 1120_00, 1000_00, -1), 120_00, 4320_00, []string{}},
		"2021, below the limit without the BVV":      {repaying(t, "2021-03-01", 1020_00, 1000_00, -1), 54_00, 1944_00, []string{"capacity.protected_earnings_id PROTECTED_EARNINGS_MISSING"}},
		"on a date whose minimum was not read":       {repaying(t, "2023-03-01", 1020_00, 1000_00, -1), 20_00, 720_00, []string{"date NORM_UNKNOWN"}},
		"on a date when nothing was known of norms":  {repaying(t, "2012-01-01", 1020_00, 1000_00, -1), 20_00, 0, []string{"date NORM_UNKNOWN", "date NORM_UNKNOWN"}},
		"2021, where all is protected, asks nothing": {repaying(t, "2021-03-01", 900_00, 1000_00, 950_00), 0, 0, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			got, broken := tt.asked.Calculate(allNorms(t), date(t, "2026-11-26"))
			require.Equal(t, tt.want, reasons(broken))
			require.Equal(t, tt.amount, got.Result.Amount)
			require.Equal(t, tt.offer, got.Result.Offer)
		})
	}
}

func TestDebtsAreProblematicThatCannotBePaidWithinTheMonthsOfTheNorm(t *testing.T) {
	for name, tt := range map[string]struct {
		capacity    int64
		needed      int64
		problematic bool
	}{
		"W11: 300 a month":      {300_00, 40, true},
		"W11: 400 a month":      {400_00, 30, false},
		"36 months and no more": {333_34, 36, false},
		"a cent is left":        {333_33, 37, true},
		"never":                 {0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			asked := repaying(t, "2025-07-15", 1000_00+tt.capacity, 1000_00, -1)
			asked.Input.Debt = 12_000_00
			got, broken := asked.Calculate(allNorms(t), date(t, "2026-11-26"))
			require.Empty(t, broken)
			require.Equal(t, tt.needed, got.Result.MonthsNeeded)
			require.Equal(t, tt.problematic, got.Result.Problematic)
		})
	}
}
