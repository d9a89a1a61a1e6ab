package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
	"github.com/deschoor/meedoen/services/debtcounselling/terms"
)

func rules(t testing.TB) domain.TermRules {
	t.Helper()
	r, err := terms.Parse(terms.BuiltIn)
	require.NoError(t, err)
	return r
}

// W13 and W18 of the worked examples.
func TestDatesOnWhichTermsAreDue(t *testing.T) {
	for name, tt := range map[string]struct {
		kind   domain.TermKind
		crisis bool
		start  string
		want   string
	}{
		"W13: report on a Monday":                        {domain.FirstConversationTerm, false, "2026-11-02", "2026-11-30"},
		"W13: decision after the first conversation":     {domain.DecisionTerm, false, "2026-11-16", "2027-01-11"},
		"W13: crisis on a Friday":                        {domain.FirstConversationTerm, true, "2026-11-20", "2026-11-25"},
		"W13: crisis before Christmas and a weekend":     {domain.FirstConversationTerm, true, "2026-12-24", "2026-12-30"},
		"W18: balance request":                           {domain.BalanceAnswerTerm, false, "2026-11-23", "2026-12-07"},
		"W18: message that is not fetched":               {domain.BalanceFetchTerm, false, "2026-11-23", "2026-11-30"},
		"four weeks that would end on a Saturday":        {domain.FirstConversationTerm, false, "2026-10-31", "2026-11-30"},
		"moratorium, six months that are not extended":   {domain.MoratoriumTerm, false, "2026-08-28", "2027-02-28"},
		"settlement of 18 months":                        {domain.SolutionTerm, false, "2023-07-01", "2025-01-01"},
		"settlement of before July 2023, of 36 months":   {domain.SolutionTerm, false, "2023-06-30", "2026-06-30"},
		"recheck a year after":                           {domain.RecheckTerm, false, "2024-02-29", "2025-02-28"},
		"first contact after a signal of a crisis":       {domain.SignalContactTerm, true, "2026-11-20", "2026-11-25"},
		"first contact after a signal that is no crisis": {domain.SignalContactTerm, false, "2026-11-02", "2026-11-30"},
	} {
		t.Run(name, func(t *testing.T) {
			due, ok := rules(t).Due(tt.kind, tt.crisis, date(t, tt.start), workday.New())
			require.True(t, ok)
			require.Equal(t, date(t, tt.want), due)
		})
	}
}

// W18: a message that is not fetched is deleted after five working days.
func TestMessageIsKeptFiveWorkingDays(t *testing.T) {
	require.Equal(t, date(t, "2026-11-30"), workday.New().Add(date(t, "2026-11-23"), 5))
}

func TestNoTermBeforeTheLawKnewIt(t *testing.T) {
	_, ok := rules(t).Due(domain.FirstConversationTerm, false, date(t, "2012-06-30"), workday.New())
	require.False(t, ok)
}

func TestWhoBeginsLaterIsNotDueEarlier(t *testing.T) {
	all, days := rules(t), workday.New()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(domain.TermKinds()).Draw(t, "kind")
		crisis := rapid.Bool().Draw(t, "crisis")
		start := civil.Date{Year: 2023, Month: time.July, Day: 1}.AddDays(rapid.IntRange(0, 3_000).Draw(t, "start"))
		later := start.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
		due, ok := all.Due(kind, crisis, start, days)
		require.True(t, ok)
		require.True(t, due.After(start))
		after, ok := all.Due(kind, crisis, later, days)
		require.True(t, ok)
		require.False(t, after.Before(due))
	})
}

func TestTermIsOverdueAfterItsDate(t *testing.T) {
	term := domain.Term{State: domain.TermRunning, Due: date(t, "2026-11-30")}
	require.False(t, term.Overdue(date(t, "2026-11-30")))
	require.True(t, term.Overdue(date(t, "2026-12-01")))
	term.Meet(date(t, "2026-11-30"), time.Time{})
	require.False(t, term.Overdue(date(t, "2027-01-01")), "it was met in time")
	late := domain.Term{State: domain.TermRunning, Due: date(t, "2026-11-30")}
	late.Meet(date(t, "2026-12-02"), time.Time{})
	require.True(t, late.Overdue(date(t, "2026-12-02")))
	late.Void(time.Time{})
	require.False(t, late.Overdue(date(t, "2027-01-01")))
}
