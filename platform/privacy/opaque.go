package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
)

// Opaque encrypts short texts that callers carry for a service, such as how far they have read, so that they can neither read
// nor change them: AES-256-GCM with a random nonce.
type Opaque []cipher.AEAD

// Opaque answers what encrypts texts of a service for one purpose; those of another purpose do not open.
func (p *Privacy) Opaque(service, purpose string) (o Opaque, err error) {
	for _, key := range p.keys {
		block, err := aes.NewCipher(key.For("opaque/" + service + "/" + purpose))
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		o = append(o, aead)
	}
	return o, nil
}

// Seal answers text encrypted, in base64url. It opens only together with the same values, which are told apart: such as who may
// use it.
func (o Opaque) Seal(text string, bound ...string) string {
	return base64.RawURLEncoding.EncodeToString(o[0].Seal(nil, nil, []byte(text), boundTo(bound)))
}

// Open answers the text that Seal encrypted, and false for what it did not, or not for these values. After a change of keys also
// what was encrypted before it.
func (o Opaque) Open(sealed string, bound ...string) (text string, ok bool) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	if err != nil {
		return "", false
	}
	for _, aead := range o {
		if text, err := aead.Open(nil, nil, data, boundTo(bound)); err == nil {
			return string(text), true
		}
	}
	return "", false
}

// boundTo answers values as bytes, with the length of each before it: no two lists are the same.
func boundTo(values []string) (b []byte) {
	for _, value := range values {
		b = binary.AppendUvarint(b, uint64(len(value)))
		b = append(b, value...)
	}
	return b
}
