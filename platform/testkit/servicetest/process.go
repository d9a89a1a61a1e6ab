package servicetest

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/grpcx/local"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// Deps answers what a process gives a module: telemetry that nobody hears, and keys of its own.
func Deps(t testing.TB, service string, nats *natsx.Conn) app.Deps {
	t.Helper()
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: service, LogWriter: io.Discard})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	cfg, err := privacy.Config{}.InFolder(t.TempDir())
	require.NoError(t, err)
	keys, err := privacy.Open(t.Context(), cfg, clock.System(), sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, keys.Migrate(t.Context()))
	t.Cleanup(func() { require.NoError(t, keys.Close()) })
	return app.Deps{Clock: clock.System(), Telemetry: tel, NATS: nats, Positions: &outbox.Positions{}, Privacy: keys}
}

// Process is a module that runs as a process runs it, with a gRPC server and a connection to it.
type Process struct {
	Positions *outbox.Positions
	Module    app.Module
	Conn      *local.Conn
	Stop      func() // may be called twice
	issuer    *devissuer.Issuer
}

// Start starts a process with the module that open answers for cfg, until Stop or the end of the test.
func Start[C any](
	t testing.TB, deps app.Deps, cfg C, open func(context.Context, app.Deps, C) (app.Module, error),
) *Process {
	t.Helper()
	p := &Process{Positions: deps.Positions, issuer: NewIssuer(t, deps.Clock)}
	var err error
	p.Module, err = open(t.Context(), deps, cfg)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, deps.Clock, p.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{
		Verifier: verifier, Log: deps.Telemetry.Log, Telemetry: deps.Telemetry.ServerCalls(),
	})
	listener := grpcx.NewLocal()
	p.Conn, err = listener.Connect(grpcx.ClientConfig{})
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Options{
			Modules: []app.Module{p.Module}, Registrar: server, Servers: []app.Server{app.On("grpc", server, listener)},
			Log: slog.New(slog.DiscardHandler), OnReady: func() { server.SetServing(); close(ready) },
		})
	}()
	p.Stop = sync.OnceFunc(func() {
		require.NoError(t, p.Conn.Close())
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(p.Stop)
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		require.NoError(t, err, "it did not start")
	}
	return p
}

// As answers the context of a caller with role, who waits 20 s at most.
func (p *Process) As(t testing.TB, role string) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(
		As(t, p.issuer, devissuer.Claims{Subject: "anna.de.vries", Roles: []string{role}}), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
