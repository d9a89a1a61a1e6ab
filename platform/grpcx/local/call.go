package local

import (
	"context"
	"errors"
	"net"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// call is one call: what its caller and its handler know of each other.
type call struct {
	method string
	conn   *Conn
	ctx    context.Context // of the handler
	cancel context.CancelFunc

	mu      sync.Mutex
	release func() bool // has the end of the caller's context mean nothing any more; nil: it means nothing yet
	header  metadata.MD // what the handler sends before its answer
	trailer metadata.MD // and after it
	sent    bool        // the header is
	over    bool        // what is sent after it reaches nobody

	headed chan struct{} // closed when the header is sent; of streams alone
	ended  chan struct{} // closed when the handler has answered, or nobody waits for it any more
	gone   chan struct{} // closed when caller or server is no more; of streams alone
	onGone func()        // is called then
	reason error         // why it is gone
	answer any           // the handler's, where it is no stream
	err    error         // with which it ended
}

// newCall answers a call that its handler can see. Nothing of the caller's context but its end is there: what it knows, such as
// its identity, is the caller's, and travels only as metadata.
func newCall(caller context.Context, conn *Conn, method string, sent metadata.MD) *call {
	c := &call{method: method, conn: conn, ended: make(chan struct{})}
	ctx := context.Background()
	if deadline, has := caller.Deadline(); has {
		ctx, c.cancel = context.WithDeadline(ctx, deadline)
	} else {
		ctx, c.cancel = context.WithCancel(ctx)
	}
	ctx = peer.NewContext(metadata.NewIncomingContext(ctx, sent), here)
	c.ctx = grpc.NewContextWithServerTransportStream(ctx, c)
	return c
}

// follow has the call end with its caller, where it has not ended yet.
func (c *call) follow(caller context.Context) {
	c.mu.Lock() // which has the end wait until it can be released
	defer c.mu.Unlock()
	if c.over {
		return
	}
	c.release = context.AfterFunc(caller, func() {
		err := caller.Err()
		c.leave(outside(err))
		// A deadline that the handler has itself passes by itself.
		if _, has := c.ctx.Deadline(); !has || !errors.Is(err, context.DeadlineExceeded) {
			c.cancel()
		}
	})
}

// unfollow has the end of the caller's context mean nothing any more.
func (c *call) unfollow() {
	c.mu.Lock()
	release := c.release
	c.mu.Unlock()
	if release != nil {
		release()
	}
}

// cut ends the call before its handler has answered.
func (c *call) cut(reason error) {
	c.leave(reason)
	c.cancel()
}

// leave has the caller not wait any more.
func (c *call) leave(reason error) {
	c.mu.Lock()
	first := c.gone != nil && c.reason == nil
	if first {
		c.reason = reason
		close(c.gone)
	}
	c.end(nil, reason)
	c.mu.Unlock()
	if first {
		c.onGone()
	}
}

// outcome answers how a stream ended for its caller: what broke it counts, also where the handler had ended before.
func (c *call) outcome() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return c.reason
	}
	return c.err
}

// finish says what the handler answered.
func (c *call) finish(answer any, err error) {
	c.mu.Lock()
	c.end(answer, outside(err))
	c.mu.Unlock()
	c.cancel()
}

// end says with what the call ended, once. Hold mu.
func (c *call) end(answer any, err error) {
	if c.over {
		return
	}
	c.answer, c.err, c.over = answer, err, true
	c.send()
	close(c.ended)
}

// sendHeader sends the header, where that was not done.
func (c *call) sendHeader() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.send()
}

// send sends the header. Hold mu.
func (c *call) send() {
	if !c.sent {
		c.sent = true
		if c.headed != nil {
			close(c.headed)
		}
	}
}

// metadata answers what the handler sent before and after its answer. Only once the call has ended.
func (c *call) metadata() (header, trailer metadata.MD) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.header, c.trailer
}

// Method answers the full name of the method. With the three below it is what grpc.SetHeader and its like work on.
func (c *call) Method() string { return c.method }

// SetHeader adds to what is sent before the answer.
func (c *call) SetHeader(md metadata.MD) error { return c.addHeader(md, false) }

// SendHeader adds to it, and sends it.
func (c *call) SendHeader(md metadata.MD) error { return c.addHeader(md, true) }

func (c *call) addHeader(md metadata.MD, send bool) error {
	if err := valid(md); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.sent {
		return status.Error(codes.Internal, "the header was sent before")
	}
	c.header = metadata.Join(c.header, md)
	if send {
		c.send()
	}
	return nil
}

// SetTrailer adds to what is sent after the answer.
func (c *call) SetTrailer(md metadata.MD) error {
	if err := valid(md); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over {
		c.trailer = metadata.Join(c.trailer, md)
	}
	return nil
}

// Cut ends the call that ctx is the handler's context of, as if its connection broke. It says whether there is one: a call that
// came over a network is none.
func Cut(ctx context.Context) bool {
	c, is := grpc.ServerTransportStreamFromContext(ctx).(*call)
	if is {
		c.cut(status.Error(codes.Unavailable, "the call was cut off"))
	}
	return is
}

// here is where callers in this process are.
var here = &peer.Peer{Addr: address{}, LocalAddr: address{}}

// Here answers the address of whoever calls within this process.
func Here() net.Addr { return here.Addr }

type address struct{}

// Network answers what kind of address it is.
func (address) Network() string { return "local" }

// String answers it.
func (address) String() string { return "local" }

// outside answers err as it would arrive from elsewhere: its status, and nothing that it wraps.
func outside(err error) error {
	if err == nil {
		return nil
	}
	s, is := status.FromError(err)
	if !is {
		s = status.FromContextError(err)
	}
	if s.Code() == codes.OK { // an error that calls itself a success
		return status.Error(codes.Unknown, s.Message())
	}
	return s.Err()
}
