package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
)

// Call makes one call for a caller, who has a number from 0.
type Call func(ctx context.Context, caller int) error

// Closed has so many callers call, each one call after the other, until d has passed, and answers how that went. The first error
// ends it.
func Closed(ctx context.Context, callers int, d time.Duration, call func(context.Context) error) (Turn, error) {
	return ClosedBy(ctx, callers, d, func(ctx context.Context, _ int) error { return call(ctx) })
}

// ClosedBy is Closed for a call that keeps something for each caller.
func ClosedBy(ctx context.Context, callers int, d time.Duration, call Call) (Turn, error) {
	end := clock.System().Now().Add(d)
	return load(callers, func(failed func() bool, note func(time.Duration), caller int) error {
		asked := clock.System().Now()
		for asked.Before(end) && !failed() {
			if err := call(ctx, caller); err != nil {
				return err
			}
			now := clock.System().Now()
			note(now.Sub(asked))
			asked = now
		}
		return ctx.Err()
	})
}

// Times has callers make so many calls in all, however long that takes: for ways whose calls differ.
func Times(ctx context.Context, callers, calls int, call Call) (Turn, error) {
	var begun atomic.Int64
	return load(callers, func(failed func() bool, note func(time.Duration), caller int) error {
		for begun.Add(1) <= int64(calls) && !failed() {
			asked := clock.System().Now()
			if err := call(ctx, caller); err != nil {
				return err
			}
			note(clock.System().Now().Sub(asked))
		}
		return ctx.Err()
	})
}

// Open has calls begin at a rate a second until d has passed, each at its own moment, whether or not those before were
// answered: so people come. At most so many callers call at once. A call that must wait for one of them is late, and that
// counts as part of how long it took. The first error ends it.
func Open(ctx context.Context, rate float64, callers int, d time.Duration, call Call) (Turn, error) {
	if rate <= 0 {
		return Turn{}, fmt.Errorf("a rate is above 0, not %g", rate)
	}
	began, each := clock.System().Now(), time.Duration(float64(time.Second)/rate)
	var next atomic.Int64
	return load(callers, func(failed func() bool, note func(time.Duration), caller int) error {
		for !failed() {
			due := time.Duration(next.Add(1)-1) * each
			if due >= d {
				return nil
			}
			asked := began.Add(due)
			if early := asked.Sub(clock.System().Now()); early > 0 {
				if err := wait(ctx, early); err != nil {
					return err
				}
				asked = clock.System().Now() // that the machine wakes late is no fault of who is called
			}
			if err := call(ctx, caller); err != nil {
				return err
			}
			note(clock.System().Now().Sub(asked))
		}
		return ctx.Err()
	})
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// load has callers work side by side until each is done or one failed, and answers what they noted.
func load(callers int, work func(failed func() bool, note func(time.Duration), caller int) error) (Turn, error) {
	took := make([][]time.Duration, callers)
	errs := make([]error, callers)
	var bad atomic.Bool
	began := clock.System().Now()
	var working sync.WaitGroup
	for caller := range callers {
		working.Go(func() {
			noted := make([]time.Duration, 0, 4096)
			errs[caller] = work(bad.Load, func(d time.Duration) { noted = append(noted, d) }, caller)
			if errs[caller] != nil {
				bad.Store(true)
			}
			took[caller] = noted
		})
	}
	working.Wait()
	all := slices.Concat(took...)
	return Turn{Done: len(all), Took: clock.System().Now().Sub(began), Latencies: all}, errors.Join(errs...)
}
