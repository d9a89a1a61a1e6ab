package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/deschoor/meedoen/platform/config"
)

func TestSecretDoesNotPrint(t *testing.T) {
	type holder struct {
		Public config.Secret
		hidden config.Secret
	}
	secret := config.NewSecret("geheim")
	held := holder{Public: secret, hidden: secret}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", secret)
		fmt.Fprintf(&out, verb+"\n", &secret)
		fmt.Fprintf(&out, verb+"\n", held)
		fmt.Fprintf(&out, verb+"\n", &held)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("x", "secret", secret, "holder", held)
	}
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, yaml.Marshal} {
		text, err := marshal(map[string]any{"secret": secret, "holder": held})
		require.NoError(t, err)
		require.Contains(t, string(text), "•••")
		out.Write(text)
	}
	require.NotContains(t, out.String(), "geheim")
	require.NotContains(t, out.String(), "67656865696d", "nor in hexadecimal")
	require.Equal(t, "geheim", held.hidden.Reveal())
}

func TestSecretThatIsNotSetShows(t *testing.T) {
	require.Empty(t, config.Secret{}.Reveal())
	require.Empty(t, fmt.Sprint(config.Secret{}))
	require.False(t, config.NewSecret("").IsSet())
	require.True(t, config.NewSecret("x").IsSet())
}
