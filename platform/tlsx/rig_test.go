package tlsx_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/tlsx"
	"github.com/deschoor/meedoen/platform/tlsx/devca"
)

const day = 24 * time.Hour

// logLines collects what is logged.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// take answers what was logged since it was asked last.
func (l *logLines) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return l.text.String()
}

// rig is a folder with an authority and what it vouches for.
type rig struct {
	t     *testing.T
	dir   string
	clock *testkit.Clock
	log   *logLines
	*devca.Authority
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, dir: t.TempDir(), log: &logLines{}}
	// The handshake goes by the time of the machine.
	r.clock = testkit.NewClock(machineTime())
	r.Authority = r.authority("ca")
	r.pair("server", 90*day)
	return r
}

// authority makes an authority with a key of its own, and NAME.crt.
func (r *rig) authority(name string) *devca.Authority {
	a, err := devca.Open(filepath.Join(r.dir, name), r.clock)
	require.NoError(r.t, err)
	require.NoError(r.t, a.WriteCertificate(r.file(name+".crt")))
	return a
}

// pair makes NAME.crt and NAME.key.
func (r *rig) pair(name string, life time.Duration) {
	require.NoError(r.t, r.WritePair(r.dir, name, life, "localhost", "127.0.0.1", "::1"))
}

func (r *rig) file(name string) string { return filepath.Join(r.dir, name) }

func (r *rig) options(setting string) tlsx.Options {
	return tlsx.Options{Setting: setting, Clock: r.clock, Log: slog.New(slog.NewTextHandler(r.log, nil))}
}

func (r *rig) files(name string) tlsx.Pair {
	return tlsx.Pair{Certificate: r.file(name + ".crt"), Key: r.file(name + ".key")}
}

// certificate opens that of the server.
func (r *rig) certificate() *tlsx.Certificate {
	c, err := tlsx.OpenCertificate(r.files("server"), r.options("tls.certificate"))
	require.NoError(r.t, err)
	return c
}

// trust answers the authorities in a file, for a client of Go.
func (r *rig) trust(file string) *x509.CertPool {
	text, err := os.ReadFile(r.file(file))
	require.NoError(r.t, err)
	pool := x509.NewCertPool()
	require.True(r.t, pool.AppendCertsFromPEM(text))
	return pool
}

// serve has whoever connects greeted until the test ends, over the listener that over makes.
func (r *rig) serve(over func(net.Listener) net.Listener) (address string) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r.t, err)
	secured := over(lis)
	r.t.Cleanup(func() { _ = secured.Close() })
	go func() {
		for {
			conn, err := secured.Accept()
			if err != nil {
				return // the test has ended
			}
			go func() {
				defer conn.Close()
				_, _ = conn.Write([]byte("hello"))
			}()
		}
	}()
	return lis.Addr().String()
}

// serveOld serves TLS 1.2 and no more.
func (r *rig) serveOld() (address string) {
	return r.serve(func(lis net.Listener) net.Listener {
		pair, err := tls.LoadX509KeyPair(r.file("server.crt"), r.file("server.key"))
		require.NoError(r.t, err)
		return tls.NewListener(lis, &tls.Config{Certificates: []tls.Certificate{pair}, MaxVersion: tls.VersionTLS12})
	})
}

// shake makes a connection and answers what it came to.
func shake(address string, cfg *tls.Config) (tls.ConnectionState, error) {
	conn, err := tls.Dial("tcp", address, cfg)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer conn.Close()
	_, err = conn.Read(make([]byte, 1)) // a server of TLS 1.3 refuses after the handshake of its client
	return conn.ConnectionState(), err
}

// shown answers the number of the certificate that a server shows.
func (r *rig) shown(address string) string {
	state, err := shake(address, &tls.Config{RootCAs: r.trust("ca.crt")})
	require.NoError(r.t, err)
	return state.PeerCertificates[0].SerialNumber.String()
}
