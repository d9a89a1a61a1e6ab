package login

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
)

// sealer encrypts what a browser keeps for us, so that the browser can neither read nor change it: AES-256-GCM with a
// random nonce. The name of the cookie is sealed in too, so that no cookie passes for another.
type sealer []cipher.AEAD

// newSealer answers a sealer that encrypts with the first of keys and decrypts with each; without keys, with one that
// nobody else has.
func newSealer(keys [][]byte) (sealer, error) {
	if len(keys) == 0 {
		key := make([]byte, keySize)
		_, _ = rand.Read(key) // never fails
		keys = [][]byte{key}
	}
	var s sealer
	for _, key := range keys {
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key of the cookies: %w", err)
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, fmt.Errorf("key of the cookies: %w", err)
		}
		s = append(s, aead)
	}
	return s, nil
}

func (s sealer) seal(name string, content []byte) string {
	return base64.RawURLEncoding.EncodeToString(s[0].Seal(nil, nil, content, []byte(name)))
}

// open answers what was sealed in value under name, and false where none of the keys did that.
func (s sealer) open(name, value string) ([]byte, bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil {
		return nil, false
	}
	for _, aead := range s {
		if content, err := aead.Open(nil, nil, sealed, []byte(name)); err == nil {
			return content, true
		}
	}
	return nil, false
}
