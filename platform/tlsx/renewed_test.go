package tlsx_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/tlsx"
)

func TestNewConnectionsSeeARenewedCertificate(t *testing.T) {
	r := newRig(t)
	address := r.serve(r.certificate().Inside)
	first := r.shown(address)
	require.Equal(t, first, r.shown(address))
	require.Empty(t, r.log.take())
	r.pair("server", 90*day)
	second := r.shown(address)
	require.NotEqual(t, first, second)
	require.Contains(t, r.log.take(), "a certificate was read anew")
}

// TestSecretOfKubernetesIsRenewed: the files are links into a folder that is a link, which is replaced.
func TestSecretOfKubernetesIsRenewed(t *testing.T) {
	r := newRig(t)
	mount := func(version string) {
		require.NoError(t, os.Mkdir(r.file(version), 0o700))
		for _, name := range []string{"tls.crt", "tls.key"} {
			require.NoError(t, os.Rename(r.file("server"+filepath.Ext(name)), filepath.Join(r.file(version), name)))
		}
		require.NoError(t, os.Symlink(version, r.file("..data_tmp")))
		require.NoError(t, os.Rename(r.file("..data_tmp"), r.file("..data")))
	}
	mount("..1")
	for _, name := range []string{"tls.crt", "tls.key"} {
		require.NoError(t, os.Symlink(filepath.Join("..data", name), r.file(name)))
	}
	c, err := tlsx.OpenCertificate(tlsx.Pair{Certificate: r.file("tls.crt"), Key: r.file("tls.key")}, r.options("tls.certificate"))
	require.NoError(t, err)
	address := r.serve(c.Inside)
	first := r.shown(address)
	r.pair("server", 90*day)
	mount("..2")
	require.NotEqual(t, first, r.shown(address))
}

func TestWhatCannotBeUsedLeavesTheCertificateBefore(t *testing.T) {
	r := newRig(t)
	address := r.serve(r.certificate().Inside)
	first := r.shown(address)
	old, err := os.ReadFile(r.file("server.key"))
	require.NoError(t, err)
	for name, spoil := range map[string]func(){
		"half a file":            func() { require.NoError(t, os.Truncate(r.file("server.crt"), 100)) },
		"no file":                func() { require.NoError(t, os.Remove(r.file("server.key"))) },
		"the key of another":     func() { require.NoError(t, os.WriteFile(r.file("server.key"), old, 0o600)) },
		"one that has ended":     func() { r.pair("server", -time.Minute) },
		"one that is not yet it": func() { r.clock.Advance(3 * day); r.pair("server", day); r.clock.Advance(-3 * day) },
	} {
		r.pair("server", 90*day)
		first = r.shown(address)
		r.log.take()
		spoil()
		require.Equal(t, first, r.shown(address), name)
		require.Empty(t, r.log.take(), "%s: it may be in the middle of being written", name)
		r.clock.Advance(10 * time.Second)
		require.Equal(t, first, r.shown(address), name)
		said := r.log.take()
		require.Contains(t, said, "the one before stays", name)
		require.Regexp(t, `left=(2159|2160)h`, said, name)
		require.Equal(t, first, r.shown(address), name)
		require.Empty(t, r.log.take(), "%s is said once", name)
	}
	r.pair("server", 90*day)
	require.NotEqual(t, first, r.shown(address), "and what is mended is taken")
	require.Contains(t, r.log.take(), "read anew")
}

func TestCertificateThatEndsSoonIsSaidOnceADay(t *testing.T) {
	r := newRig(t)
	c := r.certificate()
	address := r.serve(c.Inside)
	r.clock.Advance(90*day - 15*day)
	r.shown(address)
	require.Empty(t, r.log.take())
	r.clock.Advance(day + time.Minute)
	for range 3 {
		r.shown(address)
	}
	require.Equal(t, 1, strings.Count(r.log.take(), "a certificate ends soon"))
	r.clock.Advance(day)
	r.shown(address)
	require.Contains(t, r.log.take(), "a certificate ends soon")
	r.clock.Advance(14 * day)
	r.shown(address)
	require.Contains(t, r.log.take(), "out of date")

	r.clock.Set(machineTime())
	r.pair("server", 10*time.Hour) // short ones are renewed late: at a fifth
	r.shown(address)
	require.NotContains(t, r.log.take(), "ends soon")
	r.clock.Advance(8 * time.Hour)
	r.shown(address)
	require.Contains(t, r.log.take(), "a certificate ends soon")
}

func TestKeyThatEverybodyMayReadIsSaid(t *testing.T) {
	r := newRig(t)
	r.certificate()
	require.Empty(t, r.log.take())
	require.NoError(t, os.Chmod(r.file("server.key"), 0o644))
	r.certificate()
	require.Contains(t, r.log.take(), "everybody on this machine may touch the key")
}

