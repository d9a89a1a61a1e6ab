package main

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// startUp is how soon the suite serves after it is started, on data that is there already, and what it holds of the memory then.
func startUp() comparison {
	return comparison{
		name: "start", unit: "starts", most: map[string]float64{"ready-ms": 300, "idle-MB": 100},
		about: "The suite in one process on a data folder that exists, from its start until it says that it serves; and its " +
			"memory five seconds later, while nobody calls.",
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			data, err := e.folder("start")
			if err != nil {
				return nil, err
			}
			if err := e.fill(ctx, data); err != nil {
				return nil, err
			}
			return []measure.Side{{Name: "one process", Take: func(ctx context.Context, _ duration) (measure.Turn, error) {
				return e.startOnce(ctx, data)
			}}}, nil
		},
	}
}

// fill records some head counts in a data folder, as a first day does.
func (e *env) fill(ctx context.Context, data string) error {
	within, err := e.within()
	if err != nil {
		return err
	}
	p, address, _, err := within.up(ctx, "cmd/meedoen", data)
	if err == nil {
		s := &suite{env: within, uses: []usage{p}}
		if err = s.connect(ctx, data, address, address); err == nil {
			if _, err = measure.Times(ctx, 16, 2000, s.grpc.record(s.place)); err == nil {
				_, err = s.drain(ctx)
			}
		}
	}
	return within.close(err)
}

// settled is how long a process has after its start before its idle memory is read.
const settled = 5 * time.Second

// startOnce starts the suite, and stops it when its memory was read.
func (e *env) startOnce(ctx context.Context, data string) (measure.Turn, error) {
	within, err := e.within()
	if err != nil {
		return measure.Turn{}, err
	}
	turn, err := within.started(ctx, data)
	return turn, within.close(err)
}

func (e *env) started(ctx context.Context, data string) (turn measure.Turn, err error) {
	p, _, _, err := e.up(ctx, "cmd/meedoen", data)
	if err != nil {
		return turn, err
	}
	ready, err := p.await(ctx, "Meedoen draait.")
	if err != nil {
		return turn, err
	}
	turn = measure.Turn{Done: 1, Took: ready.Sub(p.begun), CPU: p.CPU()}
	if err := sleep(ctx, settled); err != nil {
		return turn, err
	}
	turn.Figures = map[string]float64{
		"ready-ms": measure.Milliseconds(turn.Took), "idle-MB": megabytes(p.RSS()), "peak-MB": megabytes(p.peak()),
	}
	return turn, nil
}
