package auth_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/stretchr/testify/require"
)

const issuerName = "https://issuer.example"

func noon() time.Time { return time.Date(2022, 6, 1, 12, 0, 0, 0, time.UTC) }

// keyPair is one key of an issuer.
type keyPair struct {
	id        string
	algorithm jose.SignatureAlgorithm
	private   any
	public    crypto.PublicKey
}

func ed25519Key(t testing.TB, id string) keyPair {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return keyPair{id, jose.EdDSA, private, public}
}

func rsaKey(t testing.TB, algorithm jose.SignatureAlgorithm) keyPair {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	return keyPair{string(algorithm), algorithm, private, private.Public()}
}

func ecdsaKey(t testing.TB) keyPair {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return keyPair{"es", jose.ES256, private, private.Public()}
}

// sign answers a token with payload, whatever it is.
func (k keyPair) sign(t testing.TB, payload any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{
		Algorithm: k.algorithm, Key: jose.JSONWebKey{Key: k.private, KeyID: k.id},
	}, nil)
	require.NoError(t, err)
	token, err := jwt.Signed(signer).Claims(payload).Serialize()
	require.NoError(t, err)
	return token
}

// claims answers those of a good token, changed as changes say; a nil value removes a claim.
func claims(changes map[string]any) map[string]any {
	all := map[string]any{
		"iss": issuerName, "sub": "anna", "aud": []string{"elsewhere", "meedoen"},
		"roles": []string{"cook"}, "groups": []string{"north"}, "act": map[string]any{"sub": "kitchen"},
		"iat": noon().Unix(), "nbf": noon().Unix(), "exp": noon().Add(time.Hour).Unix(),
	}
	for name, value := range changes {
		if value == nil {
			delete(all, name)
			continue
		}
		all[name] = value
	}
	return all
}

func jwks(keys ...keyPair) jose.JSONWebKeySet {
	var set jose.JSONWebKeySet
	for _, k := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{
			Key: k.public, KeyID: k.id, Algorithm: string(k.algorithm), Use: "sig",
		})
	}
	return set
}

func writeJWKS(t testing.TB, path string, set jose.JSONWebKeySet) {
	t.Helper()
	text, err := json.Marshal(set)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, text, 0o600))
}
