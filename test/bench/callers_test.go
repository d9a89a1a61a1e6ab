package bench

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

// turn is how long one side is measured before the other has its turn.
const turn = 500 * time.Millisecond

// side is one of two ways to do the same.
type side struct {
	name string
	call func(ctx context.Context) error
}

// compare has callers call one side after the other, round by round, and reports the median rate of each, in calls a
// second, and how many times the second is as fast as the first. One iteration of the benchmark is one round.
func compare(b *testing.B, callers int, first, second side) {
	var rates [2][]float64
	sides := [2]side{first, second}
	for round := 0; b.Loop(); round++ {
		for turn := range sides {
			// Who comes second has what the first left to be done: the order changes with each round.
			i := (round + turn) % 2
			rates[i] = append(rates[i], rate(b, callers, sides[i].call))
		}
	}
	slow, fast := median(rates[0]), median(rates[1])
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(slow, first.name+"/s")
	b.ReportMetric(fast, second.name+"/s")
	b.ReportMetric(fast/slow, "ratio")
}

// rate answers how many calls a second callers make, each one after the other, for one turn.
func rate(b *testing.B, callers int, call func(context.Context) error) float64 {
	ctx, cancel := context.WithTimeout(b.Context(), turn)
	defer cancel()
	var calls atomic.Int64
	var wg sync.WaitGroup
	begin := clock.System().Now()
	for range callers {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := call(b.Context()); err != nil {
					b.Error(err)
					return
				}
				calls.Add(1)
			}
		})
	}
	wg.Wait()
	require.False(b, b.Failed())
	return float64(calls.Load()) / clock.System().Now().Sub(begin).Seconds()
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
