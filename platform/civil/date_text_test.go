package civil_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
)

func TestEveryDayOfTwoYearsIsReadAndWrittenAsThePackageTimeDoes(t *testing.T) {
	for day := time.Date(2023, 12, 31, 0, 0, 0, 0, time.UTC); day.Year() < 2026; day = day.AddDate(0, 0, 1) {
		text := day.Format(time.DateOnly)
		d, err := civil.ParseDate(text)
		require.NoError(t, err)
		require.Equal(t, civil.DateOf(day), d)
		require.Equal(t, text, d.String())
	}
	for _, d := range []civil.Date{{Year: 9999, Month: 12, Day: 31}, {Year: 1, Month: 1, Day: 1}, {Year: 12_345, Month: 1, Day: 2}} {
		require.Equal(t, fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day), d.String())
	}
}

func TestTextThatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{
		"2023-02-29", "2023-13-01", "2023-00-10", "2023-01-00", "2023-1-01", "20230101", "2023-01-01 ", "2023/01/01", "20a3-01-01",
		"2023-0-011", "-023-01-01", "2023-01-1x", "2023-+1-01",
	} {
		_, err := civil.ParseDate(text)
		require.Error(t, err, text)
	}
}