func TestMetricTellsHowLongCertificatesCount(t *testing.T) {
	r := newRig(t)
	reader := sdkmetric.NewManualReader()
	meter := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	require.NoError(t, r.certificate().Observe(meter))
	authorities, err := tlsx.OpenAuthorities(r.file("ca.crt"), r.options("tls.ca"))
	require.NoError(t, err)
	require.NoError(t, authorities.Observe(meter))
	told := func() map[string]float64 {
		var all metricdata.ResourceMetrics
		require.NoError(t, reader.Collect(t.Context(), &all))
		days := map[string]float64{}
		for _, point := range all.ScopeMetrics[0].Metrics[0].Data.(metricdata.Gauge[float64]).DataPoints {
			setting, _ := point.Attributes.Value("setting")
			days[setting.AsString()] = point.Value / day.Seconds()
		}
		require.Equal(t, "meedoen.tls.certificate.expiry", all.ScopeMetrics[0].Metrics[0].Name)
		return days
	}
	require.InDeltaMapValues(t, map[string]float64{"tls.certificate": 90, "tls.ca": 365}, told(), 0.01)
	r.pair("server", 30*day) // it needs no connection to notice
	r.clock.Advance(10 * day)
	require.InDeltaMapValues(t, map[string]float64{"tls.certificate": 20, "tls.ca": 355}, told(), 0.01)
}

// serveHealth serves gRPC over what is in the files of the server.
func (r *rig) serveHealth() (address string) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.t, err)
	server := grpc.NewServer()
	healthv1.RegisterHealthServer(server, health.NewServer())
	done := make(chan error, 1)
	go func() { done <- server.Serve(r.certificate().Inside(lis)) }()
	r.t.Cleanup(func() {
		server.Stop()
		require.NoError(r.t, <-done)
	})
	return lis.Addr().String()
}

// check calls over a connection of its own.
func (r *rig) check(address string, by credentials.TransportCredentials) error {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(by))
	require.NoError(r.t, err)
	defer conn.Close()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	_, err = healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{})
	return err
}

func TestClientTrustsItsAuthoritiesOfThatMoment(t *testing.T) {
	r := newRig(t)
	address := r.serveHealth()
	authorities, err := tlsx.OpenAuthorities(r.file("ca.crt"), r.options("tls.ca"))
	require.NoError(t, err)
	by := authorities.Credentials()
	require.NoError(t, r.check(address, by))

	refused := func(why string) {
		t.Helper()
		err := r.check(address, by)
		require.Equal(t, codes.Unavailable, status.Code(err))
		require.ErrorContains(t, err, why)
	}
	r.authority("strange")
	require.NoError(t, os.Rename(r.file("strange.crt"), r.file("ca.crt")))
	refused("unknown authority")

	require.NoError(t, os.WriteFile(r.file("ca.crt"), nil, 0o600)) // while it is written
	refused("unknown authority")
	r.clock.Advance(time.Minute)
	refused("unknown authority")
	require.Contains(t, r.log.take(), "holds no certificate")

	require.NoError(t, r.WriteCertificate(r.file("ca.crt"))) // made anew, with the same key
	require.NoError(t, r.check(address, by))
	require.NoError(t, r.WritePair(r.dir, "server", 90*day, "elsewhere.example"))
	refused("cannot validate certificate for 127.0.0.1")
	r.clock.Advance(-2 * day)
	require.NoError(t, r.WritePair(r.dir, "server", day, "127.0.0.1"))
	r.clock.Advance(2 * day)
	require.ErrorContains(t, r.check(r.serveHealth(), by), "expired")
}

func TestServerOfAnOldVersionIsNotCalled(t *testing.T) {
	r := newRig(t)
	address := r.serveOld()
	authorities, err := tlsx.OpenAuthorities(r.file("ca.crt"), r.options("tls.ca"))
	require.NoError(t, err)
	require.ErrorContains(t, r.check(address, authorities.Credentials()), "protocol version not supported")
}

func TestWithoutFilesThereIsNoTLS(t *testing.T) {
	r := newRig(t)
	c, err := tlsx.OpenCertificate(tlsx.Pair{}, r.options(""))
	require.NoError(t, err)
	require.Nil(t, c)
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer lis.Close()
	require.Equal(t, lis, c.Inside(lis))
	require.Equal(t, lis, c.Outside(lis))
	require.Nil(t, c.Itself())
	authorities, err := tlsx.OpenAuthorities("", r.options(""))
	require.NoError(t, err)
	require.Nil(t, authorities.Credentials())
	require.Empty(t, tlsx.Config{}.Validate())
	require.Contains(t, tlsx.Config{CA: r.file("nowhere")}.Validate()[0].String(), "ca: open")
	require.NoError(t, os.WriteFile(r.file("text"), []byte("text"), 0o600))
	require.Contains(t, tlsx.Config{CA: r.file("text")}.Validate()[0].String(), "holds no certificate")
}
