package app_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/platform/app"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

// get sends a request in the background and answers its outcome.
func get(listener net.Listener) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		response, err := http.Get("http://" + listener.Addr().String())
		if err == nil {
			_, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
		}
		outcome <- err
	}()
	return outcome
}

func TestHTTPRequestUnderWayIsFinished(t *testing.T) {
	listener := listen(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	web := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(entered)
		<-leave
	})}
	web.RegisterOnShutdown(func() { close(leave) })
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		servers := []app.Server{app.HTTPServer("web", web, listener)}
		stopped <- app.Run(ctx, app.Options{Servers: servers, Log: quiet()})
	}()
	outcome := get(listener)
	<-entered
	cancel()
	require.NoError(t, <-outcome)
	require.NoError(t, <-stopped)
	_, err := net.Dial("tcp", listener.Addr().String())
	require.Error(t, err, "the port is closed")
}

func TestHTTPRequestThatOutlastsGraceIsCutOff(t *testing.T) {
	listener := listen(t)
	entered := make(chan struct{})
	web := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
	})}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		servers := []app.Server{app.HTTPServer("web", web, listener)}
		stopped <- app.Run(ctx, app.Options{Servers: servers, Log: quiet(), Grace: 10 * time.Millisecond})
	}()
	outcome := get(listener)
	<-entered
	cancel()
	require.Error(t, <-outcome)
	require.EqualError(t, <-stopped, "server web: stop: requests were cut off: context deadline exceeded")
}

func TestHTTPServerThatNeverServedClosesItsListener(t *testing.T) {
	listener := listen(t)
	require.NoError(t, app.HTTPServer("web", &http.Server{}, listener).Stop(t.Context()))
	_, err := net.Dial("tcp", listener.Addr().String())
	require.Error(t, err)
}

func TestHTTPServerHasTimeouts(t *testing.T) {
	listener := listen(t)
	defer func() { require.NoError(t, listener.Close()) }()
	web := &http.Server{WriteTimeout: time.Hour}
	app.HTTPServer("web", web, listener)
	require.Equal(t, 10*time.Second, web.ReadHeaderTimeout)
	require.Equal(t, 5*time.Minute, web.ReadTimeout)
	require.Equal(t, time.Hour, web.WriteTimeout, "what is set stays")
	require.Equal(t, 2*time.Minute, web.IdleTimeout)
}

// wire adapts a gRPC server as platform/grpcx does.
type wire struct{ *grpc.Server }

func (w wire) Stop(context.Context) error {
	w.GracefulStop()
	return nil
}

func TestOneServerOnSeveralListeners(t *testing.T) {
	tcp, memory := listen(t), bufconn.Listen(1<<16)
	server := grpc.NewServer()
	module := app.Module{Name: "m", Register: func(r grpc.ServiceRegistrar) {
		grpc_health_v1.RegisterHealthServer(r, health.NewServer())
	}}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		stopped <- app.Run(ctx, app.Options{
			Modules: []app.Module{module}, Registrar: server,
			Servers: []app.Server{app.On("grpc", wire{server}, tcp, memory)}, Log: quiet(),
		})
	}()
	inMemory := grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
		return memory.DialContext(ctx)
	})
	plain := grpc.WithTransportCredentials(insecure.NewCredentials())
	for target, options := range map[string][]grpc.DialOption{
		tcp.Addr().String():     {plain},
		"passthrough:///memory": {plain, inMemory},
	} {
		conn, err := grpc.NewClient(target, options...)
		require.NoError(t, err)
		_, err = grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	}
	cancel()
	require.NoError(t, <-stopped)
}

func TestServerFailsWithOneOfItsListeners(t *testing.T) {
	closed, open := listen(t), listen(t)
	require.NoError(t, closed.Close())
	server := grpc.NewServer()
	err := app.Run(t.Context(), app.Options{
		Servers: []app.Server{app.On("grpc", wire{server}, open, closed)}, Log: quiet(),
	})
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestHeadOfARequestHasALargestSize(t *testing.T) {
	listener := listen(t)
	web := app.HTTPServer("web", &http.Server{Handler: http.NotFoundHandler()}, listener)
	served := make(chan error, 1)
	go func() { served <- web.Serve() }()
	for size, want := range map[int]int{1 << 10: http.StatusNotFound, 128 << 10: http.StatusRequestHeaderFieldsTooLarge} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String(), nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", strings.Repeat("x", size))
		answer, err := (&http.Client{Transport: &http.Transport{}}).Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, want, answer.StatusCode)
	}
	require.NoError(t, web.Stop(t.Context()))
	require.NoError(t, <-served)
}
