package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/limits"
)

func settlementKinds() []domain.SettlementKind {
	return []domain.SettlementKind{
		domain.RestructuringLoan, domain.DebtMediation, domain.PaymentArrangement, domain.Refinancing, domain.WithoutCapacity,
	}
}

func allLimits(t testing.TB) domain.Limits {
	t.Helper()
	all, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	return all
}

// claimsOf answers claims with numbers from 1: preferent ones first.
func claimsOf(preferent, concurrent []int64) (list []domain.Claim) {
	for _, p := range parts(preferent, concurrent) {
		list = append(list, domain.Claim{
			ID: string(rune('a' + p.Number)), Number: p.Number, Rank: p.Rank, Amount: p.Amount, State: domain.ClaimOpen,
		})
	}
	return list
}

// settlingOn answers what a settlement is drawn up from, where so much can be repaid a month and so much is protected.
func settlingOn(t testing.TB, capacity, income, protected int64, claims []domain.Claim) domain.Drafting {
	t.Helper()
	return domain.Drafting{
		Today:      date(t, "2026-11-26"),
		Trajectory: domain.Trajectory{Kind: domain.DebtHelp, State: domain.Settling, Report: date2020()},
		Claims:     claims,
		Capacity: &domain.Calculation{
			ID: "capacity", Kind: domain.Capacity, Input: domain.CalculationInput{Household: domain.Single, Income: income},
			Result: domain.CalculationResult{Amount: capacity},
		},
		Protecting: &domain.Calculation{
			ID: "protected", Kind: domain.ProtectedEarnings, Input: domain.CalculationInput{Income: income},
			Result: domain.CalculationResult{Amount: protected},
		},
		Norms: allNorms(t), Limits: allLimits(t),
	}
}

func drawn(kind domain.SettlementKind, on civil.Date) domain.Settlement {
	return domain.Settlement{ID: "settlement", Kind: kind, Date: on, Basis: domain.SettlementBasis{CalculationID: "capacity"}, Version: 1}
}

func offered(s domain.Settlement) (sum int64, shares []int64) {
	for _, o := range s.Offers {
		sum, shares = sum+o.Share, append(shares, o.Share)
	}
	return sum, shares
}

func TestSettlementsOfTheWorkedExamples(t *testing.T) {
	w7, one := claimsOf([]int64{3_000_00}, []int64{9_000_00, 3_000_00}), claimsOf(nil, []int64{15_000_00})
	w10 := claimsOf(nil, []int64{1_000_00, 1_000_00, 1_000_00})
	monthly := func(cents int64) *int64 { return &cents }
	for name, tt := range map[string]struct {
		kind                        domain.SettlementKind
		capacity, income, protected int64
		monthly                     *int64
		extra                       int64
		claims                      []domain.Claim
		want                        []int64
		broken                      []string
	}{
		"W6: 65.50 a month, 18 months": {domain.DebtMediation, 65_50, 1450_00, 1384_50, nil, 0, one, []int64{1_179_00}, []string{}},
		"W6: no capacity, so SA":       {domain.WithoutCapacity, 0, 1300_00, 1235_00, nil, 0, one, []int64{0}, []string{}},
		"W6: and no SB":                {domain.DebtMediation, 0, 1300_00, 1235_00, nil, 0, one, []int64{0}, []string{"kind KIND_CAPACITY"}},
		"W7: preferent twice":          {domain.DebtMediation, 60_00, 2000_00, 1900_00, nil, 0, w7, []int64{360_00, 540_00, 180_00}, []string{}},
		"W8: preferent in full":        {domain.RestructuringLoan, 500_00, 2000_00, 1500_00, nil, 0, w7, []int64{3_000_00, 4_500_00, 1_500_00}, []string{}},
		"W8: preferent in full, more":  {domain.RestructuringLoan, 500_00, 2000_00, 1500_00, nil, 3_000_00, w7, []int64{3_000_00, 6_750_00, 2_250_00}, []string{}},
		"W10: cents":                   {domain.WithoutCapacity, 0, 1300_00, 1235_00, nil, 100_00, w10, []int64{33_34, 33_33, 33_33}, []string{}},
		"W11: 400 a month is arranged": {domain.PaymentArrangement, 400_00, 2000_00, 1600_00, monthly(400_00), 0, claimsOf(nil, []int64{12_000_00}), []int64{12_000_00}, []string{}},
		"W11: 300 a month is not":      {domain.PaymentArrangement, 300_00, 2000_00, 1600_00, monthly(300_00), 0, claimsOf(nil, []int64{12_000_00}), []int64{12_000_00}, []string{"monthly_cents MONTHS_TOO_MANY"}},
		"W12: 120 is too much":         {domain.DebtMediation, 120_00, 1300_00, 1235_00, nil, 0, one, []int64{2_160_00}, []string{"monthly_cents BELOW_PROTECTED_EARNINGS"}},
		"W12: 65 at most":              {domain.DebtMediation, 120_00, 1300_00, 1235_00, monthly(65_00), 0, one, []int64{1_170_00}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			in := settlingOn(t, tt.capacity, tt.income, tt.protected, tt.claims)
			in.Monthly = tt.monthly
			s := drawn(tt.kind, date(t, "2026-11-20"))
			s.Extra = tt.extra
			broken, err := s.Draw(in)
			require.NoError(t, err)
			require.Equal(t, tt.broken, reasons(broken))
			_, shares := offered(s)
			require.Equal(t, tt.want, shares)
		})
	}
}

