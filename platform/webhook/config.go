package webhook

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"os"

	"github.com/deschoor/meedoen/platform/config"
)

// Config is whom webhooks may reach beside the public internet.
type Config struct {
	Networks []string `koanf:"networks" doc:"Networks of the organisation's own that webhooks may reach, as 10.1.0.0/16. Without: only addresses of the public internet. Whoever may register a webhook can have this process call any machine in them."`
	Roots    string   `koanf:"roots" doc:"Path of a file of certificates (PEM) of authorities that vouch for receivers of webhooks, beside those of the system."`
}

// Validate answers what is wrong with what is set.
func (c Config) Validate() []config.Problem {
	_, err := c.prefixes()
	problems := config.Check("networks", err)
	_, err = c.pool()
	return append(problems, config.Check("roots", err)...)
}

func (c Config) prefixes() (list []netip.Prefix, err error) {
	for _, text := range c.Networks {
		prefix, err := netip.ParsePrefix(text)
		if err != nil || prefix != prefix.Masked() || prefix.Addr().Is4In6() {
			return nil, fmt.Errorf("%q is not a network: write one as 10.1.0.0/16 or fd12:3456::/32", text)
		}
		list = append(list, prefix)
	}
	return list, nil
}

// pool answers who vouches for receivers; nil: whom the system trusts.
func (c Config) pool() (*x509.CertPool, error) {
	if c.Roots == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(c.Roots)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		return nil, err
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New("has no certificate: it is a file of certificates in PEM")
	}
	return pool, nil
}
