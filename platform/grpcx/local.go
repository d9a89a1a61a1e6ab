package grpcx

import (
	"net"
	"sync"

	"github.com/deschoor/meedoen/platform/grpcx/local"
)

// Local is the way to a server in the same process. Calls over it go through the interceptors of both sides and end as they would
// over a network, but over none: nothing is framed, and no connection is made. It is a net.Listener, so that it stands among
// those that a server is given; nothing is ever accepted of it.
type Local struct {
	endpoint *local.Endpoint
	once     sync.Once
	closed   chan struct{}
}

// NewLocal answers a Local to Serve on. Calls over it wait until a server does.
func NewLocal() *Local { return &Local{endpoint: local.NewEndpoint(), closed: make(chan struct{})} }

// Connect answers a connection to whoever serves on l. Its calls behave as those of one that Dial made: they have a deadline,
// reads are tried again, and while the server is not ready they fail as UNAVAILABLE. Close it.
func (l *Local) Connect(cfg ClientConfig) (*local.Conn, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	return l.endpoint.Connect(local.Client{
		Unary: cfg.unary, Stream: cfg.stream, Credentials: cfg.Credentials, Retry: retry(), MaxCalls: maxCalls,
	}), nil
}

// Accept waits for Close: who calls is here already.
func (l *Local) Accept() (net.Conn, error) {
	<-l.closed
	return nil, net.ErrClosed
}

// Close refuses calls from now on.
func (l *Local) Close() error {
	l.once.Do(func() {
		l.endpoint.Stop()
		close(l.closed)
	})
	return nil
}

// Addr answers where it is: in this process.
func (*Local) Addr() net.Addr { return local.Here() }

// serveLocal answers calls over l until Stop.
func (s *Server) serveLocal(l *Local) {
	s.doors.open(l, &s.near)
	<-l.closed
}

// doors are where callers in this process arrive.
type doors struct {
	mu      sync.Mutex
	serving bool
	stopped bool
	all     []*Local
}

// open adds a door, behind which s answers. One that comes after the stop is closed at once.
func (d *doors) open(l *Local, s *local.Server) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		_ = l.Close() // never an error
		return
	}
	d.all = append(d.all, l)
	l.endpoint.Answer(s, d.serving)
}

func (d *doors) setServing(can bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serving = can
	for _, l := range d.all {
		l.endpoint.SetServing(can)
	}
}

// stop closes all, and answers what waits for the calls under way.
func (d *doors) stop() (ended func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stopped = true
	var left []<-chan struct{}
	for _, l := range d.all {
		left = append(left, l.endpoint.Stop())
		_ = l.Close() // never an error
	}
	return func() {
		for _, ended := range left {
			<-ended
		}
	}
}

// cut ends the calls that are still under way.
func (d *doors) cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.all {
		l.endpoint.Cut()
	}
}
