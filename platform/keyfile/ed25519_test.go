package keyfile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/keyfile"
)

func TestEd25519KeyIsMadeOnceAndReadBack(t *testing.T) {
	dir := t.TempDir()
	made, err := keyfile.OpenEd25519(dir, "signing.key")
	require.NoError(t, err)
	again, err := keyfile.OpenEd25519(dir, "signing.key")
	require.NoError(t, err)
	require.True(t, made.Equal(again))
	read, err := keyfile.ReadEd25519(filepath.Join(dir, "signing.key"))
	require.NoError(t, err)
	require.True(t, made.Equal(read))
}

func TestWhatIsNoEd25519KeyIsRefused(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	require.NoError(t, err)
	for text, want := range map[string]string{
		"key": "holds no key",
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")})): "asn1",
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})):         "not an Ed25519 key",
	} {
		path := filepath.Join(t.TempDir(), "key")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, err := keyfile.ReadEd25519(path)
		require.ErrorContains(t, err, want)
		require.NoError(t, os.Chmod(path, 0o644))
		_, err = keyfile.ReadEd25519(path)
		require.ErrorContains(t, err, "mode 0644")
	}
	_, err = keyfile.ReadEd25519(filepath.Join(t.TempDir(), "absent"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestKeyThatAnotherOwnsMayBeReadByItsGroup(t *testing.T) {
	dir := t.TempDir()
	made, err := keyfile.OpenEd25519(dir, "key")
	require.NoError(t, err)
	path := filepath.Join(dir, "key")
	require.NoError(t, os.Chmod(path, 0o440))
	read, err := keyfile.ReadEd25519(path)
	require.NoError(t, err)
	require.Equal(t, made, read)
	for _, mode := range []os.FileMode{0o660, 0o444, 0o601} {
		require.NoError(t, os.Chmod(path, mode))
		_, err = keyfile.ReadEd25519(path)
		require.ErrorContains(t, err, "is open to others")
	}
}
