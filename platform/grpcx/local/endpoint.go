// Package local carries gRPC calls within one process: with the interceptors of both sides, deadlines, metadata, statuses and
// streams as over a network, and without HTTP/2, frames or a connection. What a caller and a handler can notice of a call is
// what they would notice over a network; they share no message, no context value and no error.
package local

import (
	"context"
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// state is whether an endpoint takes calls.
type state int

const (
	waiting    state = iota // for the server that will answer
	notServing              // there is a server, and it says that it cannot do its work
	serving
	stopped // for good
)

// Endpoint is where calls within a process arrive. Connect to it at any time; calls wait until a server answers there.
type Endpoint struct {
	mu     sync.Mutex
	state  state
	turned chan struct{} // closed when the state changes, and then made anew
	server *Server
	calls  map[*call]struct{} // whose handlers have not returned
	ended  chan struct{}      // closed when it has stopped and no call is left

	buffers buffers
}

// NewEndpoint answers an endpoint at which nobody answers yet.
func NewEndpoint() *Endpoint {
	return &Endpoint{turned: make(chan struct{}), calls: map[*call]struct{}{}, ended: make(chan struct{})}
}

// Answer has s answer calls, where it can do its work, or once SetServing says so.
func (e *Endpoint) Answer(s *Server, can bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.state != waiting {
		return
	}
	e.server = s
	if can {
		e.turn(serving)
	} else {
		e.turn(notServing)
	}
}

// SetServing says whether the server that answers can do its work. While it cannot, calls are refused as UNAVAILABLE.
func (e *Endpoint) SetServing(can bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case can && e.state == notServing:
		e.turn(serving)
	case !can && e.state == serving:
		e.turn(notServing)
	}
}

// Stop refuses calls from now on, and answers what is closed when those under way have ended.
func (e *Endpoint) Stop() (ended <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.state != stopped {
		e.turn(stopped)
		e.endIfEmpty()
	}
	return e.ended
}

// Cut stops, and ends the calls under way: for their callers at once as UNAVAILABLE, for their handlers as cancelled. It waits
// for none of them.
func (e *Endpoint) Cut() {
	e.Stop()
	for _, c := range e.under(nil) {
		c.cut(status.Error(codes.Unavailable, "the server of this process stopped"))
		e.leave(c)
	}
}

// under answers the calls under way over a connection; nil: over all.
func (e *Endpoint) under(conn *Conn) (calls []*call) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for c := range e.calls {
		if conn == nil || c.conn == conn {
			calls = append(calls, c)
		}
	}
	return calls
}

// enter lets c in, or says why not. A patient call waits for a server that cannot do its work at the moment.
func (e *Endpoint) enter(ctx context.Context, c *call, patient bool) (*Server, error) {
	for {
		e.mu.Lock()
		at, turned, server, closed := e.state, e.turned, e.server, c.conn.isClosed()
		if at == serving && !closed {
			e.calls[c] = struct{}{}
		}
		e.mu.Unlock()
		switch {
		case closed:
			return nil, errClosing
		case at == serving:
			return server, nil
		case at == stopped, at == notServing && !patient:
			return nil, status.Error(codes.Unavailable, "the server of this process cannot take calls now")
		}
		select {
		case <-turned:
		case <-c.conn.closed:
		case <-ctx.Done():
			return nil, outside(ctx.Err())
		}
	}
}

// leave says that the handler of c has returned.
func (e *Endpoint) leave(c *call) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, there := e.calls[c]; there {
		delete(e.calls, c)
		e.endIfEmpty()
	}
}

func (e *Endpoint) turn(to state) {
	e.state = to
	close(e.turned)
	e.turned = make(chan struct{})
}

func (e *Endpoint) endIfEmpty() {
	if e.state != stopped || len(e.calls) > 0 {
		return
	}
	select {
	case <-e.ended:
	default:
		close(e.ended)
	}
}
