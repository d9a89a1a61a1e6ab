package page

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScaleCountsInWholeStepsOfOneTwoOrFive(t *testing.T) {
	for highest, marks := range map[int32][]int64{
		0:             {0, 1},
		1:             {0, 1},
		3:             {0, 1, 2, 3},
		4:             {0, 1, 2, 3, 4},
		5:             {0, 2, 4, 6},
		17:            {0, 5, 10, 15, 20},
		700:           {0, 200, 400, 600, 800},
		58210:         {0, 20000, 40000, 60000},
		math.MaxInt32: {0, 1000000000, 2000000000, 3000000000},
	} {
		require.Equal(t, marks, scale(highest), "highest %d", highest)
	}
}

func months12(values ...int32) []part { return partsOf(monthsOf(values...), nil, monthPart) }

func TestBarsStandOnTheAxisAndAreAsHighAsTheirValue(t *testing.T) {
	c := drawMonths(months12(0, 10, 20, 30, 40, 30, 20, 10, 0, 10, 20, 30))
	require.Len(t, c.Bars, 12)
	require.Equal(t, []tick{{168, "0"}, {132.5, "10"}, {97, "20"}, {61.5, "30"}, {26, "40"}}, c.Ticks)
	for i, b := range c.Bars {
		require.InDelta(t, plotBottom, b.Y+b.Height, 0.05, b.Name)
		require.GreaterOrEqual(t, b.X, c.Left)
		require.LessOrEqual(t, b.X+b.Width, c.Width)
		if i > 0 {
			require.Greater(t, b.X, c.Bars[i-1].X+c.Bars[i-1].Width, "bars do not touch")
		}
	}
	require.Zero(t, c.Bars[0].Height)
	require.InDelta(t, c.Ticks[4].Y, c.Bars[4].Y, 0.05)
	require.InDelta(t, c.Bars[4].Height, 2*c.Bars[2].Height, 0.15)
	require.Equal(t, "j", c.Bars[0].Initial)
	require.Equal(t, "an", c.Bars[0].Rest)
	require.Equal(t, "mei", c.Bars[4].Name)
}

func TestOnlyASingleHighestBarCarriesItsValueInsideTheChart(t *testing.T) {
	peaks := func(c monthChart) (found []bar) {
		for _, b := range c.Bars {
			if b.Peak {
				found = append(found, b)
			}
		}
		return found
	}
	require.Empty(t, peaks(drawMonths(months12(9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))))

	first := drawMonths(months12(1000000, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))
	last := drawMonths(months12(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1000000))
	half := float64(len("1.000.000")*digitWidth) / 2
	require.Len(t, peaks(first), 1)
	require.Equal(t, first.Left+half, peaks(first)[0].ValueX)
	require.Equal(t, "1.000.000", peaks(first)[0].Value)
	require.Len(t, peaks(last), 1)
	require.Equal(t, last.Width-half, peaks(last)[0].ValueX)
}

func TestMonthsWithoutAnythingAreAnEmptyChart(t *testing.T) {
	for _, b := range drawMonths(months12(0, 0, 0)).Bars {
		require.Zero(t, b.Height)
	}
}

func TestShareIsOfTheLongestBar(t *testing.T) {
	require.Equal(t, 100.0, share(7, 7))
	require.Equal(t, 33.3, share(1, 3))
	require.Zero(t, share(0, 0))
}
