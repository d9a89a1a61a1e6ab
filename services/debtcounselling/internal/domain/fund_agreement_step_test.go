package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func agreementStates() []domain.FundAgreementState {
	return []domain.FundAgreementState{
		domain.AgreementDraft, domain.AgreementSigned, domain.AgreementRunning, domain.AgreementFulfilled, domain.AgreementBreached,
		domain.AgreementEnded,
	}
}

func TestEveryStateOfAnAgreementIsReachedAndHasAWayOutOrIsTheLast(t *testing.T) {
	last := map[domain.FundAgreementState]bool{
		domain.AgreementFulfilled: true, domain.AgreementBreached: true, domain.AgreementEnded: true,
	}
	reached := map[domain.FundAgreementState]bool{domain.AgreementDraft: true}
	for _, s := range agreementStates() {
		require.Equal(t, last[s], s.Concluded(), s)
		if !last[s] {
			require.Contains(t, s.Next(), domain.AgreementEnded, s)
		}
		for _, to := range s.Next() {
			reached[to] = true
		}
	}
	require.Len(t, reached, len(agreementStates()))
	rapid.Check(t, func(t *rapid.T) {
		s := domain.AgreementDraft
		for steps := 0; !s.Concluded(); steps++ {
			require.Less(t, steps, len(agreementStates()), "it comes to an end")
			s = rapid.SampledFrom(s.Next()).Draw(t, "to")
		}
		require.Empty(t, s.Next())
	})
}

// run answers the agreement of agreed, signed under a rule and running.
func run(t testing.TB, rule domain.BreachRule) domain.FundAgreement {
	a, in := agreed(t), agreeing(t).Trajectory
	require.NoError(t, a.Step(&domain.FundAgreementTransition{
		To: domain.AgreementSigned, Date: date(t, "2026-11-30"),
	}, in, rule, date(t, "2027-01-01")))
	require.NoError(t, a.Step(&domain.FundAgreementTransition{
		To: domain.AgreementRunning, Date: date(t, "2026-12-01"),
	}, in, domain.BreachNone, date(t, "2027-01-01")))
	return a
}

func TestEveryRuleThatAStepOfAnAgreementBreaksIsTold(t *testing.T) {
	in, today := agreeing(t).Trajectory, date(t, "2027-01-01")
	for name, tt := range map[string]struct {
		step domain.FundAgreementTransition
		want []string
	}{
		"not yet":            {domain.FundAgreementTransition{To: domain.AgreementBreached, Date: date(t, "2027-01-02")}, []string{"transition.date DATE_IN_FUTURE", "transition.reason REASON_MISSING"}},
		"before the last":    {domain.FundAgreementTransition{To: domain.AgreementFulfilled, Date: date(t, "2026-11-30"), Reason: domain.LostContact}, []string{"transition.date BEFORE_LAST_TRANSITION", "transition.reason REASON_UNEXPECTED"}},
		"reason of a breach": {domain.FundAgreementTransition{To: domain.AgreementEnded, Date: today, Reason: domain.NewDebts}, []string{"transition.reason REASON_NOT_HERE"}},
		"nothing was done":   {domain.FundAgreementTransition{To: domain.AgreementFulfilled, Date: today}, []string{"PAYOUT_MISSING"}},
		"signed again":       {domain.FundAgreementTransition{To: domain.AgreementSigned, Date: today}, []string{"TRANSITION_NOT_ALLOWED"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := run(t, domain.BreachNone)
			before := a
			require.Equal(t, tt.want, reasonsOf(t, a.Step(&tt.step, in, domain.BreachNone, today)))
			require.Equal(t, before, a, "what is refused changes nothing")
		})
	}
	a := agreed(t)
	require.NoError(t, a.Step(&domain.FundAgreementTransition{To: domain.AgreementSigned, Date: date(t, "2026-11-20")}, in, domain.BreachNone, today))
	require.Equal(t, []string{"transition.date BEFORE_START"}, reasonsOf(t, a.Step(&domain.FundAgreementTransition{
		To: domain.AgreementRunning, Date: date(t, "2026-11-30"),
	}, in, domain.BreachNone, today)))
}

