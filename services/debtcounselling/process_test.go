package debtcounselling_test

import (
	"context"
	"testing"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	"github.com/deschoor/meedoen/services/debtcounselling"
)

// process is the module as a process runs it.
type process struct {
	positions *outbox.Positions
	module    app.Module
	conn      grpc.ClientConnInterface
	stop      func() // may be called twice
	as        func(t testing.TB, role string) context.Context
}

func at(database string) debtcounselling.Config {
	cfg := debtcounselling.Defaults()
	cfg.Database = config.NewSecret(database)
	return cfg
}

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	return servicetest.Deps(t, debtcounselling.Name, nats)
}

// start starts a process with the database at cfg, until stop or the end of the test.
func start(t *testing.T, nats *natsx.Conn, cfg debtcounselling.Config) *process {
	p := servicetest.Start(t, deps(t, nats), cfg, debtcounselling.New)
	return &process{positions: p.Positions, module: p.Module, conn: p.Conn, stop: p.Stop, as: p.As}
}
