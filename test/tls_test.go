package test

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/credentials"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/testkit"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// secured is how tests call a suite that speaks TLS. Nil: one that does not.
type secured struct {
	web         *http.Client
	authorities *tlsx.Authorities
}

// secure answers how to call servers that the authority in a file vouches for. Each request has a connection of its own.
func secure(t *testing.T, ca string) *secured {
	authorities, err := tlsx.OpenAuthorities(ca, tlsx.Options{
		Setting: "tls.ca", Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return &secured{
		web:         &http.Client{Transport: &http.Transport{TLSClientConfig: trusting(t, ca), DisableKeepAlives: true}},
		authorities: authorities,
	}
}

func trusting(t *testing.T, ca string) *tls.Config {
	text, err := os.ReadFile(ca)
	require.NoError(t, err)
	trusted := x509.NewCertPool()
	require.True(t, trusted.AppendCertsFromPEM(text))
	return &tls.Config{RootCAs: trusted}
}

func (s *secured) scheme() string {
	if s == nil {
		return "http://"
	}
	return "https://"
}

func (s *secured) client() *http.Client {
	if s == nil {
		return http.DefaultClient
	}
	return s.web
}

func (s *secured) transport() credentials.TransportCredentials {
	if s == nil {
		return nil
	}
	return s.authorities.Credentials()
}

// deployApartOverTLS is deployApart with a gateway that shows the traces of all, and TLS between all of them: what is written
// by keys, which is run again to renew it.
func deployApartOverTLS(t *testing.T) (d *deployment, renew func()) {
	d = newDeployment(t)
	d.config = d.writeConfig()
	keys := filepath.Dir(d.config)
	renew = func() {
		out, err := exec.Command(filepath.Join(binaries, "meedoen"), "keys", keys, "--data", d.data, "--certificate", "nats").CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	renew()
	file := func(name string) string { return filepath.Join(keys, name) }
	d.nats = testkit.NewNATSServer(t, server.Options{TLSConfig: &tls.Config{
		MinVersion: tls.VersionTLS13, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair, err := tls.LoadX509KeyPair(file("nats.crt"), file("nats.key"))
			return &pair, err
		},
	}})
	receiver := testkit.Address(t)
	d.secured = secure(t, file("ca.crt"))
	inside := func(name string) []string {
		return []string{"MEEDOEN_TLS_CERTIFICATE=" + file(name+".crt"), "MEEDOEN_TLS_KEY=" + file(name+".key"), "MEEDOEN_TLS_CA=" + file("ca.crt")}
	}
	for _, service := range services() {
		d.env = append(inside(service), "MEEDOEN_EVENTS_CA="+file("ca.crt"), "MEEDOEN_TRACES_ENDPOINT="+receiver,
			"MEEDOEN_IDENTITY_TOKEN_FILE="+file(service+".token"))
		d.add(service)
	}
	d.env = append(inside("gateway"), "MEEDOEN_GATEWAY_TLS_CERTIFICATE="+file("gateway.crt"),
		"MEEDOEN_GATEWAY_TLS_KEY="+file("gateway.key"), "MEEDOEN_GATEWAY_TRACES_LISTEN="+receiver)
	d.add("gateway")
	d.http = d.gateways[0]
	return d, renew
}

// certificates answers the number of the certificate that is shown at each address.
func (d *deployment) certificates() map[string]string {
	list := map[string]string{}
	for _, address := range append([]string{d.http, strings.TrimPrefix(d.env[len(d.env)-1], "MEEDOEN_GATEWAY_TRACES_LISTEN=")},
		d.services["activities"], d.services["volunteers"], d.services["debtcounselling"], d.services["support"], d.services["reporting"]) {
		cfg := trusting(d.t, filepath.Join(filepath.Dir(d.config), "ca.crt"))
		cfg.NextProtos = []string{"h2"}
		conn, err := tls.Dial("tcp", address, cfg)
		require.NoError(d.t, err, address)
		list[address] = conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
		require.EqualValues(d.t, tls.VersionTLS13, conn.ConnectionState().Version)
		_ = conn.Close()
	}
	return list
}

// TestCertificatesAreRenewedUnderLoad: everything speaks TLS, all certificates are renewed while callers record, and no call
// fails. Events and traces come over TLS, too.
func TestCertificatesAreRenewedUnderLoad(t *testing.T) {
	d, renew := deployApartOverTLS(t)
	first := d.certificates()
	l := startHeldLoad(d)
	for percent := 20; percent <= 60; percent += 20 {
		l.proceed(percent)
		renew()
		for address, number := range d.certificates() {
			require.NotEqual(t, first[address], number)
			first[address] = number
		}
	}
	d.nats.Stop() // who finds it again sees what it shows then
	l.proceed(80)
	d.nats.Start()
	l.finish()
	require.Zero(t, l.failures.Load())
	d.shown("/admin/traces?dienst=reporting", "/admin/traces/")

	// activities is called with the token of its caller, support calls as itself: both are in what other tests do, plain. Here it
	// counts that nobody gets in without TLS, or with an old one.
	plain := &suite{t: t}
	for service, address := range d.services {
		require.False(t, plain.serving(address), service)
		_, err := tls.Dial("tcp", address, &tls.Config{MaxVersion: tls.VersionTLS12, InsecureSkipVerify: true})
		require.ErrorContains(t, err, "protocol version not supported", service)
	}
	a, err := plain.try(t.Context(), d.http, "GET", "/v1/accounts/2022", "", nil)
	require.NoError(t, err)
	require.Equal(t, 400, a.status)
	for name, p := range d.programs {
		require.NoError(t, p.health(), name)
	}
	// What cannot be used leaves what was there, and nobody takes the process for dead.
	require.NoError(t, os.Truncate(filepath.Join(filepath.Dir(d.config), "gateway.crt"), 10))
	require.NoError(t, os.Truncate(filepath.Join(filepath.Dir(d.config), "reporting.key"), 10))
	require.Equal(t, first, d.certificates())
	require.NoError(t, d.programs["gateway"].health())
	require.NoError(t, d.programs["reporting"].health())
}
