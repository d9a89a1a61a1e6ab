package main

import (
	"context"
	"fmt"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// stack is what the layers of every call cost: who calls, whether the caller may, whether the message holds, traces, metrics,
// limits and the log, around a method that does nothing.
func stack(callers int) comparison {
	return comparison{
		name: fmt.Sprintf("stack-%d", callers), unit: "calls", goal: goalAt64(callers, 0.90),
		about: fmt.Sprintf("Bare grpc-go that echoes a head count, and the same behind all layers of a service. "+
			"Callers: %d.", callers),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			bare, err := e.echo(ctx, callers)
			if err != nil {
				return nil, err
			}
			s, tokens, err := e.stack(ctx)
			if err != nil {
				return nil, err
			}
			conn, err := e.dial(s.address)
			call := grpcCaller{conn, headers(tokens)}.record(known())
			return []measure.Side{bare, closed("full stack", callers, call, s)}, err
		},
	}
}

// rest is what REST costs beside that, with the gateway in the same process.
func rest(callers int) comparison {
	return comparison{
		name: fmt.Sprintf("rest-%d", callers), unit: "calls", goal: goalAt64(callers, 0.75),
		about: fmt.Sprintf("net/http with encoding/json that echoes a head count, and the gateway with all layers of REST and of a "+
			"service around the same. Callers: %d.", callers),
		open: func(ctx context.Context, e *env) ([]measure.Side, error) {
			body, err := known().json()
			if err != nil {
				return nil, err
			}
			b, err := e.beside(ctx, "test/bench/limits/plainrest")
			if err != nil {
				return nil, err
			}
			plain, err := b.post(headCountsPath, body, false)
			if err != nil {
				return nil, err
			}
			address, err := e.address()
			if err != nil {
				return nil, err
			}
			s, tokens, err := e.stack(ctx, "--rest", address)
			call := e.post(restCaller{address: address, path: headCountsPath, tokens: tokens, body: body, asks: true})
			return []measure.Side{closed("net/http", callers, plain, b), closed("gateway and stack", callers, call, s)}, err
		},
	}
}

// stack starts the echo behind all layers.
func (e *env) stack(ctx context.Context, flags ...string) (s *besides, tokens []string, err error) {
	if s, err = e.beside(ctx, "test/bench/limits/stack", flags...); err != nil {
		return nil, nil, err
	}
	tokens, err = makeTokens(s.data)
	return s, tokens, err
}

// goalAt64 answers the goal, which is for 64 callers, or none.
func goalAt64(callers int, goal float64) float64 {
	if callers == 64 {
		return goal
	}
	return 0
}
