package main

import (
	"context"
	"fmt"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// fullMemory is what one process may hold under full load, in megabytes.
const fullMemory = 250

// pipeline is what everything behind a call costs: rules, rows, commit, relay, JetStream, projection.
func pipeline(callers int) comparison {
	c := comparison{
		name: fmt.Sprintf("pipeline-%d", callers), unit: "calls", goal: goalAt64(callers, 0.50),
		about: fmt.Sprintf("Bare grpc-go that echoes a head count, and the whole suite in one process, which records it, "+
			"until it is in the figures. Callers: %d.", callers),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			bare, err := e.echo(ctx, callers)
			if err != nil {
				return nil, err
			}
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			return []measure.Side{bare, s.recorded("one process", callers, 1, s.grpc.record(s.place))}, nil
		},
	}
	if callers == 64 {
		c.most = map[string]float64{"peak-MB": fullMemory}
	}
	return c
}

// apart is what it costs to run services as programs of their own, over gRPC and over REST.
func apart() comparison {
	return comparison{
		name: "apart", unit: "calls", goal: 0.90,
		about: "The suite in one process, and as programs apart (activities, reporting, a NATS server), each on SQLite, " +
			"until what was recorded is in the figures. Callers: 64, over gRPC.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			one, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			many, err := startApart(ctx, e)
			if err != nil {
				return nil, err
			}
			return []measure.Side{
				one.recorded("one process", 64, 1, one.grpc.record(one.place)),
				many.recorded("apart", 64, 1, many.grpc.record(many.place)),
			}, nil
		},
	}
}

// restApart is apart for callers of REST.
func restApart() comparison {
	return comparison{
		name: "apart-rest", unit: "calls", all: true,
		about: "The same over REST, where a call goes over one more line when the gateway is apart. Callers: 64.",
		open: func(ctx context.Context, e *env) (sides []measure.Side, err error) {
			for _, way := range []struct {
				name  string
				start func(context.Context, *env) (*suite, error)
			}{
				{"one process", func(ctx context.Context, e *env) (*suite, error) { return startSuite(ctx, e) }},
				{"apart", startApart},
			} {
				s, err := way.start(ctx, e)
				if err != nil {
					return nil, err
				}
				call, err := s.post()
				if err != nil {
					return nil, err
				}
				sides = append(sides, s.recorded(way.name, 64, 1, call))
			}
			return sides, nil
		},
	}
}

// steady is a load that is far from the most that can be done: what a caller waits then, and how much waits behind.
func steady() comparison {
	return comparison{
		name: "steady", unit: "calls",
		about: "Calls at the rate that was asked for, each at its own moment (open loop): bare gRPC, and the suite in one " +
			"process over gRPC and over REST. unsent and uncounted are events that wait for the relay and for the " +
			"figures, on average.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			b, err := e.beside(ctx, "test/bench/limits/echo")
			if err != nil {
				return nil, err
			}
			conn, err := e.dial(b.address)
			if err != nil {
				return nil, err
			}
			s, err := startSuite(ctx, e)
			if err != nil {
				return nil, err
			}
			post, err := s.post()
			bare := func(ctx context.Context, d duration) (measure.Turn, error) {
				return measure.Open(ctx, e.rate, most, d, grpcCaller{conn: conn}.record(known()))
			}
			return []measure.Side{
				served(measure.Side{Name: "bare gRPC", Take: bare}, b),
				s.steady("one process, REST", e.rate, post),
				s.steady("one process, gRPC", e.rate, s.grpc.record(s.place)),
			}, err
		},
	}
}

// steady is a side of callers who come at a rate. What waits behind them is looked at meanwhile.
func (s *suite) steady(name string, rate float64, call measure.Call) measure.Side {
	return served(measure.Side{Name: name, Take: func(ctx context.Context, d duration) (turn measure.Turn, err error) {
		unsent, uncounted, err := s.watched(ctx, func() (err error) {
			turn, err = measure.Open(ctx, rate, most, d, call)
			return err
		})
		turn.Figures = map[string]float64{"unsent": unsent, "uncounted": uncounted}
		return turn, err
	}}, s.uses...)
}
