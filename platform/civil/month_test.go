package civil_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMonthsAreCountedToTheSameDayOrTheLastOfTheMonth(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		to     string
	}{
		{"2022-06-15", 0, "2022-06-15"},
		{"2022-06-15", 1, "2022-07-15"},
		{"2022-06-15", 7, "2023-01-15"},
		{"2022-06-15", 36, "2025-06-15"},
		{"2022-01-31", 1, "2022-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2022-08-31", 1, "2022-09-30"},
		{"2022-12-31", 2, "2023-02-28"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2023-02-28", 12, "2024-02-28"},
		{"1999-12-31", 600, "2049-12-31"},
		{"2022-03-31", -1, "2022-02-28"},
		{"2022-01-15", -1, "2021-12-15"},
		{"2022-01-15", -24, "2020-01-15"},
	} {
		require.Equal(t, c.to, date(t, c.from).AddMonths(c.months).String(), "%s and %d months", c.from, c.months)
	}
}

func TestLaterDateNeverLeadsToAnEarlierOne(t *testing.T) {
	for months := -14; months <= 50; months++ {
		d := date(t, "2023-12-01")
		for range 460 { // over a leap day
			next := d.AddDays(1)
			require.False(t, next.AddMonths(months).Before(d.AddMonths(months)), "%s and %d months", d, months)
			d = next
		}
	}
}
