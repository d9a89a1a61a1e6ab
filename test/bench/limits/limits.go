// Package limits is what can be reached at most where the suite stands on something: a disk, a database, a stream. Each limit does
// one thing as fast as it is done, and nothing else: no rules, no events, nobody who is asked or answered. The limits that are
// served (gRPC, REST, the layers around nothing) are programs in its folders.
package limits

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// Take does as much as it can in d, and answers how much that was and how long it took, without what it took to prepare. It is the
// Take of a measure.Side.
type Take = func(ctx context.Context, d time.Duration) (measure.Turn, error)

// repeat does what does so many things at once, again and again until d has passed, and at least once.
func repeat(ctx context.Context, d time.Duration, things int, do func(context.Context) error) (turn measure.Turn, err error) {
	began := clock.System().Now()
	for turn.Done == 0 || turn.Took < d {
		if err := ctx.Err(); err != nil {
			return measure.Turn{}, err
		}
		if err := do(ctx); err != nil {
			return measure.Turn{}, err
		}
		turn.Done += things
		turn.Took = clock.System().Now().Sub(began)
	}
	return turn, nil
}
