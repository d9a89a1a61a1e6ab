// Package measure compares ways to do the same: turn by turn in one run, for a machine is never the same for long. Ratios hold;
// rates are of that machine at that moment.
package measure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

// Turn is what one side did when it had its turn.
type Turn struct {
	// Done is how many were done, in whatever is counted: calls, rows, events.
	Done int
	// Took is how long that took. Who does not say gets what it took from call to return.
	Took time.Duration
	// Latencies are how long each call took, where that is measured.
	Latencies []time.Duration
	// CPU is what it took of the processors of the processes that are measured, without who drives them; 0: not measured.
	CPU time.Duration
	// Figures are others, by name, such as "lag-p99-ms" or "memory-MB"; the report has the median of each.
	Figures map[string]float64
}

// Rate answers how many were done a second.
func (t Turn) Rate() float64 { return float64(t.Done) / t.Took.Seconds() }

// Side is one of the ways that are compared.
type Side struct {
	Name string
	// Take does as much as it can in d, more or less, and comes to an end of itself.
	Take func(ctx context.Context, d time.Duration) (Turn, error)
}

// Compare has the sides take turns of d each, so many rounds, and answers the turns of each. Who comes second has what the first
// left to be done, so every other round goes the other way round. The first round warms up and does not count.
func Compare(ctx context.Context, rounds int, d time.Duration, sides ...Side) ([][]Turn, error) {
	turns := make([][]Turn, len(sides))
	for round := range rounds + 1 {
		for place := range sides {
			i := place
			if round%2 == 1 {
				i = len(sides) - 1 - place
			}
			turn, err := Timed(ctx, sides[i], d)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				turns[i] = append(turns[i], turn)
			}
		}
	}
	return turns, nil
}

// Timed has a side take its turn, and answers how long that took where the side does not say. The error names the side.
func Timed(ctx context.Context, side Side, d time.Duration) (Turn, error) {
	began := clock.System().Now()
	turn, err := side.Take(ctx, d)
	if err != nil {
		return turn, fmt.Errorf("%s: %w", side.Name, err)
	}
	if turn.Took == 0 {
		turn.Took = clock.System().Now().Sub(began)
	}
	return turn, nil
}

// Median answers the middle of what of says of each turn; 0 without turns.
func Median(turns []Turn, of func(Turn) float64) float64 {
	if len(turns) == 0 {
		return 0
	}
	list := make([]float64, len(turns))
	for i, t := range turns {
		list[i] = of(t)
	}
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
