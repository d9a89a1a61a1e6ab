package privacy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
)

func opaque(t *testing.T, p *privacy.Privacy, service, purpose string) privacy.Opaque {
	t.Helper()
	o, err := p.Opaque(service, purpose)
	require.NoError(t, err)
	return o
}

func TestOpaqueTextOpensWhereItBelongs(t *testing.T) {
	p := closed(t, settings(""))
	o := opaque(t, p, "one", "token")
	sealed := o.Seal("17", "anna", "own")
	require.NotContains(t, sealed, "17")
	require.NotEqual(t, sealed, o.Seal("17", "anna", "own"), "equal texts cannot be told from others")
	text, ok := opaque(t, p, "one", "token").Open(sealed, "anna", "own")
	require.True(t, ok)
	require.Equal(t, "17", text)
	for _, bound := range [][]string{nil, {"anna"}, {"ben", "own"}, {"annaown"}, {"anna", "ow", "n"}, {"anna", "own", ""}} {
		_, ok := o.Open(sealed, bound...)
		require.False(t, ok, "%q", bound)
	}
	for _, other := range []privacy.Opaque{opaque(t, p, "two", "token"), opaque(t, p, "one", "cookie")} {
		_, ok := other.Open(sealed, "anna", "own")
		require.False(t, ok)
	}
	for i := range sealed {
		changed := []byte(sealed)
		changed[i] ^= 1
		_, ok := o.Open(string(changed), "anna", "own")
		require.False(t, ok, "byte %d", i)
	}
	for _, no := range []string{"", "a", "?", sealed[:20], sealed + "AAAA"} {
		_, ok := o.Open(no, "anna", "own")
		require.False(t, ok, "%q", no)
	}
}

func TestOpaqueTextOpensAfterAChangeOfKeys(t *testing.T) {
	sealed := opaque(t, closed(t, settings("")), "one", "token").Seal("17")
	cfg := settings("")
	cfg.Key = config.NewSecret(key("b") + "," + key("a"))
	text, ok := opaque(t, closed(t, cfg), "one", "token").Open(sealed)
	require.True(t, ok)
	require.Equal(t, "17", text)
	cfg.Key = config.NewSecret(key("b"))
	_, ok = opaque(t, closed(t, cfg), "one", "token").Open(sealed)
	require.False(t, ok)
}