func TestAgreementIsFulfilledWhereWhatTheFundPaidWasGivenBack(t *testing.T) {
	fulfil := func(totals domain.FundTotals) (domain.FundAgreementTransition, error) {
		a := run(t, domain.BreachFullAmountDue)
		a.FundTotals = totals
		s := domain.FundAgreementTransition{To: domain.AgreementFulfilled, Date: date(t, "2027-01-01")}
		err := a.Step(&s, agreeing(t).Trajectory, "", date(t, "2027-01-01"))
		return s, err
	}
	_, err := fulfil(domain.FundTotals{Obligation: 400_00, Redeemed: 400_00})
	require.Equal(t, []string{"PAYOUT_MISSING"}, reasonsOf(t, err))
	_, err = fulfil(domain.FundTotals{Obligation: 400_00, Paid: 300_00, Repaid: 100_00, Redeemed: 199_99})
	require.Equal(t, []string{"OBLIGATION_LEFT"}, reasonsOf(t, err))
	s, err := fulfil(domain.FundTotals{Obligation: 400_00, Paid: 300_00, Repaid: 100_00, Redeemed: 210_00})
	require.NoError(t, err)
	require.Equal(t, domain.Conclusion{Released: 100_00, Reverted: 10_00}, s.Conclusion, "the debts were bought off for less")
	_, err = fulfil(domain.FundTotals{})
	require.NoError(t, err, "the fund had nothing to pay")
}

func TestBreachFollowsTheRuleUnderWhichTheAgreementWasSigned(t *testing.T) {
	totals := domain.FundTotals{Obligation: 400_00, Paid: 300_00, Repaid: 50_00, Redeemed: 100_00}
	for rule, want := range map[domain.BreachRule]domain.Conclusion{
		domain.BreachNone:          {Released: 100_00, Waived: 150_00},
		domain.BreachWaiverUndone:  {Released: 100_00, Due: 150_00},
		domain.BreachFullAmountDue: {Released: 100_00, Reverted: 100_00, Due: 250_00},
	} {
		a := run(t, rule)
		a.FundTotals = totals
		breach := domain.FundAgreementTransition{To: domain.AgreementBreached, Date: date(t, "2027-01-01"), Reason: domain.ReturnNotMade}
		require.NoError(t, a.Step(&breach, agreeing(t).Trajectory, domain.BreachNone, date(t, "2027-01-01")))
		require.Equal(t, want, breach.Conclusion, rule)
		require.Equal(t, rule, breach.Rule)
		require.Equal(t, want.Due, a.Owed(), rule)
	}
	a := run(t, domain.BreachFullAmountDue)
	a.FundTotals = totals
	end := domain.FundAgreementTransition{To: domain.AgreementEnded, Date: date(t, "2027-01-01"), Reason: domain.ClientMoved}
	require.NoError(t, a.Step(&end, agreeing(t).Trajectory, domain.BreachNone, date(t, "2027-01-01")))
	require.Equal(t, domain.Conclusion{Released: 100_00, Waived: 150_00}, end.Conclusion, "what ends is no breach")
	require.Empty(t, end.Rule)
}

func TestConclusionLeavesNothingOwedButWhatIsDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var totals domain.FundTotals
		totals.Obligation = rapid.Int64Range(0, 1_000_00).Draw(t, "obligation")
		totals.Paid = rapid.Int64Range(0, totals.Obligation).Draw(t, "paid")
		totals.Repaid = rapid.Int64Range(0, totals.Paid).Draw(t, "repaid")
		totals.Redeemed = rapid.Int64Range(0, totals.Obligation-totals.Repaid).Draw(t, "redeemed")
		rule := rapid.SampledFrom(domain.BreachRules()).Draw(t, "rule")
		c := totals.Conclude(rule)
		for _, cents := range []int64{c.Released, c.Reverted, c.Waived, c.Due} {
			require.GreaterOrEqual(t, cents, int64(0))
		}
		require.LessOrEqual(t, c.Reverted, totals.Redeemed)
		require.LessOrEqual(t, c.Due, totals.Paid-totals.Repaid, "nobody owes what was not paid")
		after := totals
		after.Released, after.Reverted, after.Waived = c.Released, c.Reverted, c.Waived
		require.Equal(t, c.Due, after.Owed())
		require.Zero(t, after.Reserved(), "the fund keeps nothing back for what is over")
		if rule == domain.BreachNone {
			require.Zero(t, c.Due)
		}
		require.LessOrEqual(t, c.Due, totals.Conclude(domain.BreachFullAmountDue).Due, "no rule asks more")
	})
}
