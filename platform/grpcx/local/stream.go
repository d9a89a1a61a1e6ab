package local

import (
	"context"
	"errors"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// duplex is a stream: a call with messages in both directions. They travel as bytes, for a stream may hold them for a while.
type duplex struct {
	*call
	up, down *flow // to the handler, and to the caller
}

// open opens a stream and has its handler begin. Streams are not made again by Retry: who reads one knows best where it stopped.
func (c *Conn) open(
	ctx context.Context, desc *grpc.StreamDesc, _ *grpc.ClientConn, method string, opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	o, err := optionsOf(opts)
	near := &clientStream{ctx: ctx, desc: desc, options: o}
	if err == nil {
		err = c.start(near, method)
	}
	if err != nil {
		near.once.Do(func() { o.finish(err) })
		return nil, err
	}
	return near, nil
}

// start has the handler of a stream begin.
func (c *Conn) start(near *clientStream, method string) error {
	_, server, err := c.begin(near.ctx, method, near.options, near.prepare)
	if err != nil {
		return err
	}
	near.follow(near.ctx)
	go near.serve(server)
	return nil
}

// asStream calls a method of streams with one message and takes its one answer, as a call over a network may.
func (c *Conn) asStream(ctx context.Context, method string, args, reply any, o options) error {
	o.onFinish = nil // that is for who made a call of it
	near := &clientStream{ctx: ctx, desc: &grpc.StreamDesc{}, options: o}
	if err := c.start(near, method); err != nil {
		return err
	}
	if err := near.SendMsg(args); err != nil {
		return err
	}
	return near.RecvMsg(reply)
}

// prepare makes a call one of a stream, before anybody can end it.
func (s *clientStream) prepare(under *call) {
	under.headed, under.gone, under.onGone = make(chan struct{}), make(chan struct{}), s.finish
	s.duplex = &duplex{call: under, up: newFlow(), down: newFlow()}
}

// serve has the handler of the stream serve it.
func (d *duplex) serve(server *Server) {
	defer d.conn.done(d.call)
	d.end(d.handle(server))
}

func (d *duplex) handle(server *Server) error {
	s, known := server.streams[d.method]
	if !known {
		return server.unknown(d.method)
	}
	far := &serverStream{duplex: d, desc: &s.desc, maxTake: server.MaxMessage}
	if server.Stream == nil {
		return s.desc.Handler(s.service, far)
	}
	return server.Stream(s.service, far, &grpc.StreamServerInfo{
		FullMethod: d.method, IsClientStream: s.desc.ClientStreams, IsServerStream: s.desc.ServerStreams,
	}, s.desc.Handler)
}

// end says with what the handler ended the stream. What it sent before waits for the caller.
func (d *duplex) end(err error) {
	d.finish(nil, err)
	d.down.close()
}

// clientStream is a stream as its caller has it. One goroutine may send on it while another one reads it.
type clientStream struct {
	*duplex
	ctx     context.Context
	desc    *grpc.StreamDesc
	options options
	closed  bool // it sends no more
	read    bool // a message was taken
	once    sync.Once
}

// finish tells the caller what it asked to be told at the end, once it knows that the stream has ended.
func (s *clientStream) finish() {
	s.once.Do(func() {
		s.unfollow()
		s.options.tell(s.call)
		s.options.finish(s.outcome())
	})
}

// Context answers the context of the caller, with where the stream goes to.
func (s *clientStream) Context() context.Context { return peer.NewContext(s.ctx, here) }

// Header waits for what the handler sends before its messages; nil where it ended without.
func (s *clientStream) Header() (metadata.MD, error) {
	select {
	case <-s.headed:
	case <-s.gone:
		return nil, nil // RecvMsg says why
	}
	header, _ := s.metadata()
	return header, nil
}

// Trailer answers what the handler sent at its end, once RecvMsg answered an error.
func (s *clientStream) Trailer() metadata.MD {
	_, trailer := s.metadata()
	return trailer
}

// SendMsg sends a message once there is room for it. io.EOF: the stream has ended, and RecvMsg says how.
func (s *clientStream) SendMsg(m any) error {
	if s.closed {
		return s.fail(status.Error(codes.Internal, "SendMsg called after CloseSend"))
	}
	s.closed = !s.desc.ClientStreams
	message, err := encode(nil, m, s.options.maxSend)
	if err != nil {
		return s.fail(err)
	}
	sent := s.up.put(message, s.ended)
	if s.closed {
		s.up.close()
	}
	if !sent && s.desc.ClientStreams {
		return io.EOF
	}
	return nil
}

// fail ends the stream for a mistake of its caller.
func (s *clientStream) fail(err error) error {
	s.cut(err)
	return err
}

// CloseSend says that the caller sends no more.
func (s *clientStream) CloseSend() error {
	s.closed = true
	s.up.close()
	return nil
}

// RecvMsg waits for the next message. io.EOF: there are no more, and all went well.
func (s *clientStream) RecvMsg(m any) error {
	err := s.receive(m)
	if err == nil && !s.desc.ServerStreams {
		// The one message is an answer only where the call went well.
		if end := s.receive(nil); !errors.Is(end, io.EOF) {
			err = end
		}
	}
	if err != nil || !s.desc.ServerStreams {
		s.finish()
	}
	return err
}

// receive takes a message; into nil: there must be none.
func (s *clientStream) receive(m any) error {
	message, ok := s.down.take(s.gone)
	switch {
	case !ok:
		if err := s.outcome(); err != nil {
			return err
		}
		if !s.desc.ServerStreams && !s.read {
			return status.Error(codes.Internal, "cardinality violation: received no response message from non-server-streaming RPC")
		}
		return io.EOF
	case m == nil:
		return s.fail(status.Error(codes.Internal,
			"cardinality violation: expected <EOF> for non server-streaming RPCs, but received another message"))
	}
	s.read = true
	if err := decode(message, m, s.options.maxTake); err != nil {
		return s.fail(err)
	}
	return nil
}

// serverStream is a stream as its handler has it.
type serverStream struct {
	*duplex
	desc    *grpc.StreamDesc
	maxTake int
	read    bool // a message was taken
}

// Context answers the context of the handler.
func (s *serverStream) Context() context.Context { return s.ctx }

// SetTrailer adds to what is sent at the end.
func (s *serverStream) SetTrailer(md metadata.MD) { _ = s.call.SetTrailer(md) }

// SendMsg sends a message once there is room for it.
func (s *serverStream) SendMsg(m any) error {
	message, err := encode(nil, m, 0)
	if err != nil {
		return err
	}
	s.sendHeader()
	if !s.down.put(message, s.gone) {
		return s.lost()
	}
	return nil
}

// RecvMsg waits for the next message. io.EOF: the caller sends no more.
func (s *serverStream) RecvMsg(m any) error {
	message, ok := s.up.take(s.ctx.Done())
	if !ok {
		if s.ctx.Err() != nil {
			return s.lost()
		}
		if !s.desc.ClientStreams && !s.read {
			return status.Error(codes.Internal, "cardinality violation: received no request message from non-client-streaming RPC")
		}
		return io.EOF
	}
	s.read = true
	return decode(message, m, s.maxTake)
}

// lost says that nobody is at the other end.
func (s *serverStream) lost() error {
	if err := s.ctx.Err(); err != nil {
		return outside(err)
	}
	return status.Error(codes.Canceled, "the stream has ended")
}
