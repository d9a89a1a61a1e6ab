package devissuer

import (
	"crypto/ed25519"

	"github.com/deschoor/meedoen/platform/keyfile"
)

const keyFile = "development-issuer.key"

// openKey answers the key in dir, made now where there is none.
func openKey(dir string) (ed25519.PrivateKey, error) { return keyfile.OpenEd25519(dir, keyFile) }
