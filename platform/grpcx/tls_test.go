package grpcx_test

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/tlsx"
	"github.com/deschoor/meedoen/platform/tlsx/devca"
)

// secureRig answers a rig that serves over TLS as host and nobody else, its address, and who vouches for it.
func secureRig(t *testing.T, authority *devca.Authority, host string) (r *rig, address string) {
	dir := t.TempDir()
	require.NoError(t, authority.WritePair(dir, "server", devca.Life, host))
	certificate, err := tlsx.OpenCertificate(
		tlsx.Pair{Certificate: filepath.Join(dir, "server.crt"), Key: filepath.Join(dir, "server.key")}, optionsTLS())
	require.NoError(t, err)
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r = newRig(t, nil)
	handlers{}.register(r)
	ended := make(chan error, 1)
	go func() { ended <- r.Serve(certificate.Inside(lis)) }()
	r.SetServing()
	t.Cleanup(func() {
		require.NoError(t, r.Stop(context.WithoutCancel(t.Context())))
		require.NoError(t, <-ended)
	})
	_, port, err := net.SplitHostPort(lis.Addr().String())
	require.NoError(t, err)
	return r, net.JoinHostPort(host, port)
}

func optionsTLS() tlsx.Options {
	return tlsx.Options{Setting: "test", Clock: clock.System(), Log: slog.New(slog.DiscardHandler)}
}

func TestEachOfSeveralInstancesProvesToBeItsOwnHost(t *testing.T) {
	dir := t.TempDir()
	authority, err := devca.Open(dir, clock.System())
	require.NoError(t, err)
	require.NoError(t, authority.WriteCertificate(filepath.Join(dir, "ca.crt")))
	authorities, err := tlsx.OpenAuthorities(filepath.Join(dir, "ca.crt"), optionsTLS())
	require.NoError(t, err)
	first, one := secureRig(t, authority, "127.0.0.1")
	second, two := secureRig(t, authority, "localhost")
	conn, err := grpcx.Dial(one+", "+two, grpcx.ClientConfig{Transport: authorities.Credentials()})
	require.NoError(t, err)
	defer conn.Close()
	require.Eventually(t, func() bool {
		require.NoError(t, getAccount(t.Context(), conn))
		method := "/meedoen.reporting.v1.AccountService/GetAccount"
		return len(first.log.of(t, method)) > 0 && len(second.log.of(t, method)) > 0
	}, 10*time.Second, 10*time.Millisecond)

	wrong, err := grpcx.Dial(strings.Replace(two, "localhost", "127.0.0.1", 1), grpcx.ClientConfig{Transport: authorities.Credentials()})
	require.NoError(t, err)
	defer wrong.Close()
	err = getAccount(t.Context(), wrong)
	require.Equal(t, codes.Unavailable, status.Code(err))
	require.ErrorContains(t, err, "cannot validate certificate for 127.0.0.1")

	plain, err := grpcx.Dial(one, grpcx.ClientConfig{})
	require.NoError(t, err)
	defer plain.Close()
	require.Equal(t, codes.Unavailable, status.Code(getAccount(t.Context(), plain)))
}
