package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// lag is how long after the answer to whoever recorded it something is in the figures.
func lag() comparison {
	return comparison{
		name: "lag", unit: "calls", most: map[string]float64{"lag-p50-ms": 0.5, "lag-p99-ms": 3},
		about: "The suite in one process, where head counts are recorded at a rate (open loop), 500 and 2,000 a second. Of one in " +
			"twenty somebody waits for the account that has it (wait_for). shown is from the answer to whoever recorded " +
			"it until that account is there, read how long an account takes where nothing is to be waited for, and lag what is " +
			"between: shown without the median of read.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			record := s.grpc.record(s.place)
			return []measure.Side{s.lagging("500 a second", 500, record), s.lagging("2,000 a second", 2000, record)}, nil
		},
	}
}

// One in so many records is waited for, by so many who wait at the same time: each commit wakes all of them.
const (
	waitedFor = 20
	waiters   = 2
	reads     = 50 // to know how long a read takes by itself
)

// lagging is a side of callers who record at a rate while others wait for what they see of it.
func (s *suite) lagging(name string, rate float64, record measure.Call) measure.Side {
	return served(measure.Side{Name: name, Take: func(ctx context.Context, d duration) (measure.Turn, error) {
		first, err := s.position(ctx)
		if err != nil {
			return measure.Turn{}, err
		}
		read, err := measure.Times(ctx, 1, reads, func(ctx context.Context, caller int) error { return s.account(ctx, first) })
		if err != nil {
			return read, err
		}
		w := &watched{suite: s, first: first, last: first + int64(rate*d.Seconds())}
		turn, err := w.run(ctx, rate, d, record)
		if err != nil {
			return turn, err
		}
		own := read.Percentile(0.50)
		shown := measure.Turn{Latencies: w.lags()}
		turn.Figures = map[string]float64{"read-p50-ms": measure.Milliseconds(own)}
		for name, part := range map[string]float64{"p50": 0.50, "p99": 0.99} {
			turn.Figures["shown-"+name+"-ms"] = measure.Milliseconds(shown.Percentile(part))
			turn.Figures["lag-"+name+"-ms"] = measure.Milliseconds(max(0, shown.Percentile(part)-own))
		}
		return turn, nil
	}}, s.uses...)
}

// watched is records of which some are waited for. Each is one event: the n-th that is answered is as far in the stream as the
// n-th event, but for those that share a commit.
type watched struct {
	*suite
	first, last int64 // the ends of the stream of activities, before and after

	mu       sync.Mutex
	answered []time.Time
	seen     map[int64]time.Time // by place in the stream
}

func (w *watched) run(ctx context.Context, rate float64, d duration, record measure.Call) (measure.Turn, error) {
	w.seen = map[int64]time.Time{}
	watching := make(chan error, waiters)
	for i := range int64(waiters) {
		go func() { watching <- w.watch(ctx, w.first+(i+1)*waitedFor) }()
	}
	turn, err := measure.Open(ctx, rate, most, d, func(ctx context.Context, caller int) error {
		err := record(ctx, caller)
		at := clock.System().Now()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.answered = append(w.answered, at)
		return err
	})
	for range waiters {
		if failed := <-watching; err == nil {
			err = failed
		}
	}
	return turn, err
}

// watch waits for one place in the stream after the other.
func (w *watched) watch(ctx context.Context, from int64) error {
	for place := from; place <= w.last; place += waiters * waitedFor {
		if err := w.account(ctx, place); err != nil {
			return err
		}
		at := clock.System().Now()
		w.mu.Lock()
		w.seen[place] = at
		w.mu.Unlock()
	}
	return nil
}

// lags answers how long after its answer each record that was waited for was seen.
func (w *watched) lags() (list []time.Duration) {
	slices.SortFunc(w.answered, time.Time.Compare)
	for place, at := range w.seen {
		list = append(list, max(0, at.Sub(w.answered[place-w.first-1])))
	}
	return list
}

// account asks for the account as soon as it has everything up to a place in the stream of activities.
func (s *suite) account(ctx context.Context, place int64) error {
	ctx, cancel := context.WithTimeout(calling(ctx, s.headers, 0), patience)
	defer cancel()
	_, err := reportingv1.NewAccountServiceClient(s.reporting).GetAccount(ctx, &reportingv1.GetAccountRequest{
		Year: 2022, WaitFor: []string{fmt.Sprintf("activities:%d", place)},
	})
	return err
}

// position answers how far the stream of activities is, all of which is counted.
func (s *suite) position(ctx context.Context) (int64, error) {
	if _, err := s.drain(ctx); err != nil {
		return 0, err
	}
	account, err := reportingv1.NewAccountServiceClient(s.reporting).GetAccount(
		calling(ctx, s.headers, 0), &reportingv1.GetAccountRequest{Year: 2022})
	if err != nil {
		return 0, err
	}
	for _, at := range account.GetPositions() {
		if number, is := strings.CutPrefix(at, "activities:"); is {
			return strconv.ParseInt(number, 10, 64)
		}
	}
	return 0, fmt.Errorf("the account does not say how far it is: %v", account.GetPositions())
}
