package tlsx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"

	"go.opentelemetry.io/otel/metric"
	"google.golang.org/grpc/credentials"
)

// Authorities are whom a client trusts to say who a server is. Nil ones: it calls without TLS.
type Authorities struct{ renewed[*x509.CertPool] }

// OpenAuthorities answers those in the file at path; nil where it is empty.
func OpenAuthorities(path string, o Options) (*Authorities, error) {
	if path == "" {
		return nil, nil
	}
	a := &Authorities{renewed[*x509.CertPool]{Options: o, files: []string{path}, read: func() (*x509.CertPool, life, error) {
		list, err := ReadAuthorities(path)
		if err != nil {
			return nil, life{}, err
		}
		trusted, of := pool(list)
		return trusted, of, nil
	}}}
	return a, a.open()
}

// Credentials answers how a gRPC client secures its lines: by TLS 1.3, with a server that an authority vouches for, under
// the host that the client calls. Nil: without TLS.
func (a *Authorities) Credentials() credentials.TransportCredentials {
	if a == nil {
		return nil
	}
	return &client{credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS13}), a}
}

// client makes each connection with the authorities of that moment; a tls.Config has them for good.
type client struct {
	credentials.TransportCredentials
	authorities *Authorities
}

func (c *client) ClientHandshake(ctx context.Context, host string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	now := credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS13, RootCAs: c.authorities.get()})
	return now.ClientHandshake(ctx, host, raw)
}

func (c *client) Clone() credentials.TransportCredentials {
	return &client{c.TransportCredentials.Clone(), c.authorities}
}

// Observe has the metric meedoen.tls.certificate.expiry tell how many seconds the last of them counts.
func (a *Authorities) Observe(meter metric.MeterProvider) error {
	if a == nil {
		return nil
	}
	return a.observe(meter)
}

// pool answers authorities as a client takes them, and until when the last of them counts.
func pool(list []*x509.Certificate) (*x509.CertPool, life) {
	pool, of := x509.NewCertPool(), life{}
	for _, c := range list {
		pool.AddCert(c)
		if c.NotAfter.After(of.until) {
			of = life{c.NotBefore, c.NotAfter}
		}
	}
	return pool, of
}
