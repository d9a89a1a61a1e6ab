package inbox_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// proxy is a line between a client and a server, that can be cut.
type proxy struct {
	t      *testing.T
	target string
	addr   string

	mu    sync.Mutex
	lis   net.Listener
	lines []net.Conn
}

func newProxy(t *testing.T, target string) *proxy {
	p := &proxy{t: t, target: target, addr: "127.0.0.1:0"}
	p.mend()
	t.Cleanup(p.cut)
	return p
}

// mend lets clients connect, at the address they knew.
func (p *proxy) mend() {
	lis, err := net.Listen("tcp", p.addr)
	require.NoError(p.t, err)
	p.lis, p.addr = lis, lis.Addr().String()
	go func() {
		for {
			client, err := lis.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", p.target)
			if err != nil {
				client.Close()
				continue
			}
			p.mu.Lock()
			p.lines = append(p.lines, client, server)
			p.mu.Unlock()
			go pass(client, server)
			go pass(server, client)
		}
	}()
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // until either is closed
	to.Close()
}

// cut ends every connection at once, without a word from either side, and lets nobody connect.
func (p *proxy) cut() {
	p.lis.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.lines {
		line.Close()
	}
	p.lines = nil
}
