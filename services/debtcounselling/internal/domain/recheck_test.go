package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestRecheckLeavesTheProtectedEarningsWhole(t *testing.T) {
	cents := func(n int64) *int64 { return &n }
	// W12: of an income of 1,300 protected earnings of 1,235 leave 65.
	protected := &domain.Calculation{Input: domain.CalculationInput{Income: 1300_00}, Result: domain.CalculationResult{Amount: 1235_00}}
	less := &domain.Calculation{Input: domain.CalculationInput{Income: 1290_00}, Result: domain.CalculationResult{Amount: 1235_00}}
	in := domain.Rechecking{
		Today: onDate(time.November, 26), Settlement: paying(domain.DebtMediation, domain.Fees{}).Settlement,
		Calculation: &domain.Calculation{}, Protected: protected,
	}
	before := domain.Recheck{Date: onDate(time.July, 1), Monthly: cents(40_00)}
	tests := map[string]struct {
		recheck domain.Recheck
		change  func(*domain.Rechecking)
		want    []string
		monthly int64
	}{
		"stays":        {domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckUnchanged}, nil, nil, 65_00},
		"less":         {domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckChanged, Monthly: cents(0)}, nil, nil, 0},
		"W12 too much": {domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckChanged, Monthly: cents(120_00)}, nil, []string{"monthly_cents BELOW_PROTECTED_EARNINGS"}, 120_00},
		"the income is less": {
			domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckUnchanged},
			func(in *domain.Rechecking) { in.Protected = less }, []string{"monthly_cents BELOW_PROTECTED_EARNINGS"}, 65_00,
		},
		"after another": {
			domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckUnchanged},
			func(in *domain.Rechecking) { in.Earlier = []domain.Recheck{before} }, nil, 40_00,
		},
		"before another": {
			domain.Recheck{Date: onDate(time.June, 30), Outcome: domain.RecheckChanged, Monthly: cents(40_00)},
			func(in *domain.Rechecking) { in.Earlier = []domain.Recheck{before} },
			[]string{"date BEFORE_LAST_RECHECK", "monthly_cents MONTHLY_SAME"}, 40_00,
		},
		"all at once": {
			domain.Recheck{Date: onDate(time.November, 27), Outcome: domain.RecheckUnchanged, Monthly: cents(1)},
			func(in *domain.Rechecking) { in.Calculation = nil },
			[]string{"date DATE_IN_FUTURE", "calculation_id CALCULATION_UNKNOWN", "monthly_cents MONTHLY_UNEXPECTED"}, 1,
		},
		"nothing protected": {
			domain.Recheck{Outcome: domain.RecheckChanged, Monthly: cents(1)},
			func(in *domain.Rechecking) { in.Protected = nil },
			[]string{"date BEFORE_START", "calculation_id PROTECTED_EARNINGS_MISSING"}, 1,
		},
		"not running": {
			domain.Recheck{Outcome: domain.RecheckChanged, Monthly: cents(1)},
			func(in *domain.Rechecking) { in.Settlement.Life.State = domain.SettlementBroken }, []string{"SETTLEMENT_STATE"}, 1,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in, r := in, tt.recheck
			if tt.change != nil {
				tt.change(&in)
			}
			require.ElementsMatch(t, tt.want, reasonsOf(t, r.Check(in)))
			require.Equal(t, tt.monthly, *r.Monthly)
		})
	}
	missing := domain.Recheck{Date: onDate(time.July, 1), Outcome: domain.RecheckChanged}
	require.Equal(t, []string{"monthly_cents MONTHLY_MISSING"}, reasonsOf(t, missing.Check(in)))
}
