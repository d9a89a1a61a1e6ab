package grpcx

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/peer"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

const (
	// patience is how long a stream may wait for its caller to take an answer.
	patience = time.Minute
	// lastPatience is how long it may once the server stops.
	lastPatience = time.Second
)

// connections are those that a server has open, by the address at the other end: the one way to be rid of a caller that takes
// nothing. gRPC ends a stream behind what was sent on it, and what was sent waits for the caller.
type connections struct {
	mu   sync.Mutex
	open map[string]net.Conn
}

// of answers a listener whose connections are noted. Those without an address of their own are not.
func (c *connections) of(lis net.Listener) net.Listener { return noting{lis, c} }

type noting struct {
	net.Listener
	to *connections
}

func (n noting) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if _, tcp := conn.RemoteAddr().(*net.TCPAddr); !tcp {
		return conn, nil
	}
	from := n.to
	key := conn.RemoteAddr().String()
	noted := &notedConn{Conn: conn, forget: sync.OnceFunc(func() { from.forget(key) })}
	from.mu.Lock()
	defer from.mu.Unlock()
	if from.open == nil {
		from.open = map[string]net.Conn{}
	}
	from.open[key] = noted
	return noted, nil
}

func (c *connections) forget(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.open, key)
}

// cut closes the connection on which the call of ctx came. It says whether there was one.
func (c *connections) cut(ctx context.Context) bool {
	from, ok := peer.FromContext(ctx)
	if !ok {
		return false
	}
	c.mu.Lock()
	conn := c.open[from.Addr.String()]
	c.mu.Unlock()
	return conn != nil && conn.Close() == nil
}

// notedConn is a connection that is noted until it is closed.
type notedConn struct {
	net.Conn
	forget func()
}

// Close closes it.
func (n *notedConn) Close() error {
	defer n.forget()
	return n.Conn.Close()
}

// taken is a stream whose caller must take what is sent to it: who takes nothing loses the connection, or in this process the
// stream, or it would hold memory for as long as the caller likes, and hold up the server when it stops.
type taken struct {
	grpc.ServerStream
	server  *Server
	sending atomic.Bool
}

// watch has the stream cut off where it is still sending a moment after the server begins to stop. Call what it answers at the
// end of the stream.
func (t *taken) watch() (forget func() bool) {
	return context.AfterFunc(t.server.stopping, func() {
		time.AfterFunc(lastPatience, func() {
			if t.sending.Load() {
				t.cut("the server stops")
			}
		})
	})
}

// SendMsg sends a message, and waits for the caller to take it no longer than patience.
func (t *taken) SendMsg(m any) error {
	t.sending.Store(true)
	defer t.sending.Store(false)
	impatient := time.AfterFunc(t.server.cfg.Patience, func() { t.cut("its caller takes nothing") })
	defer impatient.Stop()
	return t.ServerStream.SendMsg(m)
}

func (t *taken) cut(why string) {
	if t.server.connections.cut(t.Context()) || local.Cut(t.Context()) {
		t.server.cfg.Log.WarnContext(t.Context(), "a stream was cut off", "why", why)
	}
}
