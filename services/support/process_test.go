package support_test

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/services/support"
)

// process runs the module as a process does, with a gRPC server and a connection to it.
type process struct {
	positions *outbox.Positions
	module    app.Module
	issuer    *devissuer.Issuer
	conn      *grpc.ClientConn
	stop      func() // may be called twice
}

func at(database string) support.Config {
	cfg := support.Defaults()
	cfg.Database = config.NewSecret(database)
	return cfg
}

func deps(t *testing.T, nats *natsx.Conn) app.Deps {
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: support.Name, LogWriter: io.Discard})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	return app.Deps{Clock: clock.System(), Telemetry: tel, NATS: nats, Positions: &outbox.Positions{}, Privacy: keys(t)}
}

// keys answers what keeps people, with keys of its own.
func keys(t *testing.T) *privacy.Privacy {
	cfg, err := privacy.Config{}.InFolder(t.TempDir())
	require.NoError(t, err)
	p, err := privacy.Open(t.Context(), cfg, clock.System(), sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, p.Migrate(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// start starts a process with the database at cfg, until stop or the end of the test.
func start(t *testing.T, nats *natsx.Conn, cfg support.Config) *process {
	d := deps(t, nats)
	p := &process{positions: d.Positions}
	var err error
	p.module, err = support.New(t.Context(), d, cfg)
	require.NoError(t, err)
	p.issuer, err = devissuer.Open(t.TempDir(), d.Clock)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, d.Clock, p.issuer.Issuer())
	require.NoError(t, err)
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: d.Telemetry.Log, Stats: d.Telemetry.ServerStats()})
	listener := grpcx.NewInMemory()
	p.conn, err = listener.Connect(grpcx.ClientConfig{})
	require.NoError(t, err)

	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Options{
			Modules: []app.Module{p.module}, Registrar: server, Servers: []app.Server{app.On("grpc", server, listener)},
			Log: slog.New(slog.DiscardHandler), OnReady: func() { server.SetServing(); close(ready) },
		})
	}()
	p.stop = sync.OnceFunc(func() {
		require.NoError(t, p.conn.Close())
		cancel()
		require.NoError(t, <-ended)
	})
	t.Cleanup(p.stop)
	select {
	case <-ready:
	case err := <-ended:
		ended <- err
		require.NoError(t, err, "it did not start")
	}
	return p
}

// as answers the context of a caller with role, who waits 20 s at most.
func (p *process) as(t *testing.T, role string) context.Context {
	token, err := p.issuer.Token(devissuer.Claims{Subject: "anna.de.vries", Roles: []string{role}})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
}
