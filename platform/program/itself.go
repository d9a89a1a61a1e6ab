package program

import (
	"fmt"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// itselfTimeout is how long a call may take that a service makes by itself: nobody waits for it, and it is made again.
const itselfTimeout = 10 * time.Second

// itself is a service that calls others by itself.
type itself struct {
	service string
	local   *grpcx.Local  // to the services in the same process; nil where they are apart
	vouched *own.Identity // who it is to those
	remote  *own.Identity // who it is to services elsewhere; nil: nobody
	// transport secures the lines to services elsewhere; nil: without TLS.
	transport credentials.TransportCredentials
	calls     *telemetry.Calls
}

// Call answers as app.Itself has it.
func (i itself) Call(name, address string) (grpc.ClientConnInterface, func() error, error) {
	cfg := grpcx.ClientConfig{Timeout: itselfTimeout, Telemetry: i.calls}
	switch {
	case address != "" && i.remote == nil:
		return nil, nil, fmt.Errorf("%s cannot call %s at %s: the process has no identity of its own", i.service, name, address)
	case address != "":
		cfg.Credentials, cfg.Transport = i.remote, i.transport
	case i.local == nil:
		return nil, nil, fmt.Errorf("%s cannot call %s: it has no address and is not in this process", i.service, name)
	default:
		cfg.Credentials = i.vouched
	}
	conn, err := i.connect(address, cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("%s calls %s: %w", i.service, name, err)
	}
	return conn, conn.Close, nil
}

// connection is one over a network, or within the process.
type connection interface {
	grpc.ClientConnInterface
	io.Closer
}

func (i itself) connect(address string, cfg grpcx.ClientConfig) (connection, error) {
	if address == "" {
		return i.local.Connect(cfg)
	}
	return grpcx.Dial(address, cfg)
}
