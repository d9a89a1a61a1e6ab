package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func TestLastDateOnWhichATermMayHaveBegun(t *testing.T) {
	for name, tt := range map[string]struct {
		months   int
		on, want string
	}{
		"the day itself":        {60, "2027-03-01", "2022-03-01"},
		"the day before":        {60, "2027-02-28", "2022-02-28"},
		"a leap day":            {12, "2025-02-28", "2024-02-29"},
		"before a leap day":     {12, "2025-02-27", "2024-02-27"},
		"a long month before":   {6, "2027-02-28", "2026-08-31"},
		"a short month before":  {1, "2026-03-31", "2026-02-28"},
		"the last of the years": {84, "2029-12-31", "2022-12-31"},
	} {
		last, is := domain.RetentionTerms{domain.ClaimRecords: tt.months}.Last(domain.ClaimRecords, date(t, tt.on))
		require.True(t, is, name)
		require.Equal(t, tt.want, last.String(), name)
	}
	_, is := domain.RetentionTerms{}.Last(domain.ClaimRecords, date(t, "2026-01-01"))
	require.False(t, is, "what has no term is kept")
}

func TestTermHasPassedForTheLastDateAndForNoneAfterIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := civil.DateOf(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).AddDays(rapid.IntRange(0, 3000).Draw(t, "day"))
		months := rapid.IntRange(1, 240).Draw(t, "months")
		last, _ := domain.RetentionTerms{domain.ClaimRecords: months}.Last(domain.ClaimRecords, on)
		require.False(t, last.AddMonths(months).After(on), "%s", last)
		require.True(t, last.AddDays(1).AddMonths(months).After(on), "%s", last)
	})
}

func TestTermsAreThoseOfThePolicyOfTheDay(t *testing.T) {
	policy := domain.RetentionPolicy{
		{Type: domain.ClaimRecords, From: date(t, "2027-01-01"), Months: 120, Source: "new"},
		{Type: domain.ClaimRecords, From: date(t, "2012-07-01"), Months: 84, Source: "old"},
		{Type: domain.MeasureRecords, From: date(t, "2027-01-01"), Months: 12, Source: "new"},
	}
	require.Equal(t, domain.RetentionTerms{domain.ClaimRecords: 84}, policy.On(date(t, "2026-12-31")))
	require.Equal(t, domain.RetentionTerms{domain.ClaimRecords: 120, domain.MeasureRecords: 12}, policy.On(date(t, "2027-01-01")))
	require.Empty(t, policy.On(date(t, "2012-06-30")), "what no policy held for yet is kept")
}

func TestPolicyHasARuleForEachRecordTypeAndOneAtATime(t *testing.T) {
	var policy domain.RetentionPolicy
	for _, of := range domain.RecordTypes() {
		policy = append(policy, domain.RetentionRule{Type: of, From: date(t, "2012-07-01"), Months: 60, Source: "a list"})
	}
	require.NoError(t, policy.Check())
	require.ErrorContains(t, policy[1:].Check(), "there is no rule for case_file")
	require.ErrorContains(t, append(policy, policy[0]).Check(), "two rules for case_file from 2012-07-01")
	err := domain.RetentionRule{Type: "diary", Months: 0}.Validate()
	for _, want := range []string{"diary", "1 month or more", "where it was read"} {
		require.ErrorContains(t, err, want)
	}
}
