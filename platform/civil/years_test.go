package civil_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
)

func TestYearsBeginOnTheFirstDateAndOnNewYear(t *testing.T) {
	day := func(year int, month time.Month, day int) civil.Date {
		return civil.Date{Year: year, Month: month, Day: day}
	}
	require.Equal(t, []civil.Date{day(2020, 11, 26), day(2021, 1, 1), day(2022, 1, 1)},
		civil.Years(day(2020, 11, 26), day(2022, 1, 1)))
	require.Equal(t, []civil.Date{day(2020, 11, 26)}, civil.Years(day(2020, 11, 26), day(2020, 11, 26)))
	require.Empty(t, civil.Years(day(2020, 11, 26), day(2020, 11, 25)))
}
