package limits

import (
	"net"
	"sync"
	"sync/atomic"
)

// Listener answers a listener that has so many connections open at once at most; for 0, lis. One more is closed at once rather
// than left waiting: who waits cannot tell a full process from a dead one, and does not turn to another.
func Listener(lis net.Listener, most int) net.Listener {
	if most <= 0 {
		return lis
	}
	return &listener{Listener: lis, most: int64(most)}
}

type listener struct {
	net.Listener
	most int64
	open atomic.Int64
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.open.Add(1) > l.most {
			l.open.Add(-1)
			_ = conn.Close() // nobody is told more than that
			continue
		}
		return &counted{Conn: conn, closed: sync.OnceFunc(func() { l.open.Add(-1) })}, nil
	}
}

// counted is a connection that counts until it is closed.
type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error {
	defer c.closed()
	return c.Conn.Close()
}
