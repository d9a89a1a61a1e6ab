package limits_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/limits"
)

func TestBuiltInLimitsAreThoseThatWereRead(t *testing.T) {
	all, err := limits.Parse(limits.BuiltIn)
	require.NoError(t, err)
	got := map[int][4]int{}
	for year, l := range all {
		require.NotEmpty(t, l.Source)
		got[year] = [4]int{l.HourFrom21, l.HourUnder21, l.Month, l.Total}
	}
	require.Equal(t, map[int][4]int{
		2021: {0, 0, 180_00, 1800_00}, 2022: {0, 0, 180_00, 1800_00}, 2023: {5_00, 2_75, 190_00, 1900_00},
		2024: {5_50, 3_25, 210_00, 2100_00}, 2025: {5_60, 3_30, 210_00, 2100_00},
	}, got)
	require.True(t, all.Knows(2022))
	require.False(t, all.Knows(2026), "no source was found: it is configuration, and never a guess")
}

func TestEverythingWrongWithLimitsIsTold(t *testing.T) {
	const header = "year,hour_from_21_cents,hour_under_21_cents,month_cents,year_cents,source\n"
	for text, want := range map[string]string{
		"":                                      "the first line must be",
		"year,month\n":                          "the first line must be",
		header + "soon,,,1,1,here\n":            `line 2: "soon" is no year`,
		header + "2026,5.60,,1,1,here\n":        `line 2: hour_from_21_cents: "5.60" is no amount in whole cents`,
		header + "2026,,,0,1,here\n":            `line 2: month_cents: "0" is no amount`,
		header + "2026,,,1,1,\n":                "line 2: there is no source",
		header + "2026,,,1,1\n":                 "wrong number of fields",
		header + "2026,,,1,1,a\n2026,,,1,1,b\n": "line 3: the year 2026 stands twice",
	} {
		_, err := limits.Parse([]byte(text))
		require.ErrorContains(t, err, want, text)
	}
	_, err := limits.Parse([]byte(header + "soon,,,1,1,a\nlater,,,1,1,b\n"))
	require.ErrorContains(t, err, "line 2")
	require.ErrorContains(t, err, "line 3")
	one, err := limits.Parse([]byte(header + "2026,,,,,nothing was published yet\n"))
	require.NoError(t, err)
	require.Equal(t, domain.AllowanceLimits{2026: {Year: 2026, Source: "nothing was published yet"}}, one)
	require.False(t, one.Knows(2026))
}
