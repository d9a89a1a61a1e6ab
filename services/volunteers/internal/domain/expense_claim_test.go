package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestClaimHasWhatItsKindHas(t *testing.T) {
	work := &domain.Work{Kind: domain.Volunteer, PersonID: "p"}
	intern, erased := &domain.Work{Kind: domain.Intern}, &domain.Work{Kind: domain.Volunteer, Erased: true}
	may := domain.Month{Year: 2022, Month: time.May}
	allowance := domain.ExpenseClaim{Kind: "allowance", Month: may, RateCents: 500}
	travel := domain.ExpenseClaim{Kind: "travel", Date: date(t, "2022-05-31"), AmountCents: 1250}
	change := func(c domain.ExpenseClaim, by func(*domain.ExpenseClaim)) domain.ExpenseClaim {
		by(&c)
		return c
	}
	tests := map[string]struct {
		claim domain.ExpenseClaim
		work  *domain.Work
		left  int
		want  []string
	}{
		"an allowance":            {allowance, work, 90, nil},
		"expenses":                {travel, work, 0, nil},
		"without hours":           {allowance, work, 0, []string{"month ALLOWANCE_WITHOUT_HOURS"}},
		"hours withdrawn":         {allowance, work, -30, []string{"month ALLOWANCE_WITHOUT_HOURS"}},
		"of an intern":            {allowance, intern, 90, []string{"assignment_id NOT_A_VOLUNTEER"}},
		"of who was erased":       {travel, erased, 0, []string{"assignment_id PERSON_ERASED"}},
		"of nobody":               {allowance, nil, 0, []string{"assignment_id ASSIGNMENT_UNKNOWN"}},
		"the month of today":      {change(allowance, func(c *domain.ExpenseClaim) { c.Month.Month = time.June }), work, 90, nil},
		"a month to come":         {change(allowance, func(c *domain.ExpenseClaim) { c.Month.Month = time.July }), work, 90, []string{"month DATE_IN_FUTURE"}},
		"a day to come":           {change(travel, func(c *domain.ExpenseClaim) { c.Date = date(t, "2022-06-16") }), work, 0, []string{"date DATE_IN_FUTURE"}},
		"an allowance of nothing": {domain.ExpenseClaim{Kind: "allowance"}, work, 90, []string{"rate_cents RATE_MISSING", "month MONTH_MISSING"}},
		"expenses of nothing":     {domain.ExpenseClaim{Kind: "travel"}, work, 0, []string{"amount_cents AMOUNT_MISSING", "date DATE_MISSING"}},
		"an allowance like expenses": {
			change(travel, func(c *domain.ExpenseClaim) { c.Kind = "allowance" }), work, 90,
			[]string{"amount_cents AMOUNT_OF_ALLOWANCE", "date DATE_OF_ALLOWANCE", "rate_cents RATE_MISSING", "month MONTH_MISSING"},
		},
		"expenses like an allowance": {
			change(allowance, func(c *domain.ExpenseClaim) { c.Kind = "other" }), work, 90,
			[]string{"rate_cents RATE_OF_EXPENSES", "month MONTH_OF_EXPENSES", "amount_cents AMOUNT_MISSING", "date DATE_MISSING"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.want, reasonsOf(tt.claim.Check(tt.work, tt.left, date(t, "2022-06-15"))))
		})
	}
}

func TestAmountOfAnAllowanceIsRoundedDown(t *testing.T) {
	c := domain.ExpenseClaim{Kind: "allowance", Month: domain.Month{Year: 2022, Month: time.May}, RateCents: 275}
	require.Empty(t, c.Check(&domain.Work{Kind: domain.Volunteer}, 50, date(t, "2022-06-15")))
	require.Equal(t, 50, c.Minutes)
	require.Equal(t, 229, c.AmountCents, "EUR 2.2916")
}

func TestClaimGoesFromStateToStateByTheTable(t *testing.T) {
	day, now := date(t, "2022-06-20"), time.Date(2022, 6, 15, 12, 0, 0, 0, time.UTC)
	steps := map[domain.ClaimState]func(*domain.ExpenseClaim) error{
		domain.ClaimApproved: func(c *domain.ExpenseClaim) error { return c.Approve(day, "agreed", now) },
		domain.ClaimRejected: func(c *domain.ExpenseClaim) error { return c.Reject("too late", now) },
		domain.ClaimPaid:     func(c *domain.ExpenseClaim) error { return c.Pay("b", day, now) },
	}
	refused := map[domain.ClaimState]string{
		domain.ClaimSubmitted: "CLAIM_NOT_APPROVED", domain.ClaimApproved: "CLAIM_APPROVED", domain.ClaimRejected: "CLAIM_REJECTED",
		domain.ClaimPaid: "CLAIM_PAID",
	}
	for from, reason := range refused {
		for to, step := range steps {
			c := domain.ExpenseClaim{State: from, Version: 4}
			err := step(&c)
			if slices.Contains(from.Next(), to) {
				require.NoError(t, err)
				require.Equal(t, to, c.State)
				require.EqualValues(t, 5, c.Version)
				continue
			}
			require.True(t, fault.Is(err, reason), "%s to %s: %v", from, to, err)
			require.Equal(t, domain.ExpenseClaim{State: from, Version: 4}, c)
		}
	}
}

func TestMonthHasItsFirstAndLastDate(t *testing.T) {
	for text, last := range map[string]string{"2024-02-10": "2024-02-29", "2023-02-10": "2023-02-28", "2022-12-31": "2022-12-31"} {
		m := domain.MonthOf(date(t, text))
		require.Equal(t, text[:7], m.String())
		require.Equal(t, text[:8]+"01", m.First().String())
		require.Equal(t, last, m.Last().String())
	}
	require.Empty(t, domain.Month{}.String())
}
