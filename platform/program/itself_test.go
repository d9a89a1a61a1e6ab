package program_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/program"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// call is what a service heard of a call to it.
type call struct {
	token string
	left  time.Duration
}

// called is a service that notes who calls it.
type called struct {
	eventsv1.UnimplementedPositionServiceServer
	calls chan call
}

func (c *called) GetPositions(ctx context.Context, _ *eventsv1.GetPositionsRequest) (*eventsv1.GetPositionsResponse, error) {
	token := strings.Join(metadata.ValueFromIncomingContext(ctx, "authorization"), ", ")
	end, _ := ctx.Deadline()
	c.calls <- call{strings.TrimPrefix(token, "Bearer "), end.Sub(clock.System().Now())}
	return &eventsv1.GetPositionsResponse{}, nil
}

// serveLocal has a service that notes who calls it answer within the process.
func serveLocal(t *testing.T, on *grpcx.Local, verifier *auth.Verifier) *called {
	c := &called{calls: make(chan call, 1)}
	server := grpcx.NewServer(grpcx.ServerConfig{Verifier: verifier, Log: slog.New(slog.DiscardHandler)})
	eventsv1.RegisterPositionServiceServer(server, c)
	server.SetServing()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(on) }()
	t.Cleanup(func() {
		require.NoError(t, server.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-ended)
	})
	return c
}

// serve has a service that notes who calls it answer on a listener.
func serve(t *testing.T, on net.Listener) *called {
	c := &called{calls: make(chan call, 1)}
	server := grpc.NewServer()
	eventsv1.RegisterPositionServiceServer(server, c)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(on) }()
	t.Cleanup(func() { server.Stop(); require.NoError(t, <-ended) })
	return c
}

// host answers a process without modules.
func host(t *testing.T) *program.Host {
	h, err := program.NewHost(t.Context(), program.About{Name: "meedoen"})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.Close()) })
	return h
}

// itself answers the service support of a process.
func itself(t *testing.T, h *program.Host) app.Itself {
	deps, err := h.Deps(t.Context(), "support")
	require.NoError(t, err)
	return deps.Itself
}

func ask(ctx context.Context, t *testing.T, i app.Itself, address string) error {
	conn, closeConn, err := i.Call("debtcounselling", address)
	require.NoError(t, err)
	_, err = eventsv1.NewPositionServiceClient(conn).GetPositions(ctx, &eventsv1.GetPositionsRequest{})
	require.NoError(t, closeConn())
	return err
}

// tcp answers a listener on this machine.
func tcp(t *testing.T) net.Listener {
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

func TestServiceCallsAnotherInItsProcessAsItself(t *testing.T) {
	issuer, err := own.NewIssuer("", clock.System())
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clock.System(), issuer.Issuer())
	require.NoError(t, err)
	local := grpcx.NewLocal()
	other := serveLocal(t, local, verifier)
	h := host(t)
	h.Local(local, issuer)
	// As while a call of a person is answered, whose token is not sent on.
	ctx := metadata.NewIncomingContext(t.Context(), metadata.Pairs("authorization", "Bearer of a person"))
	require.NoError(t, ask(ctx, t, itself(t, h), ""))
	heard := <-other.calls
	identity, err := verifier.Verify(t.Context(), heard.token)
	require.NoError(t, err)
	require.Equal(t, "support", identity.Subject)
	require.Equal(t, []string{"support.service"}, identity.Roles)
	require.LessOrEqual(t, heard.left, 10*time.Second)

	_, _, err = itself(t, h).Call("debtcounselling", "127.0.0.1:9094")
	require.EqualError(t, err, "support cannot call debtcounselling at 127.0.0.1:9094: the process has no identity of its own")
}

func TestServiceApartCallsAnotherWithTheIdentityOfItsProcess(t *testing.T) {
	listener := tcp(t)
	other := serve(t, listener)
	issuer, err := devissuer.Open(t.TempDir(), clock.System())
	require.NoError(t, err)
	token, err := issuer.Token(devissuer.Claims{Subject: "support"})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte(token), 0o600))
	h := host(t)
	identity, err := own.New(own.Config{TokenFile: file}, clock.System(), h.Telemetry().Log)
	require.NoError(t, err)
	h.As(identity)
	require.NoError(t, ask(t.Context(), t, itself(t, h), listener.Addr().String()))
	heard := <-other.calls
	require.Equal(t, token, heard.token)
	require.LessOrEqual(t, heard.left, 10*time.Second)

	away := tcp(t)
	require.NoError(t, away.Close())
	err = ask(t.Context(), t, itself(t, h), away.Addr().String())
	require.Equal(t, codes.Unavailable, status.Code(err), "it does not wait for one that is away")

	_, _, err = itself(t, h).Call("debtcounselling", "")
	require.EqualError(t, err, "support cannot call debtcounselling: it has no address and is not in this process")
}

func TestServiceApartThatCallsOthersNeedsAnIdentity(t *testing.T) {
	addresses := map[string]string{"support.services.volunteers": "b:1", "support.services.activities": "a:1", "support.services.x": ""}
	require.Equal(t, []config.Problem{{
		Key: "identity", Text: "is who calls support.services.activities, support.services.volunteers: " +
			"set identity.token-file, or identity.token-url",
	}}, program.RequireIdentity(own.Config{}, addresses))
	require.Empty(t, program.RequireIdentity(own.Config{TokenFile: "/run/token"}, addresses))
	require.Empty(t, program.RequireIdentity(own.Config{}, map[string]string{"support.services.x": ""}))
}
