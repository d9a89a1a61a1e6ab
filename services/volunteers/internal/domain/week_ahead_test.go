package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestPartOfTheWeekIsOnceInEachOfTheWeeksAhead(t *testing.T) {
	for _, c := range []struct {
		part        domain.Availability
		from        string
		first, last string // of the first, and the start of the last
		end         string
	}{
		{domain.Availability{Weekday: "monday", DayPart: "morning"}, "2022-06-20", "2022-06-20T00:00", "2022-08-08T00:00", "2022-06-20T12:00"},
		{domain.Availability{Weekday: "sunday", DayPart: "afternoon"}, "2022-06-20", "2022-06-26T12:00", "2022-08-14T12:00", "2022-06-26T18:00"},
		{domain.Availability{Weekday: "monday", DayPart: "evening"}, "2022-10-25", "2022-10-31T18:00", "2022-12-19T18:00", "2022-11-01T00:00"},
		{domain.Availability{Weekday: "sunday", DayPart: "morning"}, "2022-10-30", "2022-10-30T00:00", "2022-12-18T00:00", "2022-10-30T12:00"},
	} {
		list := c.part.Ahead(date(t, c.from), amsterdam(t))
		require.Len(t, list, 8, c.part)
		local := func(at time.Time) string { return at.In(amsterdam(t)).Format("2006-01-02T15:04") }
		require.Equal(t, c.first, local(list[0].Start))
		require.Equal(t, c.end, local(list[0].End))
		require.Equal(t, c.last, local(list[7].Start))
	}
	require.Empty(t, domain.Availability{Weekday: "monday"}.Ahead(date(t, "2022-06-20"), amsterdam(t)))
}
