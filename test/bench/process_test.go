package bench

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/testkit"
)

// wiring makes a module as a process does.
type wiring func(deps app.Deps) (app.Module, error)

// start runs modules behind a gRPC server with all its layers, in this process, and answers a connection over TCP whose
// calls carry a token with the roles of an importer and an account manager. Spans and metrics are made and go nowhere, as in the program by default.
func start(b *testing.B, wire ...wiring) *grpc.ClientConn {
	tel, err := telemetry.New(b.Context(), telemetry.Options{Service: "bench", LogWriter: io.Discard})
	require.NoError(b, err)
	deps := app.Deps{Clock: clock.System(), Telemetry: tel, NATS: testkit.NATS(b), Positions: &outbox.Positions{}}
	var modules []app.Module
	for _, w := range wire {
		module, err := w(deps)
		require.NoError(b, err)
		modules = append(modules, module)
	}
	issuer, err := devissuer.Open(b.TempDir(), deps.Clock)
	require.NoError(b, err)
	address := run(b, newServer(b, issuer, tel.ServerCalls()), modules)
	token, err := issuer.Token(devissuer.Claims{Subject: "bench", Roles: []string{"importer", "account.manager"}})
	require.NoError(b, err)
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{Credentials: grpcx.Bearer(token)})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, conn.Close()) })
	return conn
}

func newServer(b *testing.B, issuer *devissuer.Issuer, calls *telemetry.Calls) *grpcx.Server {
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), issuer.Issuer())
	require.NoError(b, err)
	return grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: slog.New(slog.DiscardHandler), Telemetry: calls})
}

// run serves modules until the benchmark ends and answers the address.
func run(b *testing.B, server *grpcx.Server, modules []app.Module) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Options{
			Modules: modules, Registrar: server, Servers: []app.Server{app.On("grpc", server, listener)},
			Log: slog.New(slog.DiscardHandler), OnReady: func() { server.SetServing(); close(ready) },
		})
	}()
	b.Cleanup(func() {
		stop()
		require.NoError(b, <-ended)
	})
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		require.NoError(b, err, "it did not start")
	case <-time.After(time.Minute):
		require.Fail(b, "it does not start")
	}
	return listener.Addr().String()
}
