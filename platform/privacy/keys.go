package privacy

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

// ErrErased says that a data subject has no key (any more): nothing can be sealed for it, and nothing opened.
var ErrErased = errors.New("the data subject was erased")

// Keys are the keys of some data subjects, to be used in one call and then dropped. They do not print.
type Keys struct {
	vault Vault
	open  map[string][]byte
}

// String answers no key.
func (k Keys) String() string { return fmt.Sprintf("%d keys", len(k.open)) }

// GoString answers no key.
func (k Keys) GoString() string { return k.String() }

// Seal encrypts a value of a data subject, for one field of one record of the service: in another place it does not open.
//
// Error: ErrErased.
func (k Keys) Seal(id, record, field string, value []byte) ([]byte, error) {
	cipher, err := k.cipher(id)
	if err != nil {
		return nil, err
	}
	return cipher.Encrypt(value, k.binding(id, record, field))
}

// Open decrypts what Seal encrypted for the same place. Errors: ErrErased; another where the value is not what was sealed
// there.
func (k Keys) Open(id, record, field string, sealed []byte) ([]byte, error) {
	cipher, err := k.cipher(id)
	if err != nil {
		return nil, err
	}
	return cipher.Decrypt(sealed, k.binding(id, record, field))
}

func (k Keys) cipher(id string) (*subtle.AESGCM, error) {
	key, found := k.open[k.vault.subject(id)]
	if !found {
		return nil, ErrErased
	}
	return subtle.NewAESGCM(key)
}

// binding answers the place of a value, in which each part has its length before it: no two places have the same.
func (k Keys) binding(id, record, field string) []byte {
	var b []byte
	for _, part := range []string{k.vault.service, id, record, field} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}
