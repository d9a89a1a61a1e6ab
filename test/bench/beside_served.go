package main

import (
	"context"
	"path"

	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// besides is a running program that the suite is compared with.
type besides struct {
	*process
	env     *env
	address string
	data    string
}

// beside starts a program that the suite is compared with, such as "test/bench/limits/echo", and waits until it serves.
func (e *env) beside(ctx context.Context, pkg string, flags ...string) (*besides, error) {
	binary, err := e.binary(ctx, pkg)
	if err != nil {
		return nil, err
	}
	name := path.Base(pkg)
	b := &besides{env: e}
	if b.data, err = e.folder(name); err != nil {
		return nil, err
	}
	if b.address, err = e.address(); err != nil {
		return nil, err
	}
	argv := append([]string{binary, "--listen", b.address, "--data", b.data}, flags...)
	if b.process, err = e.start(ctx, name, argv, observed()); err != nil {
		return nil, err
	}
	_, err = b.await(ctx, "ready")
	return b, err
}

// known is the place that every such program knows.
func known() place { return place{beside.LocationID, beside.ProgrammeID} }

// echo is a side of callers of bare gRPC.
func (e *env) echo(ctx context.Context, callers int) (side measure.Side, err error) {
	b, err := e.beside(ctx, "test/bench/limits/echo")
	if err != nil {
		return side, err
	}
	conn, err := e.dial(b.address)
	return closed("bare gRPC", callers, grpcCaller{conn: conn}.record(known()), b), err
}

// post answers a call that posts a head count to the program, with its token where it has one.
func (b *besides) post(path string, body []byte, withToken bool) (call measure.Call, err error) {
	c := restCaller{address: b.address, path: path, body: body}
	if withToken {
		token, err := beside.Token(b.data)
		if err != nil {
			return nil, err
		}
		c.tokens = []string{token}
	}
	return b.env.post(c), nil
}

// closed is a side of callers who call one call after the other.
func closed(name string, callers int, call measure.Call, by ...usage) measure.Side {
	return served(measure.Side{Name: name, Take: func(ctx context.Context, d duration) (measure.Turn, error) {
		return measure.ClosedBy(ctx, callers, d, call)
	}}, by...)
}
