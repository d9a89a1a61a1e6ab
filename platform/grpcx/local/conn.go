package local

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"
)

// Client is how calls are made. Every zero value is a usable default.
type Client struct {
	// Unary and Stream are what calls run through. They get no *grpc.ClientConn: there is none.
	Unary  grpc.UnaryClientInterceptor
	Stream grpc.StreamClientInterceptor
	// Credentials are put on every call.
	Credentials credentials.PerRPCCredentials
	// Retry says which calls are made again; the zero value: none.
	Retry Retry
	// MaxCalls is how many calls may be under way at once over one connection; others wait their turn. 0: no limit.
	MaxCalls int
}

// Conn is a connection to an Endpoint, for any number of callers at the same time. It satisfies grpc.ClientConnInterface.
type Conn struct {
	endpoint *Endpoint
	client   Client
	throttle throttle
	turns    chan struct{} // taken by the calls under way; nil: any number may be
	closed   chan struct{}
}

// Connect answers a connection. Close it.
func (e *Endpoint) Connect(client Client) *Conn {
	c := &Conn{endpoint: e, client: client, closed: make(chan struct{})}
	if client.MaxCalls > 0 {
		c.turns = make(chan struct{}, client.MaxCalls)
	}
	return c
}

// errClosing is what calls over a connection end with that was closed, as those over a network do.
var errClosing = status.Error(codes.Canceled, "grpc: the client connection is closing")

// Close ends the calls under way over c, and has it take no more.
func (c *Conn) Close() error {
	c.endpoint.mu.Lock()
	already := c.isClosed()
	if !already {
		close(c.closed)
	}
	c.endpoint.mu.Unlock()
	if already {
		return errClosing
	}
	for _, under := range c.endpoint.under(c) {
		under.cut(errClosing)
	}
	return nil
}

func (c *Conn) isClosed() bool {
	select {
	case <-c.closed:
		return true
	default:
		return false
	}
}

// Invoke calls a method that takes one message and answers one.
func (c *Conn) Invoke(ctx context.Context, method string, args, reply any, opts ...grpc.CallOption) error {
	if c.client.Unary == nil {
		return c.invoke(ctx, method, args, reply, nil, opts...)
	}
	return c.client.Unary(ctx, method, args, reply, nil, c.invoke, opts...)
}

// NewStream calls any other method. End it as one of a *grpc.ClientConn: by its context, or by reading it to its end.
func (c *Conn) NewStream(
	ctx context.Context, desc *grpc.StreamDesc, method string, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	if c.client.Stream == nil {
		return c.open(ctx, desc, nil, method, opts...)
	}
	return c.client.Stream(ctx, desc, nil, method, c.open, opts...)
}

// begin answers a call that was let in, and who answers it. From then on the call may be ended from elsewhere: prepare, where
// there is one, completes it before.
func (c *Conn) begin(ctx context.Context, method string, o options, prepare func(*call)) (*call, *Server, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, outside(err)
	}
	md, err := sent(ctx, method, c.client.Credentials, o.credentials)
	if err != nil {
		return nil, nil, err
	}
	if err := c.takeTurn(ctx); err != nil {
		return nil, nil, err
	}
	under := newCall(ctx, c, method, md)
	if prepare != nil {
		prepare(under)
	}
	server, err := c.endpoint.enter(ctx, under, o.patient)
	if err == nil {
		err = fitsHeader(md, server.MaxHeader)
	}
	if err != nil {
		c.done(under)
		return nil, nil, err
	}
	return under, server, nil
}

// done says that nothing of a call goes on any more.
func (c *Conn) done(under *call) {
	under.cancel()
	c.endpoint.leave(under)
	if c.turns != nil {
		<-c.turns
	}
}

func (c *Conn) takeTurn(ctx context.Context) error {
	if c.isClosed() {
		return errClosing
	}
	if c.turns == nil {
		return nil
	}
	select {
	case c.turns <- struct{}{}:
		return nil
	default:
	}
	select {
	case c.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return outside(ctx.Err())
	case <-c.closed:
		return errClosing
	}
}
