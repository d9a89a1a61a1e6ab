package natsx_test

import (
	"crypto/tls"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/tlsx/devca"
)

// secureServer answers a NATS server that speaks TLS with what is in dir, and a configuration that trusts it.
func secureServer(t *testing.T, dir string) (*testkit.NATSServer, natsx.Config) {
	s := testkit.NewNATSServer(t, server.Options{TLSConfig: &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "nats.crt"), filepath.Join(dir, "nats.key"))
			return &pair, err
		},
	}})
	cfg := natsx.Defaults()
	cfg.URL, cfg.CA = s.URL(), filepath.Join(dir, "ca.crt")
	require.Empty(t, cfg.Validate())
	return s, cfg
}

func vouch(t *testing.T, key, dir string) {
	authority, err := devca.Open(key, clock.System())
	require.NoError(t, err)
	require.NoError(t, authority.WriteCertificate(filepath.Join(dir, "ca.crt")))
	require.NoError(t, authority.WritePair(dir, "nats", devca.Life, "127.0.0.1"))
}

// lines is a log that goroutines write to.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *lines) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.text.String() }

// connected waits until a connection is up.
func connected(t *testing.T, conn *natsx.Conn) {
	require.Eventually(t, conn.NATS.IsConnected, 20*time.Second, 10*time.Millisecond)
}

func TestServerElsewhereSpeaksTLS13AndAuthoritiesAreRenewed(t *testing.T) {
	dir := t.TempDir()
	vouch(t, t.TempDir(), dir)
	s, cfg := secureServer(t, dir)
	conn, err := natsx.Connect("test", cfg, "")
	require.NoError(t, err)
	defer conn.Close()
	connected(t, conn)
	state, err := conn.NATS.TLSConnectionState()
	require.NoError(t, err)
	require.EqualValues(t, tls.VersionTLS13, state.Version)

	s.Stop()
	vouch(t, t.TempDir(), dir) // another authority, in the same files
	s.Start()
	// Not before the connection has come back: the library reads its state without a lock.
	require.Eventually(t, func() bool { return conn.Generation() > 0 }, 20*time.Second, 10*time.Millisecond)
	connected(t, conn)
	again, err := conn.NATS.TLSConnectionState()
	require.NoError(t, err)
	require.False(t, again.PeerCertificates[0].Equal(state.PeerCertificates[0]))
}

func TestServerElsewhereThatCannotProveWhoItIsGetsNothing(t *testing.T) {
	dir := t.TempDir()
	vouch(t, t.TempDir(), dir)
	_, cfg := secureServer(t, dir)
	other := t.TempDir()
	vouch(t, t.TempDir(), other)
	want := map[string]string{
		"another authority": "unknown authority", "the system's": "unknown authority", "without TLS": "secure connection not available",
	}
	plain := testkit.NewNATSServer(t, server.Options{})
	for name, c := range map[string]natsx.Config{
		"another authority": {URL: cfg.URL, CA: filepath.Join(other, "ca.crt")},
		"without TLS":       {URL: strings.Replace(plain.URL(), "nats://", "tls://", 1), CA: cfg.CA},
		"the system's":      {URL: strings.Replace(cfg.URL, "nats://", "tls://", 1)},
	} {
		conn, err := natsx.Connect("test", c, "")
		require.NoError(t, err, name)
		log := &lines{}
		conn.LogTo(slog.New(slog.NewTextHandler(log, nil)))
		require.Eventually(t, func() bool { return strings.Contains(log.String(), "NATS cannot be reached") }, 20*time.Second, 10*time.Millisecond, name)
		require.ErrorContains(t, conn.Ready(t.Context()), want[name], name)
		conn.Close()
	}
	cfg.CA = filepath.Join(dir, "nowhere")
	require.Equal(t, "ca", cfg.Validate()[0].Key)
	require.NoError(t, os.WriteFile(cfg.CA, []byte("text"), 0o600))
	require.Contains(t, cfg.Validate()[0].Text, "holds no certificate")
}
