package auth

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
)

// algorithms are the signatures that count. RS256 and PS256 are what the NLgov OAuth profile 1.1 names; the other two
// are at least as strong. Shared secrets (HS256) and unsigned tokens never count.
func algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA}
}

func algorithmNames() []string {
	var names []string
	for _, a := range algorithms() {
		names = append(names, string(a))
	}
	return names
}

// fileKeys are the keys of a JWKS file. A token that none of them signed makes it look whether the file has changed, so
// that keys can be rotated without a restart.
type fileKeys struct {
	path string

	mu       sync.Mutex
	modified time.Time
	keys     *oidc.StaticKeySet
}

func openFileKeys(path string) (*fileKeys, error) {
	f := &fileKeys{path: path}
	if _, err := f.reload(); err != nil {
		return nil, err
	}
	return f, nil
}

// VerifySignature answers the payload of a token that one of the keys signed.
func (f *fileKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	f.mu.Lock()
	keys := f.keys
	f.mu.Unlock()
	payload, err := keys.VerifySignature(ctx, token)
	if err == nil {
		return payload, nil
	}
	keys, reloadErr := f.reload()
	if reloadErr != nil {
		return nil, errors.Join(err, reloadErr)
	}
	return keys.VerifySignature(ctx, token)
}

// reload answers the keys as the file has them now.
func (f *fileKeys) reload() (*oidc.StaticKeySet, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	if f.keys != nil && info.ModTime().Equal(f.modified) {
		return f.keys, nil
	}
	keys, err := readKeys(f.path)
	if err != nil {
		return nil, fmt.Errorf("read keys from %s: %w", f.path, err)
	}
	f.keys, f.modified = &oidc.StaticKeySet{PublicKeys: keys}, info.ModTime()
	return f.keys, nil
}

func readKeys(path string) ([]crypto.PublicKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	var keys []crypto.PublicKey
	for _, key := range set.Keys {
		// A private or shared key in a file that is handed around is a leak to be noticed, not to be worked with.
		if !key.IsPublic() {
			return nil, fmt.Errorf("key %q is not a public key", key.KeyID)
		}
		keys = append(keys, key.Key)
	}
	if len(keys) == 0 {
		return nil, errors.New("it holds no key")
	}
	return keys, nil
}

// remoteKeys tells keys that cannot be fetched apart from a signature that is wrong. The verifier of go-oidc flattens
// both into one text, but the first is our trouble (UNAVAILABLE, try again) and the second the caller's
// (UNAUTHENTICATED).
type remoteKeys struct{ keys *oidc.RemoteKeySet }

type fetchFailureKey struct{}

// VerifySignature answers the payload of a token that one of the keys signed.
func (r remoteKeys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := r.keys.VerifySignature(ctx, token)
	// Of all its errors, RemoteKeySet wraps another only where it could not fetch.
	if failure, ok := ctx.Value(fetchFailureKey{}).(*error); ok && errors.Unwrap(err) != nil {
		*failure = err
	}
	return payload, err
}