func TestSettlementHoldsToTheRulesOfItsDate(t *testing.T) {
	claims := claimsOf(nil, []int64{15_000_00})
	for name, tt := range map[string]struct {
		kind     domain.SettlementKind
		on       string
		capacity int64
		months   int
		want     []string
	}{
		"18 months":                                {domain.DebtMediation, "2023-07-01", 50_00, 18, []string{}},
		"36 months before":                         {domain.DebtMediation, "2023-06-30", 50_00, 36, []string{}},
		"without capacity":                         {domain.WithoutCapacity, "2024-07-01", 0, 0, []string{}},
		"without capacity while a minimum held":    {domain.WithoutCapacity, "2021-06-01", 0, 0, []string{"kind KIND_NOT_YET"}},
		"without capacity where it is not known":   {domain.WithoutCapacity, "2023-08-01", 0, 0, []string{"date NORM_UNKNOWN"}},
		"with a capacity there is another kind":    {domain.WithoutCapacity, "2026-11-20", 1, 0, []string{"kind KIND_CAPACITY"}},
		"before there was a norm of how many that": {domain.DebtMediation, "2012-06-30", 50_00, 0, []string{"date BEFORE_REPORT", "date NORM_UNKNOWN"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := drawn(tt.kind, date(t, tt.on))
			broken, err := s.Draw(settlingOn(t, tt.capacity, 2000_00, 1900_00, claims))
			require.NoError(t, err)
			require.Equal(t, tt.want, reasons(broken))
			require.Equal(t, tt.months, s.Months)
		})
	}
}

func TestSettlementIsDrawnUpWhereItsTrajectoryHasOne(t *testing.T) {
	for _, kind := range settlementKinds() {
		for _, trajectory := range kinds() {
			for _, state := range states() {
				s := drawn(kind, date(t, "2026-11-20"))
				in := settlingOn(t, 0, 2000_00, 1900_00, nil)
				in.Trajectory.Kind, in.Trajectory.State = trajectory, state
				_, err := s.Draw(in)
				all := kind == domain.PaymentArrangement || kind == domain.Refinancing
				may := trajectory == domain.DebtHelp &&
					(state == domain.Settling || state == domain.Solution || (all && state == domain.Stabilisation))
				require.Equal(t, !may, fault.Is(err, "SETTLEMENT_NOT_HERE"), "%s %s %s", kind, trajectory, state)
			}
		}
	}
}

