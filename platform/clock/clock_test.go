package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

func TestSystemClockTellsTheTimeInUTCToTheMicrosecond(t *testing.T) {
	before := clock.System().Now()
	after := clock.System().Now()
	require.Equal(t, time.UTC, before.Location())
	require.Equal(t, before, before.Truncate(time.Microsecond))
	require.False(t, after.Before(before))
	require.WithinDuration(t, before, after, time.Minute)
	require.Greater(t, before.Year(), 2024)
}

func TestStoppedClockStandsStillInUTC(t *testing.T) {
	summer := time.Date(2022, 7, 1, 1, 0, 0, 0, time.FixedZone("", 2*60*60))
	c := clock.At(summer)
	require.Equal(t, time.Date(2022, 6, 30, 23, 0, 0, 0, time.UTC), c.Now())
	require.Equal(t, c.Now(), c.Now())
}
