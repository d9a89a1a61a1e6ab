package keyfile

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"path/filepath"
)

// OpenEd25519 answers the Ed25519 key in the file called name in dir (PEM, PKCS#8), which is made now where there is none.
func OpenEd25519(dir, name string) (ed25519.PrivateKey, error) {
	text, err := Open(dir, name, newEd25519)
	if err != nil {
		return nil, err
	}
	return parseEd25519(filepath.Join(dir, name), text)
}

// ReadEd25519 answers the Ed25519 key in the file at path (PEM, PKCS#8), which somebody else put there: nobody but its owner may
// write it, and its group may read it, as Kubernetes hands a secret to whoever is not root.
func ReadEd25519(path string) (ed25519.PrivateKey, error) {
	text, err := read(path, 0o640)
	if err != nil {
		return nil, err
	}
	return parseEd25519(path, text)
}

func parseEd25519(path string, text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no key; remove it to get a new one", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s holds a %T, not an Ed25519 key", path, key)
	}
	return private, nil
}

func newEd25519() ([]byte, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