// drawSettlement answers a settlement that may be drawn up, with offers by default.
func drawSettlement(t *rapid.T, in domain.Drafting) domain.Settlement {
	in.Claims = claimsOf(rapid.SliceOfN(rapid.Int64Range(0, 50_000_00), 0, 5).Draw(t, "preferent"),
		rapid.SliceOfN(rapid.Int64Range(1_00, 50_000_00), 1, 12).Draw(t, "concurrent"))
	total := domain.TotalOf(in.Claims).Total
	s := drawn(rapid.SampledFrom(settlementKinds()).Draw(t, "kind"), in.Today)
	var monthly int64
	switch s.Kind {
	case domain.PaymentArrangement, domain.Refinancing:
		monthly = rapid.Int64Range((total+35)/36, total).Draw(t, "monthly")
	case domain.RestructuringLoan, domain.DebtMediation:
		s.Extra, s.Months = rapid.Int64Range(0, total/2).Draw(t, "extra"), rapid.IntRange(1, 18).Draw(t, "months")
		monthly = rapid.Int64Range(1, (total-s.Extra)/int64(s.Months)).Draw(t, "monthly")
	default:
		s.Extra = rapid.Int64Range(0, total).Draw(t, "extra")
	}
	in.Monthly, in.Capacity.Result.Amount = &monthly, monthly
	fee := rapid.Int64Range(0, 9_00).Draw(t, "fee")
	in.Limits = append(domain.Limits{}, in.Limits...)
	for i, l := range in.Limits {
		if l.Kind == domain.FeeShare || l.Kind == domain.ManagementFee {
			in.Limits[i].Amount = fee
		}
	}
	broken, err := s.Draw(in)
	require.NoError(t, err)
	require.Empty(t, broken)
	return s
}

func TestOffersThatFollowFromTheRuleAreThePotAndNeverMoreThanIsOwed(t *testing.T) {
	in := settlingOn(t, 0, 1_000_000_00, 0, nil)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawSettlement(rt, in)
		sum, _ := offered(s)
		require.Equal(rt, s.Pot.Net, sum)
		for _, o := range s.Offers {
			require.LessOrEqual(rt, o.Share, o.Owed, "none above 100 %%, preferent ones neither")
			require.LessOrEqual(rt, o.BasisPoints(), int64(100_00))
		}
	})
}

func TestScheduleAddsUpAndNeverPaysOutWhatWasNotPaidIn(t *testing.T) {
	in := settlingOn(t, 0, 1_000_000_00, 0, nil)
	rapid.Check(t, func(rt *rapid.T) {
		s := drawSettlement(rt, in)
		s.Life.Start = date2020().AddDays(rapid.IntRange(0, 3_000).Draw(rt, "start"))
		schedule, err := s.Schedule(rapid.IntRange(1, 13).Draw(rt, "every"))
		require.NoError(rt, err)
		var paidIn, paidOut int64
		last := s.Life.Start
		for _, i := range schedule.Instalments {
			require.Positive(rt, i.Amount)
			require.False(rt, i.Due.Before(last), "they are in order")
			paidIn, last = paidIn+i.Amount, i.Due
		}
		require.Equal(rt, s.Pot.PaidIn, paidIn)
		require.False(rt, last.After(s.Life.Start.AddMonths(s.Months)))
		got := map[string]int64{}
		for _, p := range schedule.Payouts {
			require.Positive(rt, p.Amount)
			got[p.ClaimID], paidOut = got[p.ClaimID]+p.Amount, paidOut+p.Amount
			if s.Kind == domain.DebtMediation || s.Kind == domain.PaymentArrangement {
				require.LessOrEqual(rt, paidOut, paidInBy(schedule, p.Date), "on %s", p.Date)
			}
		}
		require.Equal(rt, s.Pot.Net, paidOut)
		for _, o := range s.Offers {
			require.Equal(rt, o.Share, got[o.ClaimID])
		}
	})
}

func paidInBy(schedule domain.PaymentSchedule, on civil.Date) (sum int64) {
	for _, i := range schedule.Instalments {
		if !i.Due.After(on) {
			sum += i.Amount
		}
	}
	return sum
}
