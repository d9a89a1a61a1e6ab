package domain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func zone(t require.TestingT) *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	return zone
}

// TestSeriesHasAsManyShiftsAsOccurrencesWithoutItsExceptions holds for every rule of days, also across both changes of the clocks.
func TestSeriesHasAsManyShiftsAsOccurrencesWithoutItsExceptions(t *testing.T) {
	start := civil.Date{Year: 2022, Month: 1, Day: 3}
	rapid.Check(t, func(t *rapid.T) {
		every, count := rapid.IntRange(1, 9).Draw(t, "every"), rapid.IntRange(1, 90).Draw(t, "count")
		s := domain.ShiftSeries{
			ID: "s", Rule: fmt.Sprintf("FREQ=DAILY;INTERVAL=%d;COUNT=%d", every, count), Start: start,
			At: &civil.Time{Hour: rapid.IntRange(0, 23).Draw(t, "hour")}, Minutes: rapid.IntRange(1, 1380).Draw(t, "minutes"),
		}
		left := count
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 99), 0, 20, rapid.ID).Draw(t, "exceptions") {
			if s.Exceptions = append(s.Exceptions, start.AddDays(n*every)); n < count {
				left--
			}
		}
		shifts, broken := s.ByRule(zone(t))
		if left == 0 {
			require.Len(t, broken, 1)
			return
		}
		require.Empty(t, broken)
		require.Len(t, shifts, left)
		for i, sh := range shifts {
			require.NotContains(t, s.Exceptions, sh.Date)
			require.Equal(t, time.Duration(s.Minutes)*time.Minute, sh.End.Sub(sh.Start))
			require.Empty(t, domain.Shift{PersonID: "p", State: domain.ShiftPlanned, Period: sh.Period}.InTheWay(shifts[:i]))
		}
	})
}

func TestDayOfTwentyThreeHoursIsTooShortForOneOfTwentyFour(t *testing.T) {
	s := domain.ShiftSeries{
		Rule: "FREQ=DAILY;COUNT=3", Start: civil.Date{Year: 2022, Month: 3, Day: 26}, At: &civil.Time{}, Minutes: 1440,
	}
	_, broken := s.ByRule(zone(t))
	require.Equal(t, []fault.Field{{
		Path: "rule", Reason: "OCCURRENCES_OVERLAP", Text: "On 2022-03-28: The one before has not ended when it begins.",
	}}, broken)
}

func TestSeriesTakesTheSessionsThatAreItsOwn(t *testing.T) {
	day := civil.Date{Year: 2022, Month: 6, Day: 20}
	for name, c := range map[string]struct {
		change func(*domain.ShiftSeries, *domain.Session)
		want   bool
	}{
		"within":         {func(*domain.ShiftSeries, *domain.Session) {}, true},
		"the first day":  {func(s *domain.ShiftSeries, _ *domain.Session) { s.Start = day }, true},
		"the last day":   {func(s *domain.ShiftSeries, _ *domain.Session) { s.End = day }, true},
		"before":         {func(s *domain.ShiftSeries, _ *domain.Session) { s.Start = day.AddDays(1) }, false},
		"after":          {func(s *domain.ShiftSeries, _ *domain.Session) { s.End = day.AddDays(-1) }, false},
		"an exception":   {func(s *domain.ShiftSeries, _ *domain.Session) { s.Exceptions = []civil.Date{day} }, false},
		"of another":     {func(_ *domain.ShiftSeries, one *domain.Session) { one.ActivityID = "other" }, false},
		"cancelled":      {func(_ *domain.ShiftSeries, one *domain.Session) { one.State = domain.SessionCancelled }, false},
		"held":           {func(_ *domain.ShiftSeries, one *domain.Session) { one.State = domain.SessionHeld }, false},
		"of a cancelled": {func(s *domain.ShiftSeries, _ *domain.Session) { s.State = domain.ShiftCancelled }, false},
	} {
		s := domain.ShiftSeries{ActivityID: "a", Start: day.AddDays(-9), End: day.AddDays(9), State: domain.ShiftPlanned}
		one := domain.Session{ActivityID: "a", Date: day, State: domain.SessionPlanned}
		c.change(&s, &one)
		require.Equal(t, c.want, s.Takes(one), name)
	}
}

func TestShiftThatJoinsIsOpenWhereItsWorkerCannot(t *testing.T) {
	start := time.Date(2022, 6, 20, 12, 0, 0, 0, time.UTC)
	one := domain.Session{ID: "x", Date: civil.DateOf(start), Period: period.Period{Start: start, End: start.Add(time.Hour)}}
	other := domain.Shift{ID: "o", PersonID: "p", State: domain.ShiftPlanned, Period: period.Period{Start: start, End: start.Add(1)}}
	for name, c := range map[string]struct {
		change func(*domain.ShiftSeries, *domain.Work, *domain.Engagement)
		others []domain.Shift
		given  bool
	}{
		"can":          {func(*domain.ShiftSeries, *domain.Work, *domain.Engagement) {}, nil, true},
		"ended before": {func(_ *domain.ShiftSeries, w *domain.Work, _ *domain.Engagement) { w.End = one.Date.AddDays(-1) }, nil, false},
		"declined":     {func(_ *domain.ShiftSeries, w *domain.Work, _ *domain.Engagement) { w.State = domain.Declined }, nil, false},
		"erased":       {func(_ *domain.ShiftSeries, w *domain.Work, _ *domain.Engagement) { w.Erased = true }, nil, false},
		"paused":       {func(_ *domain.ShiftSeries, _ *domain.Work, e *domain.Engagement) { e.State = domain.Paused }, nil, false},
		"elsewhere":    {func(*domain.ShiftSeries, *domain.Work, *domain.Engagement) {}, []domain.Shift{other}, false},
		"overridden":   {func(s *domain.ShiftSeries, _ *domain.Work, _ *domain.Engagement) { s.Override = "both" }, []domain.Shift{other}, true},
	} {
		s := domain.ShiftSeries{ID: "s", AssignmentID: "a", State: domain.ShiftPlanned, MinutesBefore: 30, MinutesAfter: 15}
		w := domain.Work{PersonID: "p", Assignment: domain.Assignment{ID: "a", State: domain.Working, Start: one.Date}}
		e := domain.Engagement{State: domain.Engaged}
		c.change(&s, &w, &e)
		sh := s.Join(one, &w, &e, c.others, zone(t))
		require.Equal(t, c.given, sh.AssignmentID == "a" && sh.PersonID == "p", name)
		require.Equal(t, !c.given, sh.AssignmentID == "" && sh.PersonID == "", name)
		require.Equal(t, start.Add(-30*time.Minute), sh.Start, name)
		require.Equal(t, 105*time.Minute, sh.End.Sub(sh.Start), name)
		require.Equal(t, name == "overridden", sh.Override != "", name)
	}
	require.Empty(t, domain.ShiftSeries{}.Join(one, nil, nil, nil, zone(t)).PersonID, "an open series")
}
