// Package tlsx is how the suite speaks TLS: 1.3 inside, between its processes, and what the guideline of the Dutch National
// Cyber Security Centre (NCSC, "ICT-beveiligingsrichtlijnen voor Transport Layer Security", 2025-05) calls good or sufficient
// outside. Certificates, keys and authorities are files that something else renews; each new connection goes by what is in
// them then.
package tlsx

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"errors"
	"net"
	"os"

	"go.opentelemetry.io/otel/metric"

	"github.com/deschoor/meedoen/platform/config"
)

// scope is the name of the instrumentation.
const scope = "github.com/deschoor/meedoen/platform/tlsx"

// Certificate is what a server proves with who it is. A nil one proves nothing: there is no TLS.
type Certificate struct{ renewed[*tls.Certificate] }

// OpenCertificate answers the certificate in the files that p names; nil where it names none. The error is a *config.Error
// with everything that is wrong. One that is out of date is no error: it may be renewed any moment.
func OpenCertificate(p Pair, o Options) (*Certificate, error) {
	if !p.IsSet() {
		return nil, nil
	}
	c := &Certificate{renewed[*tls.Certificate]{Options: o, files: []string{p.Certificate, p.Key}, read: p.load}}
	if err := c.open(); err != nil {
		return nil, err
	}
	c.criticise(p)
	return c, nil
}

func (p Pair) load() (*tls.Certificate, life, error) {
	pair, problems := p.read()
	if len(problems) > 0 {
		return nil, life{}, &config.Error{Problems: problems}
	}
	return pair, life{pair.Leaf.NotBefore, pair.Leaf.NotAfter}, nil
}

// criticise says what could be better.
func (c *Certificate) criticise(p Pair) {
	if info, err := os.Stat(p.Key); err == nil && info.Mode().Perm()&0o007 != 0 {
		c.Log.Warn("everybody on this machine may touch the key of a certificate", "setting", c.Setting, "file", p.Key)
	}
	if key, isRSA := c.held.Leaf.PublicKey.(*rsa.PublicKey); isRSA && key.N.BitLen() < goodRSA {
		c.Log.Warn("a certificate has a short key: make the next one longer, or ECDSA", "setting", c.Setting,
			"bits", key.N.BitLen(), "good", goodRSA)
	}
}

// Inside answers a listener whose connections speak TLS 1.3, for gRPC.
func (c *Certificate) Inside(lis net.Listener) net.Listener {
	return c.listener(lis, &tls.Config{MinVersion: tls.VersionTLS13, NextProtos: []string{"h2"}})
}

// Outside answers a listener whose connections speak what the guideline calls good or sufficient, for HTTP. Go has no
// compression and no renegotiation by the client, and changes the keys of its session tickets every day.
func (c *Certificate) Outside(lis net.Listener) net.Listener {
	return c.listener(lis, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		// Of TLS 1.2; those of 1.3 are all good or sufficient, and Go lets nobody choose. Without this list Go takes CBC too,
		// which is to be phased out.
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		},
		CurvePreferences: []tls.CurveID{tls.X25519MLKEM768, tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521},
	})
}

func (c *Certificate) listener(lis net.Listener, cfg *tls.Config) net.Listener {
	if c == nil {
		return lis
	}
	cfg.GetCertificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.get(), nil }
	return tls.NewListener(lis, cfg)
}

// Itself is for a client that calls whoever serves with these very files, whatever the address: it trusts this certificate
// and no other. Nil where there is no TLS.
func (c *Certificate) Itself() *tls.Config {
	if c == nil {
		return nil
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		// Names and authorities say nothing here: what is shown is compared with what is in the file.
		InsecureSkipVerify: true,
		VerifyConnection: func(s tls.ConnectionState) error {
			if len(s.PeerCertificates) == 0 || !bytes.Equal(s.PeerCertificates[0].Raw, c.get().Certificate[0]) {
				return errors.New("it shows another certificate than the one of this configuration")
			}
			return nil
		},
	}
}

// Unverified is for a client on this machine that asks whether a server is alive, tells it nothing and believes it nothing
// else: it takes any certificate. A certificate that could not be renewed, so that the server shows another than its file
// has, must not make it look dead: whoever ends it then makes an outage of a warning.
func Unverified() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS13, InsecureSkipVerify: true}
}

// Observe has the metric meedoen.tls.certificate.expiry tell how many seconds it counts.
func (c *Certificate) Observe(meter metric.MeterProvider) error {
	if c == nil {
		return nil
	}
	return c.observe(meter)
}
