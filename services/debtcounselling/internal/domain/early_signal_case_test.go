package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

func earlyToday() civil.Date { return civil.Date{Year: 2026, Month: 11, Day: 26} }

func earlyStart() civil.Date { return civil.Date{Year: 2026, Month: 11, Day: 1} }

func anEarlyCase() domain.EarlySignalCase {
	return domain.EarlySignalCase{
		ID: "c", Start: earlyStart(), MatchingUntil: earlyStart().AddDays(30), State: domain.EarlyReceived,
		Due: earlyStart().AddDays(28), Version: 1,
	}
}

// sought answers a case in which contact was sought so.
func sought(t testing.TB, kind domain.EarlyContactKind, reached bool) domain.EarlySignalCase {
	t.Helper()
	c := anEarlyCase()
	require.NoError(t, c.Seek(domain.EarlySignalContact{Kind: kind, Reached: reached, Date: earlyStart().AddDays(2)}, earlyToday()))
	return c
}

func TestResultFitsHowContactWasSought(t *testing.T) {
	cases := map[string]domain.EarlySignalCase{
		"received": anEarlyCase(), "administrative": sought(t, domain.Administrative, false), "sought": sought(t, "letter", false),
		"reached": sought(t, "telephone", true),
	}
	untouched := []string{"received", "administrative"}
	everywhere := []string{"received", "administrative", "sought", "reached"}
	for result, where := range map[domain.EarlyResult][]string{
		domain.RepeatedSignal: untouched, domain.UnjustifiedSignal: untouched, domain.NotTakenUp: untouched,
		domain.Deceased: everywhere, domain.NotResident: everywhere, domain.AlreadyKnown: everywhere,
		domain.OtherRunningTrajectory: everywhere, domain.ReferralWithoutContact: everywhere, domain.NoContact: {"sought"},
		domain.NoAnswerAfterContact: {"reached"}, domain.NoHelpWanted: {"reached"}, domain.EarlySolvedBySelf: {"reached"},
		domain.QuickAdvice: {"reached"}, domain.FollowUpFinancial: {"reached"}, domain.FollowUpNonFinancial: {"reached"},
	} {
		var fits []string
		for _, name := range everywhere {
			c := cases[name]
			err := c.Close(result, earlyToday(), c.TakenUp, earlyToday())
			if err == nil {
				fits = append(fits, name)
				continue
			}
			require.Equal(t, []string{"result RESULT_NOT_HERE"}, reasonsOf(t, err))
		}
		require.Equal(t, where, fits, result)
	}
	require.Len(t, domain.EarlyResults(), 15)
}

func TestDatesOfACaseAreInOrder(t *testing.T) {
	c := sought(t, "letter", false)
	contact := domain.EarlySignalContact{Kind: domain.Administrative, Reached: true, Date: earlyStart().AddDays(-1)}
	require.ElementsMatch(t, []string{"early_signal_contact.date BEFORE_CASE", "early_signal_contact.reached REACHED_UNEXPECTED"},
		reasonsOf(t, c.Seek(contact, earlyToday())))
	contact = domain.EarlySignalContact{Kind: "letter", Date: earlyToday().AddDays(1)}
	require.Equal(t, []string{"early_signal_contact.date DATE_AHEAD"}, reasonsOf(t, c.Seek(contact, earlyToday())))
	require.Equal(t, []string{"date BEFORE_LAST_CONTACT"},
		reasonsOf(t, c.Close(domain.NoContact, earlyStart(), earlyStart().AddDays(2), earlyToday())))
	require.Equal(t, []string{"date BEFORE_CASE"},
		reasonsOf(t, c.Close(domain.NoContact, earlyStart().AddDays(-1), civil.Date{}, earlyToday())))
}

func TestFirstContactIsOverdueUntilItIsSoughtAndWhereItWasLate(t *testing.T) {
	c := anEarlyCase()
	require.False(t, c.Overdue(c.Due))
	require.True(t, c.Overdue(c.Due.AddDays(1)))
	c.Due = earlyStart().AddDays(1)
	require.NoError(t, c.Seek(domain.EarlySignalContact{Kind: domain.Administrative, Date: c.Due}, earlyToday()))
	require.True(t, c.Overdue(earlyToday()), "what is administrative is no contact")
	late := c
	require.NoError(t, late.Seek(domain.EarlySignalContact{Kind: "card", Date: c.Due.AddDays(1)}, earlyToday()))
	require.True(t, late.Overdue(earlyToday()))
	require.NoError(t, c.Seek(domain.EarlySignalContact{Kind: "card", Date: c.Due}, earlyToday()))
	require.False(t, c.Overdue(earlyToday()))
}

func TestWhateverHappensToACaseItStaysWhole(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := anEarlyCase()
		var last civil.Date
		for range rapid.IntRange(0, 12).Draw(rt, "steps") {
			before := c
			date := earlyStart().AddDays(rapid.IntRange(-2, 27).Draw(rt, "day"))
			var err error
			switch rapid.SampledFrom([]string{"join", "seek", "close", "follow"}).Draw(rt, "step") {
			case "join":
				c.Join(domain.EarlySignal{Crisis: rapid.Bool().Draw(rt, "crisis"), Date: date}, date.AddDays(3))
			case "seek":
				kind := rapid.SampledFrom([]domain.EarlyContactKind{"letter", "home_visit", domain.Administrative}).Draw(rt, "kind")
				err = c.Seek(domain.EarlySignalContact{Kind: kind, Reached: rapid.Bool().Draw(rt, "reached"), Date: date}, earlyToday())
				if err == nil && date.After(last) {
					last = date
				}
			case "close":
				err = c.Close(rapid.SampledFrom(domain.EarlyResults()).Draw(rt, "result"), date, last, earlyToday())
			case "follow":
				err = c.Follow("t")
			}
			if err != nil {
				require.Equal(rt, before, c, "what is refused changes nothing")
			}
			requireWholeEarlyCase(rt, before, c, last)
		}
	})
}

// requireWholeEarlyCase checks what holds of every case, whatever happened to it.
func requireWholeEarlyCase(t require.TestingT, before, c domain.EarlySignalCase, last civil.Date) {
	require.Equal(t, c.State == domain.EarlyClosed, c.Result != "")
	require.Equal(t, c.State == domain.EarlyClosed, !c.End.IsZero())
	require.Equal(t, c.State == domain.EarlyReceived, c.TakenUp.IsZero() && c.Open())
	if !c.Contact.IsZero() {
		require.False(t, c.TakenUp.IsZero())
		require.False(t, c.Contact.Before(c.TakenUp))
	}
	require.True(t, !c.Reached || !c.Contact.IsZero(), "who was reached was sought")
	require.True(t, !c.Result.Accepts() || c.Reached, "who accepts help was reached")
	require.True(t, c.TrajectoryID == "" || c.Result.Accepts())
	require.False(t, c.Due.After(before.Due), "a term never gets longer")
	if !c.End.IsZero() {
		require.False(t, c.End.Before(last))
	}
	if !before.Open() {
		before.TrajectoryID, c.TrajectoryID = "", ""
		require.Equal(t, before, c, "what ended stays")
	}
}
