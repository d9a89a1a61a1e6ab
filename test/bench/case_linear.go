package main

import (
	"context"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// noMore is the least that twice as much may go at, of the rate of once as much: it costs no more than double. Rates that are
// equal differ by some per cent from run to run, and half of the runs would miss 1.
const noMore = 0.95

// twice answers the sides of once as much and of twice as much, each of them with a workshop of its own.
func (e *env) twice(once int, open func(within *env, much int) (measure.Side, error)) (sides []measure.Side, err error) {
	for _, much := range []int{once, 2 * once} {
		within, err := e.within()
		if err != nil {
			return nil, err
		}
		e.onClose(func() error { return within.close(nil) })
		side, err := open(within, much)
		if err != nil {
			return nil, err
		}
		sides = append(sides, side)
	}
	return sides, nil
}

// twiceTheCallers is that the work for twice the callers takes twice as long and no longer.
func twiceTheCallers() comparison {
	return comparison{
		name: "twice-the-callers", unit: "calls", goal: noMore,
		about: "The suite in one process with 64 callers, and with 128, until what they recorded is in the figures. At the " +
			"same rate twice the callers cost twice as much.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			call := s.grpc.record(s.place)
			return []measure.Side{s.recorded("64 callers", 64, 1, call), s.recorded("128 callers", 128, 1, call)}, nil
		},
	}
}

// twiceTheServices is that two services that have work at the same time cost no more than the same work of one after the other,
// for as many callers as one alone has.
func twiceTheServices() comparison {
	return bothServices("twice-the-services", "both at once with 32 callers each", 32)
}

// twiceTheServicesAndCallers is the same where each service keeps the callers that it has alone.
func twiceTheServicesAndCallers() comparison {
	return bothServices("twice-the-services-and-callers", "both at once with 64 callers each, as of twice the people", 64)
}

func bothServices(name, how string, callers int) comparison {
	return comparison{
		name: name, unit: "calls", goal: noMore,
		about: "The suite in one process: as many head counts for activities and deposits for debts, one service after the " +
			"other with 64 callers, and " + how + ".",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			w := work{s, s.grpc.record(s.place), s.grpc.deposit()}
			atOnce := func(ctx context.Context, d duration) (measure.Turn, error) { return w.atOnce(ctx, d, callers) }
			return []measure.Side{
				served(measure.Side{Name: "one after the other", Take: w.inTurn}, s.uses...),
				served(measure.Side{Name: "both at once", Take: atOnce}, s.uses...),
			}, nil
		},
	}
}

// work is calls of two services.
type work struct {
	*suite
	count, deposit measure.Call
}

// each is how many calls of each service are made for a second of a turn: about what they are good for.
const each = 1000

func (w work) inTurn(ctx context.Context, d duration) (measure.Turn, error) {
	calls := int(each * d.Seconds())
	first, err := measure.Times(ctx, 64, calls, w.count)
	if err != nil {
		return first, err
	}
	second, err := measure.Times(ctx, 64, calls, w.deposit)
	turn := measure.Turn{
		Done: first.Done + second.Done, Took: first.Took + second.Took, Latencies: append(first.Latencies, second.Latencies...),
	}
	if err == nil {
		err = w.counted(ctx, &turn)
	}
	return turn, err
}

// atOnce has so many callers call each service.
func (w work) atOnce(ctx context.Context, d duration, callers int) (measure.Turn, error) {
	calls := int(each * d.Seconds())
	counts := make(chan error, 1)
	var first measure.Turn
	go func() {
		var err error
		first, err = measure.Times(ctx, callers, calls, w.count)
		counts <- err
	}()
	second, err := measure.Times(ctx, callers, calls, w.deposit)
	if failed := <-counts; failed != nil {
		err = failed
	}
	turn := measure.Turn{
		Done: first.Done + second.Done, Took: max(first.Took, second.Took), Latencies: append(first.Latencies, second.Latencies...),
	}
	if err == nil {
		err = w.counted(ctx, &turn)
	}
	return turn, err
}
