package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestReturnRedeemsWhatItIsWorthOnItsDateRoundedUpToACent(t *testing.T) {
	rates := domain.Limits{
		{Kind: domain.FundWorkHour, From: date(t, "2020-01-01"), Amount: 1000},
		{Kind: domain.FundWorkHour, From: date(t, "2026-12-10"), Amount: 1100},
		{Kind: domain.FundInformationSession, From: date(t, "2020-01-01"), Amount: 2500},
	}
	for _, tt := range []struct {
		effort domain.Effort
		on     string
		want   int64
	}{
		{domain.Effort{Kind: domain.ReturnWork, Minutes: 90}, "2026-12-09", 1500},
		{domain.Effort{Kind: domain.ReturnWork, Minutes: 90}, "2026-12-10", 1650},
		{domain.Effort{Kind: domain.ReturnWork, Minutes: 1}, "2026-12-09", 17},
		{domain.Effort{Kind: domain.ReturnInformationSession, Sessions: 3}, "2026-12-10", 7500},
	} {
		a := run(t, domain.BreachNone)
		given := domain.FundReturn{Effort: tt.effort, Date: date(t, tt.on)}
		require.NoError(t, a.Redeem(&given, rates, date(t, "2026-12-20")))
		require.Equal(t, tt.want, given.Value)
		require.Equal(t, 400_00-tt.want, a.Owed())
	}
}

func TestEveryRuleThatAReturnBreaksIsToldAtOnce(t *testing.T) {
	rates, today := agreeing(t).Limits, date(t, "2026-12-20")
	for name, tt := range map[string]struct {
		given domain.FundReturn
		want  []string
	}{
		"more than is owed": {domain.FundReturn{Effort: domain.Effort{Kind: domain.ReturnWork, Minutes: 40*60 + 1}, Date: today}, []string{"fund_return.minutes RETURN_ABOVE_OBLIGATION"}},
		"nothing, tomorrow": {domain.FundReturn{Effort: domain.Effort{Kind: domain.ReturnWork}, Date: date(t, "2026-12-21")}, []string{"fund_return.minutes RETURN_EMPTY", "fund_return.date DATE_IN_FUTURE"}},
		"before":            {domain.FundReturn{Effort: domain.Effort{Kind: domain.ReturnSchool, Sessions: 1}, Date: date(t, "2026-11-30")}, []string{"fund_return.sessions RETURN_UNIT_WRONG", "fund_return.date BEFORE_START"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := run(t, domain.BreachNone)
			before := a
			require.Equal(t, tt.want, reasonsOf(t, a.Redeem(&tt.given, rates, today)))
			require.Equal(t, before, a, "what is refused changes nothing")
		})
	}
	a := agreed(t)
	require.Equal(t, []string{"AGREEMENT_NOT_RUNNING"}, reasonsOf(t, a.Redeem(&domain.FundReturn{}, rates, today)))
}

func TestNeverMoreIsRedeemedThanIsOwed(t *testing.T) {
	rates, today := agreeing(t).Limits, date(t, "2026-12-20")
	rapid.Check(t, func(rt *rapid.T) {
		a := run(t, domain.BreachNone)
		for range rapid.IntRange(1, 30).Draw(rt, "returns") {
			given := domain.FundReturn{
				Effort: domain.Effort{Kind: domain.ReturnVolunteering, Minutes: rapid.Int64Range(1, 600).Draw(rt, "minutes")}, Date: today,
			}
			owed := a.Owed()
			err := a.Redeem(&given, rates, today)
			require.Equal(rt, given.Value > owed, err != nil)
			require.GreaterOrEqual(rt, a.Owed(), int64(0))
		}
		require.Equal(rt, a.Obligation, a.Owed()+a.Redeemed)
	})
}
