package measure_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/test/bench/measure"
)

func TestSidesTakeTurnsTheOtherWayRoundEveryOtherRound(t *testing.T) {
	var order []string
	side := func(name string) measure.Side {
		return measure.Side{Name: name, Take: func(context.Context, time.Duration) (measure.Turn, error) {
			order = append(order, name)
			return measure.Turn{Done: len(order), Took: time.Second}, nil
		}}
	}
	turns, err := measure.Compare(t.Context(), 2, time.Millisecond, side("a"), side("b"), side("c"))
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "c", "c", "b", "a", "a", "b", "c"}, order)
	require.Equal(t, []float64{6, 7}, []float64{turns[0][0].Rate(), turns[0][1].Rate()}, "the first round does not count")
	require.InDelta(t, 6.5, measure.Median(turns[0], measure.Turn.Rate), 0)
}

func TestWhoFailsIsNamed(t *testing.T) {
	away := errors.New("away")
	_, err := measure.Compare(t.Context(), 1, 0, measure.Side{Name: "ours", Take: func(context.Context, time.Duration) (measure.Turn, error) {
		return measure.Turn{}, away
	}})
	require.ErrorIs(t, err, away)
	require.ErrorContains(t, err, "ours: ")
}

func TestPercentileIsTheNearestRank(t *testing.T) {
	var turn measure.Turn
	require.Zero(t, turn.Percentile(0.5))
	for i := range 100 {
		turn.Latencies = append(turn.Latencies, time.Duration(100-i)*time.Millisecond)
	}
	for part, want := range map[float64]int{0: 1, 0.001: 1, 0.5: 50, 0.501: 51, 0.99: 99, 1: 100} {
		require.Equal(t, time.Duration(want)*time.Millisecond, turn.Percentile(part), part)
	}
	require.Equal(t, 100*time.Millisecond, turn.Latencies[0], "it is not sorted in place")
}

func TestSummedTurnHasItsPercentilesAndItsCost(t *testing.T) {
	turn := measure.Turn{
		Done: 4, Took: time.Second, CPU: 2 * time.Millisecond, Figures: map[string]float64{"memory-MB": 7},
		Latencies: []time.Duration{time.Millisecond, 2 * time.Millisecond, 3 * time.Millisecond, 9 * time.Millisecond},
	}
	summed := turn.Summed()
	require.Equal(t, map[string]float64{"memory-MB": 7, "p50-ms": 2, "p99-ms": 9, "CPU-us": 500}, summed.Figures)
	require.Equal(t, map[string]float64{"memory-MB": 7}, turn.Figures)
	require.InDelta(t, 4, summed.Rate(), 0)
}

func TestOpenLoopBeginsEachCallAtItsMomentAndCountsLateness(t *testing.T) {
	const held = 30 * time.Millisecond
	turn, err := measure.Open(t.Context(), 1000, 1, 50*time.Millisecond, func(_ context.Context, caller int) error {
		require.Zero(t, caller)
		<-time.After(held)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 50, turn.Done, "all that were due, however late")
	slices.Sort(turn.Latencies)
	require.Greater(t, turn.Latencies[49], 40*held, "who comes while the only caller is busy waits, and that counts")
}

func TestOpenLoopNeedsARate(t *testing.T) {
	_, err := measure.Open(t.Context(), 0, 1, time.Second, nil)
	require.EqualError(t, err, "a rate is above 0, not 0")
}

func TestFirstErrorEndsALoad(t *testing.T) {
	full := errors.New("full")
	fail := func(_ context.Context, caller int) error {
		if caller == 3 {
			return full
		}
		return nil
	}
	_, err := measure.ClosedBy(t.Context(), 4, time.Hour, fail)
	require.ErrorIs(t, err, full)
	_, err = measure.Open(t.Context(), 1e6, 4, time.Hour, fail)
	require.ErrorIs(t, err, full)
	_, err = measure.Times(t.Context(), 4, 1<<40, fail)
	require.ErrorIs(t, err, full)
}

func TestTimesMakesSoManyCalls(t *testing.T) {
	var calls atomic.Int64
	turn, err := measure.Times(t.Context(), 3, 100, func(context.Context, int) error { calls.Add(1); return nil })
	require.NoError(t, err)
	require.EqualValues(t, 100, calls.Load())
	require.Equal(t, 100, turn.Done)
}

func TestEndedContextEndsALoad(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := measure.ClosedBy(ctx, 2, time.Hour, func(ctx context.Context, _ int) error { cancel(); return ctx.Err() })
	require.ErrorIs(t, err, context.Canceled)
}
