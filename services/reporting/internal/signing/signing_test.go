package signing_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/internal/signing"
)

// private is the key of RFC 8037, appendix A.1.
func private(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	seed, err := base64.RawURLEncoding.DecodeString("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
	require.NoError(t, err)
	return ed25519.NewKeyFromSeed(seed)
}

func TestSignatureNamesAndCarriesItsKey(t *testing.T) {
	key, err := signing.New(private(t))
	require.NoError(t, err)
	compact, err := key.Sign([]byte(`{"year":2022}`))
	require.NoError(t, err)
	signed, err := signing.Read(compact)
	require.NoError(t, err)
	require.Equal(t, `{"year":2022}`, string(signed.Payload))
	// The thumbprint that RFC 8037, appendix A.3 gives for this key.
	require.Equal(t, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", signed.KID)
	require.Equal(t, "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", signed.X)
	again, err := key.Sign([]byte(`{"year":2022}`))
	require.NoError(t, err)
	require.Equal(t, compact, again, "the same every time")
	require.Equal(t, "a8312f27235e329c10f1ed956f9c9706f2feab22dabbafb6a93fbbd542e8f138", signing.Fingerprint(signed.Payload))
}

func TestWhatWasChangedIsRefused(t *testing.T) {
	key, err := signing.New(private(t))
	require.NoError(t, err)
	compact, err := key.Sign([]byte(`{"year":2022,"value":17}`))
	require.NoError(t, err)
	parts := strings.Split(compact, ".")
	other := base64.RawURLEncoding.EncodeToString([]byte(`{"year":2022,"value":18}`))
	_, foreign, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	stranger, err := signing.New(foreign)
	require.NoError(t, err)
	theirs, err := stranger.Sign([]byte(`{"year":2022,"value":17}`))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"another payload":      strings.Join([]string{parts[0], other, parts[2]}, "."),
		"another key":          strings.Join([]string{strings.Split(theirs, ".")[0], parts[1], parts[2]}, "."),
		"no signature":         strings.Join(parts[:2], "."),
		"an algorithm of none": "eyJhbGciOiJub25lIn0." + parts[1] + ".",
		"no text":              "",
	} {
		_, err := signing.Read(text)
		require.Error(t, err, name)
	}
}
