// Package signing signs what is published, so that anybody can check that no figure was changed: compact JSON Web Signatures
// (RFC 7515) by an Ed25519 key (RFC 8037).
package signing

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// Key signs.
type Key struct{ signer jose.Signer }

// New answers what signs with a private key. Every signature names its public key by its thumbprint (RFC 7638) and carries it,
// so that the keys of the past can be told from what they signed.
func New(private ed25519.PrivateKey) (*Key, error) {
	public := jose.JSONWebKey{Key: private.Public(), Algorithm: string(jose.EdDSA), Use: "sig"}
	kid, err := thumbprint(public)
	if err != nil {
		return nil, err
	}
	public.KeyID = kid
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: private, KeyID: kid}},
		(&jose.SignerOptions{}).WithHeader("jwk", public),
	)
	if err != nil {
		return nil, fmt.Errorf("make a signer: %w", err)
	}
	return &Key{signer}, nil
}

// Sign answers the signed payload in compact form.
func (k *Key) Sign(payload []byte) (string, error) {
	signed, err := k.signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed.CompactSerialize()
}

// Signed is what a signature holds.
type Signed struct {
	// Payload is what was signed.
	Payload []byte
	// KID is the thumbprint of the public key, X that key in base64url.
	KID, X string
}

// Read reads what Sign answered. The signature is checked by the key that it carries: that the key is the organisation's, others
// must check. Errors: the text is no such signature, or was changed.
func Read(compact string) (Signed, error) {
	parsed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil {
		return Signed{}, fmt.Errorf("read the signature: %w", err)
	}
	key := parsed.Signatures[0].Protected.JSONWebKey
	if key == nil {
		return Signed{}, errors.New("the signature carries no key")
	}
	public, is := key.Key.(ed25519.PublicKey)
	if !is {
		return Signed{}, errors.New("the signature is by no Ed25519 key")
	}
	payload, err := parsed.Verify(public)
	if err != nil {
		return Signed{}, fmt.Errorf("check the signature: %w", err)
	}
	kid, err := thumbprint(*key)
	if err != nil {
		return Signed{}, err
	}
	if named := parsed.Signatures[0].Protected.KeyID; named != kid {
		return Signed{}, errors.New("the signature names another key than it carries")
	}
	return Signed{Payload: payload, KID: kid, X: base64.RawURLEncoding.EncodeToString(public)}, nil
}

// Fingerprint answers the SHA-256 of what was signed, in hexadecimal.
func Fingerprint(payload []byte) string {
	hash := sha256.Sum256(payload)
	return hex.EncodeToString(hash[:])
}

func thumbprint(key jose.JSONWebKey) (string, error) {
	hash, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("name the key: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(hash), nil
}
