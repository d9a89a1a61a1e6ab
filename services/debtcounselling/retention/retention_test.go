package retention_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/retention"
)

func TestBuiltInPolicyKeepsFiveYearsWhatIsFinancialSevenAndEarlySignalsTwo(t *testing.T) {
	policy, err := retention.Parse(retention.BuiltIn)
	require.NoError(t, err)
	terms := policy.On(civil.Date{Year: 2026, Month: 11, Day: 26})
	require.Len(t, terms, len(domain.RecordTypes()))
	for of, months := range terms {
		switch of {
		case domain.ClaimRecords, domain.BalanceRequestRecords, domain.BudgetPlanRecords, domain.CalculationRecords,
			domain.SettlementRecords, domain.FundAgreementRecords:
			require.Equal(t, 84, months, of)
		case domain.EarlySignalRecords:
			require.Equal(t, 24, months, of)
		default:
			require.Equal(t, 60, months, of)
		}
	}
	for _, rule := range policy {
		require.Contains(t, rule.Source, "confirm with the selection list", rule.Type)
	}
}

func TestEverythingThatIsWrongWithAPolicyIsToldByLine(t *testing.T) {
	_, err := retention.Parse([]byte("record_type,from,months,source\ndiary,2012-07-01,60,a list\ncase_file,soon,many,\nclaim,2012-07-01,0,\n"))
	for _, want := range []string{"line 2", "diary", "line 3", "soon", "many", "line 4", "1 month or more", "where it was read"} {
		require.ErrorContains(t, err, want)
	}
	_, err = retention.Parse([]byte("record_type,from,months,source\ncase_file,2012-07-01,60,a list\n"))
	require.ErrorContains(t, err, "there is no rule for claim")
	_, err = retention.Parse([]byte("type,from,months,source\n"))
	require.ErrorContains(t, err, "the first line is")
}
