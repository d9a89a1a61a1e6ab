package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	// fetchTimeout bounds one fetch. Callers wait for it, each no longer than its own deadline.
	fetchTimeout = 5 * time.Second
	// maxSetSize bounds what is read of a set of keys, in bytes; a large issuer's is some 20 kB.
	maxSetSize = 1 << 20
)

// readFile answers the keys in the JWKS file at path.
func readFile(path string) ([]jose.JSONWebKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	keys, err := parseSet(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return keys, nil
}

// fetch answers the keys in the JWKS at address.
func fetch(address string) ([]jose.JSONWebKey, error) {
	// No caller's context: others wait for the same keys.
	ctx, cancel := context.WithTimeout(context.Background(), fetchTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	// A cache on the way would prolong the life of a withdrawn key.
	request.Header.Set("Cache-Control", "no-cache")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, response.Status)
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, maxSetSize))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	keys, err := parseSet(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", address, err)
	}
	return keys, nil
}

// parseSet answers the keys of a JWK Set (RFC 7517 section 5) but for those of kinds that are not understood, which the
// RFC says to ignore. A set without any key says that none counts any more.
func parseSet(text []byte) ([]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, err
	}
	if set.Keys == nil {
		return nil, errors.New("it has no list of keys")
	}
	var keys []jose.JSONWebKey
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if err := json.Unmarshal(raw, &key); err != nil {
			continue
		}
		// A private or shared key in what is handed around is a leak to be noticed, not to be worked with.
		if !key.IsPublic() {
			return nil, fmt.Errorf("key %q is not a public key", key.KeyID)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
