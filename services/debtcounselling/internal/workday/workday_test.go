package workday_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/workday"
)

func date(t testing.TB, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

func TestHolidaysOfTheLawAreNoWorkingDays(t *testing.T) {
	c := workday.New()
	for _, holiday := range []string{
		"2026-01-01", "2026-04-03", "2026-04-06", "2026-04-27", "2026-05-05", "2026-05-14", "2026-05-25", "2026-12-25",
		"2022-12-26", "2024-12-26", "2025-04-26", "2019-04-22", "2022-06-06", "2022-05-05",
	} {
		require.False(t, c.Is(date(t, holiday)), holiday)
	}
	for _, worked := range []string{"2026-01-02", "2026-12-24", "2026-12-31", "2026-04-28", "2026-05-15", "2025-04-25"} {
		require.True(t, c.Is(date(t, worked)), worked)
	}
}

func TestKingsDayOnASundayIsHeldOnTheSaturday(t *testing.T) {
	require.True(t, workday.New().Is(date(t, "2025-04-28")), "27 April 2025 is a Sunday: the day after it is worked")
}

func TestWorkingDaysAreCountedFromTheNextDay(t *testing.T) {
	c := workday.New()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-20", 3, "2026-11-25"},
		{"2026-12-24", 3, "2026-12-30"},
		{"2026-11-23", 10, "2026-12-07"},
		{"2026-11-23", 5, "2026-11-30"},
		{"2026-11-21", 1, "2026-11-23"},
		{"2026-11-21", 0, "2026-11-21"},
	} {
		require.Equal(t, date(t, tt.want), c.Add(date(t, tt.from), tt.n), "%d after %s", tt.n, tt.from)
	}
}

func TestTermThatEndsOnAFreeDayIsExtended(t *testing.T) {
	c := workday.New()
	require.Equal(t, date(t, "2026-12-28"), c.Extend(date(t, "2026-12-25")), "over Christmas and the weekend")
	require.Equal(t, date(t, "2026-12-24"), c.Extend(date(t, "2026-12-24")))
}

func TestMoreWorkingDaysAreNeverEarlier(t *testing.T) {
	c := workday.New()
	rapid.Check(t, func(t *rapid.T) {
		from := civil.Date{Year: 2020, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 4_000).Draw(t, "day"))
		n := rapid.IntRange(0, 60).Draw(t, "n")
		due := c.Add(from, n)
		require.False(t, c.Add(from, n+1).Before(due.AddDays(1)))
		require.True(t, n == 0 || c.Is(due))
		later := from.AddDays(rapid.IntRange(0, 30).Draw(t, "later"))
		require.False(t, c.Add(later, n).Before(due), "who begins later is not due earlier")
	})
}
