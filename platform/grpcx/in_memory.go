package grpcx

import (
	"context"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/test/bufconn"
)

// InMemory is a listener without a network, for a client in the same process. Calls over it take the same way as over a
// network, through interceptors, streams and stats handlers.
type InMemory struct{ *bufconn.Listener }

// NewInMemory answers a listener to Serve on.
func NewInMemory() InMemory { return InMemory{bufconn.Listen(1 << 20)} }

// Connect answers a connection to whoever serves on m, as Dial does. Close it.
func (m InMemory) Connect(cfg ClientConfig) (*grpc.ClientConn, error) {
	cfg.dialer = func(ctx context.Context, _ string) (net.Conn, error) { return m.DialContext(ctx) }
	return Dial("passthrough:///in-memory", cfg)
}
