package grpcx

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// observedStream is a stream of a client that is traced and measured until the last answer is read, or until its context ends,
// which a client that stops reading has to see to.
type observedStream struct {
	grpc.ClientStream
	ctx    context.Context
	call   telemetry.Call
	start  time.Time
	single bool      // the server answers once
	server peer.Peer // who answered, known once the stream is at its end
	// answered is who answered, known once an answer was read: a stream that is left may never come to its end.
	answered atomic.Pointer[peer.Peer]
	forget   func() bool
	once     sync.Once
}

// RecvMsg reads the next answer into m.
func (o *observedStream) RecvMsg(m any) error {
	err := o.ClientStream.RecvMsg(m)
	if err == nil && o.answered.Load() == nil {
		if server, known := peer.FromContext(o.Context()); known {
			o.answered.Store(server)
		}
	}
	switch {
	case errors.Is(err, io.EOF), err == nil && o.single:
		o.forget()
		o.end(nil, o.server.Addr)
	case err != nil:
		o.forget()
		o.end(err, o.server.Addr)
	}
	return err
}

// SendMsg sends m. What the server did to make that fail, RecvMsg says.
func (o *observedStream) SendMsg(m any) error {
	err := o.ClientStream.SendMsg(m)
	if err != nil && !errors.Is(err, io.EOF) {
		o.forget()
		o.leave(err)
	}
	return err
}

// leave ends the call of a stream that is not read to its end.
func (o *observedStream) leave(err error) {
	var server net.Addr
	if known := o.answered.Load(); known != nil {
		server = known.Addr
	}
	o.end(err, server)
}

// end ends the call, once.
func (o *observedStream) end(err error, server net.Addr) {
	o.once.Do(func() { o.call.End(o.ctx, clock.System().Now().Sub(o.start), status.Convert(err), server) })
}
