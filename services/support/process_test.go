package support_test

import (
	"context"
	"fmt"
	"testing"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	"github.com/deschoor/meedoen/services/support"
)

// process is the module as a process runs it.
type process struct {
	positions *outbox.Positions
	module    app.Module
	conn      grpc.ClientConnInterface
	stop      func() // may be called twice
	as        func(t testing.TB, role string) context.Context
}

func at(database string) support.Config {
	cfg := support.Defaults()
	cfg.Database = config.NewSecret(database)
	return cfg
}

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	given := servicetest.Deps(t, support.Name, nats)
	given.Itself = alone{}
	return given
}

// alone is a service beside which no other runs.
type alone struct{}

func (alone) Call(name, address string) (grpc.ClientConnInterface, func() error, error) {
	return nil, nil, fmt.Errorf("%s at %q cannot be called", name, address)
}

// start starts a process with the database at cfg, until stop or the end of the test.
func start(t *testing.T, nats *natsx.Conn, cfg support.Config) *process {
	p := servicetest.Start(t, deps(t, nats), cfg, support.New)
	return &process{positions: p.Positions, module: p.Module, conn: p.Conn, stop: p.Stop, as: p.As}
}
