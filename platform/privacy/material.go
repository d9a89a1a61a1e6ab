package privacy

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

// keySize is how many bytes every key has.
const keySize = 32

// material is a key of the configuration. It is never used itself, but for what is derived from it for one purpose.
type material []byte

// For answers the key for a purpose (RFC 5869): whoever has it knows nothing of those for other purposes.
func (m material) For(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, m, nil, "meedoen/"+purpose, keySize)
	if err != nil {
		// The size is a constant that HKDF can make.
		panic(err)
	}
	return key
}

// parseKeys reads keys in base64, with commas between.
func parseKeys(text string) ([]material, error) {
	var keys []material
	for i, part := range strings.Split(text, ",") {
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(part))
		if err != nil || len(key) != keySize {
			return nil, fmt.Errorf("key %d is not %d bytes in base64; `openssl rand -base64 %[2]d` makes one", i+1, keySize)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// newKey answers a random key as a configuration has it, a line of text.
func newKey() ([]byte, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	return []byte(base64.StdEncoding.EncodeToString(key) + "\n"), nil
}
