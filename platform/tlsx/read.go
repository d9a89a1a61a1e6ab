package tlsx

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/deschoor/meedoen/platform/config"
)

// leastRSA is the least length of an RSA key, in bits: what is shorter the guideline calls insufficient, what is shorter
// than goodRSA is to be phased out.
const leastRSA, goodRSA = 2048, 3072

// read answers what is in the files, or everything that is wrong with them.
func (p Pair) read() (*tls.Certificate, []config.Problem) {
	var problems []config.Problem
	content := func(key, path, want string) []byte {
		if path == "" {
			problems = append(problems, config.Problem{Key: key, Text: want})
			return nil
		}
		text, err := os.ReadFile(path)
		problems = append(problems, config.Check(key, err)...)
		return text
	}
	certificates := content("certificate", p.Certificate, "is the file of the certificate that belongs to the key")
	key := content("key", p.Key, "is the file of the key that belongs to the certificate")
	if len(problems) > 0 {
		return nil, problems
	}
	pair, err := tls.X509KeyPair(certificates, key)
	if err != nil {
		text := strings.TrimPrefix(err.Error(), "tls: ")
		return nil, []config.Problem{{Key: "certificate", Text: fmt.Sprintf("%s and %s: %s", p.Certificate, p.Key, text)}}
	}
	for _, err := range weaknesses(pair.Certificate) {
		problems = append(problems, config.Problem{Key: "certificate", Text: fmt.Sprintf("%s: %s", p.Certificate, err)})
	}
	return &pair, problems
}

// weaknesses answers what the guideline calls insufficient in a chain of certificates.
func weaknesses(chain [][]byte) (errs []error) {
	for _, der := range chain {
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, err := range []error{weakKey(certificate), weakSignature(certificate)} {
			if err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}

func weakKey(c *x509.Certificate) error {
	switch key := c.PublicKey.(type) {
	case ed25519.PublicKey:
		return nil
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < leastRSA {
			return fmt.Errorf("the RSA key of %q has %d bits: it takes %d", c.Subject, n, leastRSA)
		}
		return nil
	case *ecdsa.PublicKey:
		if n := key.Params().BitSize; n < 256 {
			return fmt.Errorf("the key of %q is on the curve %s: it takes P-256, P-384 or P-521", c.Subject, key.Params().Name)
		}
		return nil
	}
	return fmt.Errorf("the key of %q is neither RSA, ECDSA nor Ed25519", c.Subject)
}

func weakSignature(c *x509.Certificate) error {
	if c.Subject.String() == c.Issuer.String() {
		return nil // its own: nobody goes by it
	}
	switch c.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1:
		return fmt.Errorf("the certificate of %q is signed with %s: it takes SHA-256 or better", c.Subject, c.SignatureAlgorithm)
	}
	return nil
}

// ReadAuthorities answers the certificates of the authorities in a file; there is at least one.
func ReadAuthorities(path string) (list []*x509.Certificate, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var errs []error
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err == nil {
			err = weakKey(certificate)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", path, err))
			continue
		}
		list = append(list, certificate)
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s holds no certificate", path)
	}
	return list, nil
}
