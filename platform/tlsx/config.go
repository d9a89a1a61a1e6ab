package tlsx

import (
	"github.com/deschoor/meedoen/platform/config"
)

// Pair names the files of a certificate and its key. Empty: no TLS is served.
type Pair struct {
	// Certificate is a file with the certificate, and after it those between it and its authority.
	Certificate string `koanf:"certificate" doc:"File with the certificate (PEM) that callers are shown, and after it those between it and its authority. It is read again when it changes. Empty: no TLS."`
	// Key is a file with the key of the certificate.
	Key string `koanf:"key" doc:"File with the key of the certificate (PEM), read again when it changes."`
}

// IsSet says whether TLS is served.
func (p Pair) IsSet() bool { return p.Certificate != "" || p.Key != "" }

// Validate answers everything that is wrong with the files. Whether they are out of date is not: that mends itself without
// a start.
func (p Pair) Validate() []config.Problem {
	if !p.IsSet() {
		return nil
	}
	_, problems := p.read()
	return problems
}

// Config is how a process talks to the other processes of the suite: over TLS 1.3 where files are named, else without TLS.
type Config struct {
	Pair
	// CA is a file with the authorities that may vouch for the processes that are called.
	CA string `koanf:"ca" doc:"File with the authorities (PEM) that may vouch for the processes of the suite that are called, which then speak TLS 1.3. It is read again when it changes. Empty: they are called without TLS."`
}

// Validate answers what is wrong with the authorities.
func (c Config) Validate() []config.Problem {
	if c.CA == "" {
		return nil
	}
	_, err := ReadAuthorities(c.CA)
	return config.Check("ca", err)
}
