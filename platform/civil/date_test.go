package civil_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata" // the zones, also where the machine has none

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/testkit"
)

func date(t *testing.T, text string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(text)
	require.NoError(t, err)
	return d
}

func TestDateIsReadAsItIsWritten(t *testing.T) {
	for _, text := range []string{"2024-02-29", "2000-02-29", "2022-12-31", "0001-01-01", "9999-12-31"} {
		require.Equal(t, text, date(t, text).String())
	}
	require.Equal(t, civil.Date{Year: 2022, Month: time.March, Day: 9}, date(t, "2022-03-09"))
}

func TestDateThatDoesNotExistOrIsWrittenOtherwiseIsRefused(t *testing.T) {
	for _, text := range []string{
		"2022-02-29", "1900-02-29", "2022-04-31", "2022-13-01", "2022-00-10", "2022-01-00", "", "2022-1-1", "01-02-2022",
		"20220101", " 2022-01-01", "2022-01-01T00:00:00Z", "12022-01-01", "-022-01-01", "２022-01-01",
	} {
		_, err := civil.ParseDate(text)
		require.ErrorContains(t, err, "YYYY-MM-DD", text)
	}
}

func TestDatesSortAsTheirTextDoes(t *testing.T) {
	want := []string{"0999-12-31", "2021-12-31", "2022-01-01", "2022-01-02", "2022-02-01", "2022-10-01", "2023-01-01"}
	for i, earlier := range want {
		for j, later := range want {
			require.Equal(t, i < j, date(t, earlier).Before(date(t, later)), "%s before %s", earlier, later)
			require.Equal(t, i > j, date(t, earlier).After(date(t, later)), "%s after %s", earlier, later)
		}
	}
	require.True(t, slices.IsSorted(want))
}

func TestDaysAreCountedOverTheEndOfMonthYearAndSummertime(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		to   string
	}{
		{"2022-12-31", 1, "2023-01-01"},
		{"2023-01-01", -1, "2022-12-31"},
		{"2022-02-28", 1, "2022-03-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2024-03-01", -1, "2024-02-29"},
		{"2022-03-26", 1, "2022-03-27"}, // the clocks go forward, a day of 23 hours
		{"2022-03-27", 1, "2022-03-28"},
		{"2022-10-30", 1, "2022-10-31"}, // the clocks go back, a day of 25 hours
		{"2022-01-01", 365, "2023-01-01"},
		{"2024-01-01", 365, "2024-12-31"},
		{"2022-05-05", 0, "2022-05-05"},
	} {
		require.Equal(t, c.to, date(t, c.from).AddDays(c.days).String(), "%s and %d days", c.from, c.days)
	}
}

func TestTodayDependsOnTheZone(t *testing.T) {
	for _, c := range []struct{ instant, zone, today string }{
		{"2021-12-31T23:30:00Z", "Europe/Amsterdam", "2022-01-01"},
		{"2021-12-31T22:59:59Z", "Europe/Amsterdam", "2021-12-31"},
		{"2021-12-31T23:30:00Z", "UTC", "2021-12-31"},
		{"2022-07-01T22:30:00Z", "Europe/Amsterdam", "2022-07-02"}, // two hours ahead in summer
		{"2022-07-01T22:30:00Z", "America/Curacao", "2022-07-01"},
		{"2022-07-02T00:30:00+02:00", "UTC", "2022-07-01"},
	} {
		instant, err := time.Parse(time.RFC3339, c.instant)
		require.NoError(t, err)
		zone, err := time.LoadLocation(c.zone)
		require.NoError(t, err)
		require.Equal(t, c.today, civil.Today(instant, zone).String(), "%s in %s", c.instant, c.zone)
	}
}

func TestWeekdayIsThatOfTheCalendar(t *testing.T) {
	require.Equal(t, time.Saturday, date(t, "2022-01-01").Weekday())
	require.Equal(t, time.Thursday, date(t, "2024-02-29").Weekday())
}

func TestNoDateIsZeroAndEmpty(t *testing.T) {
	require.True(t, civil.Date{}.IsZero())
	require.False(t, date(t, "0001-01-01").IsZero())
	require.Empty(t, civil.Date{}.String())
}

func TestDatesAreStoredSortedAndReadBackOnBothEngines(t *testing.T) {
	schema := fstest.MapFS{"00001_civil_test.sql": {Data: []byte("-- +goose Up\nCREATE TABLE day (d TEXT NOT NULL);")}}
	want := []civil.Date{{}, date(t, "0999-12-31"), date(t, "2024-02-29"), date(t, "2024-03-01")}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := engine.Open(t, schema)
		require.NoError(t, db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			for _, d := range slices.Backward(want) {
				if _, err := tx.ExecContext(ctx, "INSERT INTO day (d) VALUES ($1)", d); err != nil {
					return err
				}
			}
			return nil
		}))
		rows, err := db.Read().Query("SELECT d FROM day ORDER BY d")
		require.NoError(t, err)
		defer rows.Close()
		var got []civil.Date
		for rows.Next() {
			d := date(t, "1999-09-09") // what was there before is overwritten, by no date too
			require.NoError(t, rows.Scan(&d))
			got = append(got, d)
		}
		require.NoError(t, rows.Err())
		require.Equal(t, want, got)
	})
}

func TestWhatIsNoDateIsNotReadFromTheDatabase(t *testing.T) {
	for _, src := range []any{nil, int64(20220101), 1.5, true, "2022-02-29", []byte("yesterday"), time.Unix(0, 0)} {
		before := date(t, "1999-09-09")
		d := before
		require.Error(t, d.Scan(src), "%v", src)
		require.Equal(t, before, d)
	}
	var d civil.Date
	require.NoError(t, d.Scan([]byte("2022-01-01")))
	require.Equal(t, "2022-01-01", d.String())
}

func TestLaterOfTwoDays(t *testing.T) {
	a, b := civil.Date{Year: 2022, Month: 1, Day: 31}, civil.Date{Year: 2022, Month: 2, Day: 1}
	require.Equal(t, b, civil.Later(a, b))
	require.Equal(t, b, civil.Later(b, a))
	require.Equal(t, a, civil.Later(a, a))
	require.Equal(t, a, civil.Later(a, civil.Date{}), "no date is earlier than any")
}
