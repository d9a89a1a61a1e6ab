package webhook_test

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/webhook"
)

func now() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// hosts answers the addresses of hosts. Each call may take the next of several answers; the last one stays.
type hosts map[string][][]string

func (h hosts) LookupNetIP(_ context.Context, _, host string) (ips []netip.Addr, err error) {
	host = strings.ToLower(host)
	answers := h[host]
	if len(answers) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if len(answers) > 1 {
		h[host] = answers[1:]
	}
	for _, text := range answers[0] {
		ips = append(ips, netip.MustParseAddr(text))
	}
	return ips, nil
}

// at answers hosts that keep their addresses.
func at(host string, ips ...string) hosts { return hosts{host: {ips}} }

// receiver is a server over TLS, which others know as example.com.
type receiver struct {
	*httptest.Server
	roots string // the file of who vouches for it
}

func newReceiver(t *testing.T, handle http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{Server: httptest.NewUnstartedServer(handle)}
	r.Config.ErrorLog = log.New(io.Discard, "", 0)
	r.EnableHTTP2 = true
	r.StartTLS()
	t.Cleanup(r.Close)
	r.roots = filepath.Join(t.TempDir(), "roots.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Certificate().Raw})
	require.NoError(t, os.WriteFile(r.roots, cert, 0o600))
	return r
}

// called answers an address of the receiver by the name of a host.
func (r *receiver) called(t *testing.T, host string) string {
	t.Helper()
	u, err := url.Parse(r.URL)
	require.NoError(t, err)
	return "https://" + host + ":" + u.Port() + "/geheim-pad?sleutel=geheim"
}

// loopback may be reached.
func (r *receiver) loopback() webhook.Config {
	return webhook.Config{Networks: []string{"127.0.0.0/8"}, Roots: r.roots}
}

func newSender(t *testing.T, cfg webhook.Config, resolver webhook.Resolver) *webhook.Sender {
	t.Helper()
	s, err := webhook.New(cfg, resolver)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// message answers a message to an address, signed with a secret of its own unless others are given.
func message(address string, secrets ...string) webhook.Message {
	if len(secrets) == 0 {
		secrets = []string{webhook.NewSecret()}
	}
	return webhook.Message{
		URL: address, ID: "one", Time: now(), Secrets: secrets, ContentType: "application/json", Body: []byte(`{"a":"b"}`),
	}
}

// requireFailure checks why a message was not delivered, and that the error tells nothing of the address.
func requireFailure(t *testing.T, want webhook.Failure, err error) {
	t.Helper()
	var f *webhook.Failure
	require.ErrorAs(t, err, &f)
	require.Equal(t, want, *f)
	for _, secret := range []string{"example", "geheim", "127.0.0.1", "://"} {
		require.False(t, strings.Contains(err.Error(), secret), "%q is told: %v", secret, err)
	}
}

// newSender2 is newSender for a property.
func newSender2(t *rapid.T, resolver webhook.Resolver) *webhook.Sender {
	s, err := webhook.New(webhook.Config{}, resolver)
	require.NoError(t, err)
	return s
}

func noDeadline() context.Context { return context.Background() }
