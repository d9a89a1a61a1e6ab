package privacy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// Lookup hashes values with a key, so that what is equal can be found by whoever has the key, and nobody else can try all
// names and dates there are.
type Lookup struct{ keys [][]byte }

// Hash answers the hash under which values are kept, which are told apart: 43 characters. Fold text first.
func (l Lookup) Hash(values ...string) string { return mac(l.keys[0], values) }

// Hashes answers every hash under which values may be kept: after a change of keys those that were kept before it have
// another.
func (l Lookup) Hashes(values ...string) []string {
	list := make([]string, len(l.keys))
	for i, key := range l.keys {
		list[i] = mac(key, values)
	}
	return list
}

func mac(key []byte, values []string) string {
	h := hmac.New(sha256.New, key)
	var length []byte
	for _, value := range values {
		length = binary.AppendUvarint(length[:0], uint64(len(value)))
		h.Write(length)
		h.Write([]byte(value))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}
