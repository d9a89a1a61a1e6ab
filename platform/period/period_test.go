package period_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/period"
)

func at(hour int) time.Time { return time.Date(2022, 6, 15, hour, 0, 0, 0, time.UTC) }

func hours(from, to int) period.Period { return period.Period{Start: at(from), End: at(to)} }

func TestPeriodsOverlapWhereTheyHaveAMomentInCommon(t *testing.T) {
	for name, c := range map[string]struct {
		other period.Period
		want  bool
	}{
		"the same":     {hours(10, 12), true},
		"within":       {period.Period{Start: at(10).Add(time.Second), End: at(11)}, true},
		"around":       {hours(9, 13), true},
		"at its start": {hours(9, 11), true},
		"at its end":   {period.Period{Start: at(12).Add(-1), End: at(13)}, true},
		"right before": {hours(9, 10), false},
		"right after":  {hours(12, 13), false},
		"later":        {hours(14, 15), false},
	} {
		require.Equal(t, c.want, hours(10, 12).Overlaps(c.other), name)
		require.Equal(t, c.want, c.other.Overlaps(hours(10, 12)), "the other way: "+name)
	}
}

func TestPeriodsAreEqualByTheirInstants(t *testing.T) {
	elsewhere := hours(10, 12)
	elsewhere.Start = elsewhere.Start.In(time.FixedZone("", 2*3600))
	require.True(t, hours(10, 12).Equal(elsewhere))
	require.False(t, hours(10, 12).Equal(hours(10, 13)))
	require.False(t, hours(10, 12).Equal(hours(9, 12)))
}

func TestSpanReachesFromTheFirstToTheLast(t *testing.T) {
	require.Equal(t, hours(8, 12), hours(10, 12).Span(hours(8, 9)))
	require.Equal(t, hours(10, 14), hours(10, 12).Span(hours(13, 14)))
	require.Equal(t, hours(10, 12), hours(10, 12).Span(hours(14, 14)), "one that takes no time adds nothing")
	require.Equal(t, hours(8, 9), period.Period{}.Span(hours(8, 9)))
}

func TestDaysAreThoseOfTheZone(t *testing.T) {
	first, last := hours(20, 22).Days(time.FixedZone("", 2*3600))
	require.Equal(t, civil.Date{Year: 2022, Month: 6, Day: 15}, first)
	require.Equal(t, first, last, "midnight is of the next day")
}
