package local

import (
	"context"

	"google.golang.org/grpc"
)

// invoke makes a call, again where Retry says so.
func (c *Conn) invoke(
	ctx context.Context, method string, args, reply any, _ *grpc.ClientConn, opts ...grpc.CallOption,
) error {
	o, err := optionsOf(opts)
	if err == nil {
		err = c.again(ctx, method, func() (committed bool, err error) { return c.once(ctx, method, args, reply, o) })
	}
	o.finish(err)
	return err
}

// once makes a call once. Committed says that the answer has begun, so that it cannot be made again.
func (c *Conn) once(ctx context.Context, method string, args, reply any, o options) (committed bool, err error) {
	under, server, err := c.begin(ctx, method, o, nil)
	if err != nil {
		return false, err
	}
	if _, streams := server.streams[method]; streams {
		c.done(under)
		return true, c.asStream(ctx, method, args, reply, o)
	}
	under.follow(ctx)
	defer under.unfollow()
	serve(under, server, args, o.maxSend)
	o.tell(under)
	if under.err != nil {
		header, _ := under.metadata()
		return len(header) > 0, under.err
	}
	return true, c.endpoint.buffers.copyInto(reply, under.answer, 0, o.maxTake)
}

// serve has the handler of a call answer it, and returns when it has, or when nobody waits for it any more. The handler runs on a
// goroutine of its own: a caller that leaves does not wait for it. Its request is copied before, on that of the caller, who may
// change it once the call has ended.
func serve(under *call, server *Server, args any, maxSend int) {
	m, known := server.unary[under.method]
	if !known {
		under.finish(nil, server.unknown(under.method))
		under.conn.done(under)
		return
	}
	begun := false
	begin := func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		begun = true
		go func() {
			defer under.conn.done(under)
			under.finish(server.answer(ctx, request, info, handler))
		}()
		<-under.ended
		return under.answer, under.err
	}
	take := func(request any) error {
		return under.conn.endpoint.buffers.copyInto(request, args, maxSend, server.MaxMessage)
	}
	var answer any
	var err error
	defer func() { // also where taking the request panics
		if !begun {
			under.finish(answer, err)
			under.conn.done(under)
		}
	}()
	answer, err = m.handle(m.service, under.ctx, take, begin)
}

func (s *Server) answer(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	if s.Unary == nil {
		return handler(ctx, request)
	}
	return s.Unary(ctx, request, info, handler)
}
