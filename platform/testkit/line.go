package testkit

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Line is a line between clients and a server, that can be cut. It is cut for good when the test ends.
type Line struct {
	t      testing.TB
	target string
	addr   string

	mu    sync.Mutex
	lis   net.Listener // nil while the line is cut
	lines []net.Conn
}

// NewLine answers a line to the server at target, a "host:port".
func NewLine(t testing.TB, target string) *Line {
	l := &Line{t: t, target: target, addr: Address(t)}
	l.Mend()
	t.Cleanup(l.Cut)
	return l
}

// Addr answers where clients connect, the same after a cut.
func (l *Line) Addr() string { return l.addr }

// Mend lets clients connect, at the address they knew.
func (l *Line) Mend() {
	lis, err := net.Listen("tcp", l.addr)
	require.NoError(l.t, err)
	l.mu.Lock()
	l.lis = lis
	l.mu.Unlock()
	go func() {
		for {
			client, err := lis.Accept()
			if err != nil {
				return
			}
			l.join(lis, client)
		}
	}()
}

// join connects a client that came in on lis, unless the line was cut since.
func (l *Line) join(lis net.Listener, client net.Conn) {
	server, err := net.Dial("tcp", l.target)
	if err != nil {
		client.Close()
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lis != lis {
		client.Close()
		server.Close()
		return
	}
	l.lines = append(l.lines, client, server)
	go pass(client, server)
	go pass(server, client)
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // until either is closed
	to.Close()
}

// Cut ends every connection at once, without a word from either side, and lets nobody connect.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lis == nil {
		return
	}
	l.lis.Close()
	l.lis = nil
	for _, line := range l.lines {
		line.Close()
	}
	l.lines = nil
}

// Break ends every connection at once, and lets clients connect again: a restart, or a network that hiccups.
func (l *Line) Break() {
	l.Cut()
	l.Mend()
}
