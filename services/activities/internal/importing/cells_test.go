package importing

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDatesAreReadAsTheyAreWrittenInTheNetherlands(t *testing.T) {
	for cell, want := range map[string]string{
		"31-12-2022": "2022-12-31", "31/12/2022": "2022-12-31", "31.12.2022": "2022-12-31", "2022-12-31": "2022-12-31",
		"1-5-2022": "2022-05-01", "1 mei 2022": "2022-05-01", "01 MEI  2022": "2022-05-01", "1 mrt. 2022": "2022-03-01",
		"1-mrt-2022": "2022-03-01", "3 sept 2022": "2022-09-03", "29 februari 2024": "2024-02-29", "2022-1-2": "2022-01-02",
		"31-12-2022 0:00": "2022-12-31", "31-12-2022 00:00:00": "2022-12-31", "2022-12-31T00:00:00": "2022-12-31",
	} {
		date, reason := readDate(cell)
		require.Empty(t, reason, cell)
		require.Equal(t, want, date.String(), cell)
	}
	for _, cell := range []string{
		"31-12-22", "12/31/2022", "30-2-2022", "29-02-2022", "0-1-2022", "1 may 2022", "1 me 2022", "44926", "vandaag", "2022",
		"31-12-2022 14:30", "31-12-20222", "1 mei", "-1-5-2022", "٣١-١٢-٢٠٢٢", "2022-12-31 x", "0000-00-00", "1--5-2022",
	} {
		date, reason := readDate(cell)
		require.Equal(t, reasonDate, reason, cell)
		require.True(t, date.IsZero(), cell)
	}
}

func TestNumbersAreReadAsTheyAreWrittenInTheNetherlands(t *testing.T) {
	for cell, want := range map[string]int64{
		"0": 0, "12": 12, "007": 7, "1.234": 1234, "12.345.678": 12_345_678, "12,0": 12, "1.234,00": 1234, "-3": -3, "1234,000": 1234,
	} {
		n, reason := readNumber(cell)
		require.Empty(t, reason, cell)
		require.Equal(t, want, n, cell)
	}
	for cell, want := range map[string]string{
		"12,5": reasonNotWhole, "1,234": reasonNotWhole, "0,01": reasonNotWhole,
		"": reasonNumber, "-": reasonNumber, "12.0": reasonNumber, "1.23": reasonNumber, "1234.567": reasonNumber, ".123": reasonNumber,
		"1..234": reasonNumber, "12,": reasonNumber, "1,2,3": reasonNumber, "+3": reasonNumber, "--3": reasonNumber, "1 234": reasonNumber,
		"twaalf": reasonNumber, "1e3": reasonNumber, "99999999999999999999": reasonNumber, "ca. 12": reasonNumber, "١٢": reasonNumber,
		"1.234.": reasonNumber, ",5": reasonNumber,
	} {
		_, reason := readNumber(cell)
		require.Equal(t, want, reason, cell)
	}
}

func TestTimesAreReadAsTheyAreWrittenInTheNetherlands(t *testing.T) {
	for cell, want := range map[string]string{
		"14:00": "14:00", "9:30": "09:30", "09.30": "09:30", "09:30:00": "09:30", "9:30 uur": "09:30", "0:00": "00:00", "23.59u": "23:59",
	} {
		at, reason := readTime(cell)
		require.Empty(t, reason, cell)
		require.Equal(t, want, at.String(), cell)
	}
	for _, cell := range []string{"", "9", "930", "24:00", "9:60", "9:3", "9:30:15", "half tien", "9:30 am", "١٤:٠٠"} {
		_, reason := readTime(cell)
		require.Equal(t, reasonTime, reason, cell)
	}
}

func FuzzCellsAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{"31-12-2022", "1 mei 2022", "1.234,00", "-", "0000-01-01", "1.000.000", "9.30 uur"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if date, reason := readDate(cell); (reason == "") == date.IsZero() {
			t.Fatalf("%q is %q, %q", cell, date, reason)
		}
		if at, reason := readTime(cell); reason != "" && at.String() != "00:00" {
			t.Fatalf("%q is %s, %q", cell, at, reason)
		}
		if n, reason := readNumber(cell); reason != "" && n != 0 {
			t.Fatalf("%q is %d, %q", cell, n, reason)
		}
	})
}
