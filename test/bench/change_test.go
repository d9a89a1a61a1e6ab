package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// pairs answers turns of base and head, whose rates are in these ratios in each round, on a machine that gets slower all the
// time.
func pairs(ratios ...float64) [][]measure.Turn {
	turns := make([][]measure.Turn, 2)
	for round, ratio := range ratios {
		base := 10_000 - 500*round
		turns[0] = append(turns[0], turnsOf(base)...)
		turns[1] = append(turns[1], turnsOf(int(float64(base)*ratio))...)
	}
	return turns
}

func TestWhatIsWorseInEveryRoundIsWorseHoweverTheMachineDrifts(t *testing.T) {
	for name, test := range map[string]struct {
		ratios  []float64
		verdict string
	}{
		"slower":                    {[]float64{0.8, 0.82, 0.79, 0.8, 0.81, 0.8, 0.78, 0.9}, "worse"},
		"faster":                    {[]float64{1.2, 1.22, 1.19, 1.2, 1.21, 1.2, 1.18, 1.1}, "better"},
		"slower but for one round":  {[]float64{0.8, 0.82, 0.79, 0.8, 0.81, 0.8, 0.78, 1.1}, ""},
		"slower by what is nothing": {[]float64{0.98, 0.97, 0.99, 0.98, 0.97, 0.98, 0.98, 0.98}, ""},
		"the same":                  {[]float64{1, 1.1, 0.9, 1.05, 0.95, 1, 1.02, 0.98}, ""},
	} {
		c, ok := changed("calls/s", pairs(test.ratios...), measure.Turn.Rate)
		require.True(t, ok, name)
		c.more = true
		require.Equal(t, test.verdict, c.verdict(0.05), "%s: %+v", name, c)
		c.more = false // as of a time
		opposite := map[string]string{"worse": "better", "better": "worse"}
		require.Equal(t, opposite[test.verdict], c.verdict(0.05), "%s: %+v", name, c)
	}
}

func TestMoreRoundsLetOneBeOtherwise(t *testing.T) {
	ratios := []float64{0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 1.2}
	c, ok := changed("calls/s", pairs(ratios...), measure.Turn.Rate)
	require.True(t, ok)
	c.more = true
	require.Equal(t, "worse", c.verdict(0.05))
}

func TestFigureThatOneCommitDoesNotHaveIsNotCompared(t *testing.T) {
	turns := pairs(1, 1, 1, 1, 1, 1, 1, 1)
	turns[0][0].Figures = map[string]float64{"CPU-us": 3}
	_, ok := changed("CPU-us", turns, func(t measure.Turn) float64 { return t.Figures["CPU-us"] })
	require.False(t, ok)
	list := commits{tolerance: 0.05}.changes(workload{name: "record", unit: "calls"}, turns)
	require.Len(t, list, 1)
	require.Equal(t, "record calls/s", list[0].what)
	require.Empty(t, commits{}.changes(workload{name: "steady", steady: true}, turns), "the rate was given")
}

func TestWhatIsWorseIsAnError(t *testing.T) {
	var printed strings.Builder
	o := commits{base: "old", head: "new", tolerance: 0.05}
	bad := change{what: "record calls/s", base: 100, head: 80, ratio: 0.8, low: 0.7, high: 0.9, more: true}
	good := change{what: "record CPU-us", base: 100, head: 80, ratio: 0.8, low: 0.7, high: 0.9}
	require.EqualError(t, o.tell(&printed, []change{bad, good}), "worse than old: record calls/s")
	require.Contains(t, printed.String(), "| record calls/s | 100 | 80.0 | 0.800 | 0.700 to 0.900 | worse |")
	require.NoError(t, o.tell(&printed, []change{good}), fmt.Sprint("better is no error"))
}
