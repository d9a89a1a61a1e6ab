// Package devca is an authority that vouches for servers, for development and tests: it gives a certificate for any name to
// whoever has its folder.
package devca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/keyfile"
)

const (
	// KeyFile is the file with the key of the authority, in its folder.
	KeyFile = "development-authority.key"
	// Life is how long what the authority makes counts: longer than anybody tries things out.
	Life = 365 * 24 * time.Hour
	// behind is how far a clock elsewhere may be behind.
	behind = time.Hour
)

// Authority vouches for servers.
type Authority struct {
	key    *ecdsa.PrivateKey
	public []byte
	clock  clock.Clock
}

// Open answers the authority whose key is kept in dir, made now where there is none. The error says that the key cannot be
// read, or made, or that others than its owner may touch it.
func Open(dir string, clk clock.Clock) (*Authority, error) {
	text, err := keyfile.Open(dir, KeyFile, func() ([]byte, error) {
		key, err := newKey()
		if err != nil {
			return nil, err
		}
		return encodeKey(key)
	})
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key; remove it to get a new one", filepath.Join(dir, KeyFile))
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, KeyFile), err)
	}
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T, not an ECDSA key", filepath.Join(dir, KeyFile), key)
	}
	public, err := x509.MarshalPKIXPublicKey(ec.Public())
	return &Authority{ec, public, clk}, err
}

// WriteCertificate writes the certificate of the authority into a file. It is made anew each time, with the same key: who has
// an older one trusts what is made from now on, too.
func (a *Authority) WriteCertificate(path string) error {
	template := a.self()
	der, err := x509.CreateCertificate(rand.Reader, template, template, a.key.Public(), a.key)
	if err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	return replace(path, encode("CERTIFICATE", der), 0o644)
}

// WritePair writes NAME.crt and NAME.key (mode 0600) into dir, for a server that is called name, or any of hosts, names or
// addresses; they count for life, Life as a rule. What is there is replaced.
func (a *Authority) WritePair(dir, name string, life time.Duration, hosts ...string) error {
	key, err := newKey()
	if err != nil {
		return err
	}
	now := a.clock.Now()
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name},
		NotBefore: now.Add(-behind), NotAfter: now.Add(life),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{name},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.self(), key.Public(), a.key)
	if err != nil {
		return fmt.Errorf("make a certificate: %w", err)
	}
	secret, err := encodeKey(key)
	if err != nil {
		return err
	}
	return errors.Join(
		replace(filepath.Join(dir, name+".key"), secret, 0o600),
		replace(filepath.Join(dir, name+".crt"), encode("CERTIFICATE", der), 0o644),
	)
}

// self is the authority as its certificates and those it makes name it.
func (a *Authority) self() *x509.Certificate {
	now, id := a.clock.Now(), sha256.Sum256(a.public)
	return &x509.Certificate{
		// The id tells it from authorities of other folders, which have the same name.
		SubjectKeyId: id[:20],
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Development: trust it nowhere else"},
		NotBefore: now.Add(-behind), NotAfter: now.Add(Life),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
}

// serial answers a number that no other certificate has.
func serial() *big.Int {
	number, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return number
}

func newKey() (*ecdsa.PrivateKey, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }

func encodeKey(key crypto.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return encode("PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// replace writes a file that appears whole, in the place of the one that is there.
func replace(path string, content []byte, mode os.FileMode) error {
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }() // where it did not become the file
	_, err = draft.Write(content)
	if err := errors.Join(err, draft.Chmod(mode), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), path)
}
