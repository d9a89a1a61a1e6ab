package civil_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/civil"
)

func TestTimeIsReadAsItIsWritten(t *testing.T) {
	for _, text := range []string{"00:00", "09:05", "14:30", "23:59"} {
		read, err := civil.ParseTime(text)
		require.NoError(t, err)
		require.Equal(t, text, read.String())
	}
}

func TestTimeThatDoesNotExistOrIsWrittenOtherwiseIsRefused(t *testing.T) {
	for _, text := range []string{"", "9:05", "09:5", "24:00", "12:60", "-1:00", "09.05", "09:05:00", " 09:05", "09:05 ", "9"} {
		_, err := civil.ParseTime(text)
		require.ErrorContains(t, err, "HH:MM", text)
	}
}

func TestTimeOfADayIsAnInstantAlsoWhereTheClocksChange(t *testing.T) {
	for _, c := range []struct{ name, zone, date, time, instant string }{
		{"winter", "Europe/Amsterdam", "2022-01-11", "14:30", "2022-01-11T14:30:00+01:00"},
		{"summer", "Europe/Amsterdam", "2022-07-12", "14:30", "2022-07-12T14:30:00+02:00"},
		{"before the clocks skip", "Europe/Amsterdam", "2022-03-27", "01:59", "2022-03-27T01:59:00+01:00"},
		{"skipped", "Europe/Amsterdam", "2022-03-27", "02:00", "2022-03-27T03:00:00+02:00"},
		{"skipped", "Europe/Amsterdam", "2022-03-27", "02:30", "2022-03-27T03:30:00+02:00"},
		{"after the skip", "Europe/Amsterdam", "2022-03-27", "03:00", "2022-03-27T03:00:00+02:00"},
		{"before the hour that comes twice", "Europe/Amsterdam", "2022-10-30", "01:59", "2022-10-30T01:59:00+02:00"},
		{"twice", "Europe/Amsterdam", "2022-10-30", "02:00", "2022-10-30T02:00:00+02:00"},
		{"twice", "Europe/Amsterdam", "2022-10-30", "02:30", "2022-10-30T02:30:00+02:00"},
		{"after it", "Europe/Amsterdam", "2022-10-30", "03:00", "2022-10-30T03:00:00+01:00"},
		{"evening of a day that changes", "Europe/Amsterdam", "2022-03-27", "20:00", "2022-03-27T20:00:00+02:00"},
		{"west of Greenwich, skipped", "America/New_York", "2022-03-13", "02:30", "2022-03-13T03:30:00-04:00"},
		{"west of Greenwich, twice", "America/New_York", "2022-11-06", "01:30", "2022-11-06T01:30:00-04:00"},
		{"no change ever", "UTC", "2022-03-27", "02:30", "2022-03-27T02:30:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		clock, err := civil.ParseTime(c.time)
		require.NoError(t, err)
		require.Equal(t, c.instant, clock.On(date(t, c.date), zone).Format(time.RFC3339), c.name)
	}
}

func TestTimeOfADayIsWhatTheClocksShow(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		d := civil.Date{Year: 2020, Month: time.January, Day: 1}.AddDays(rapid.IntRange(0, 4000).Draw(t, "day"))
		clock := civil.Time{Hour: rapid.IntRange(3, 23).Draw(t, "hour"), Minute: rapid.IntRange(0, 59).Draw(t, "minute")}
		at := clock.On(d, zone)
		require.Equal(t, d, civil.DateOf(at))
		require.Equal(t, clock.String(), at.Format("15:04"))
	})
}
