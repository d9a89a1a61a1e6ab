package privacy

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/secretdata"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// newWrapping answers what encrypts with the first of keys and decrypts with each: AES-256-GCM, and before each ciphertext
// the number of its key.
func newWrapping(keys []material) (tink.AEAD, error) {
	parameters, err := aesgcm.NewParameters(aesgcm.ParametersOpts{
		KeySizeInBytes: keySize, IVSizeInBytes: 12, TagSizeInBytes: 16, Variant: aesgcm.VariantTink,
	})
	if err != nil {
		return nil, err
	}
	manager := keyset.NewManager()
	for i, m := range keys {
		secret := m.For("wrapping")
		key, err := aesgcm.NewKey(secretdata.NewBytesFromData(secret, insecuresecretdataaccess.Token{}), number(secret), parameters)
		if err != nil {
			return nil, err
		}
		id, err := manager.AddKey(key)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if err := manager.SetPrimary(id); err != nil {
				return nil, err
			}
		}
	}
	handle, err := manager.Handle()
	if err != nil {
		return nil, err
	}
	return aead.New(handle)
}

// number answers the number of a key, by which the right one of several is found. It follows from the key, so that every
// process has the same.
func number(key []byte) uint32 {
	sum := sha256.Sum256(key)
	return binary.BigEndian.Uint32(sum[:]) | 1 // 0 is no number
}
