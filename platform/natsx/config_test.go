package natsx_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
)

func TestDefaultsAreUsableAndNameASourceForTests(t *testing.T) {
	cfg := natsx.Defaults()
	require.Empty(t, cfg.Validate())
	require.Empty(t, cfg.URL, "embedded")
	require.Contains(t, cfg.Source, ":oin:00000099", "the range that is set aside for tests")
}

func TestConfigurationThatCannotWorkIsReported(t *testing.T) {
	const cluster = "nats://a:4222,nats://b:4222,nats://c:4222"
	for name, c := range map[string]struct {
		change func(*natsx.Config)
		keys   []string
	}{
		"a cluster":                 {func(c *natsx.Config) { c.URL, c.Replicas = cluster, 3 }, nil},
		"more servers than NATS":    {func(c *natsx.Config) { c.URL, c.Replicas = cluster, 6 }, []string{"replicas"}},
		"no server":                 {func(c *natsx.Config) { c.Replicas = 0 }, []string{"replicas"}},
		"copies inside the process": {func(c *natsx.Config) { c.Replicas = 3 }, []string{"replicas"}},
		"a source by KvK number":    {func(c *natsx.Config) { c.Source = "urn:nld:kvknr:12345678:systeem:meedoen-2" }, nil},
		"a source by OIN":           {func(c *natsx.Config) { c.Source = "urn:nld:oin:00000003123456780000:systeem:x" }, nil},
		"no source":                 {func(c *natsx.Config) { c.Source = "" }, []string{"source"}},
		"a short OIN":               {func(c *natsx.Config) { c.Source = "urn:nld:oin:123:systeem:x" }, []string{"source"}},
		"a long KvK number":         {func(c *natsx.Config) { c.Source = "urn:nld:kvknr:123456789:systeem:x" }, []string{"source"}},
		"a source without a system": {func(c *natsx.Config) { c.Source = "urn:nld:kvknr:12345678" }, []string{"source"}},
		"a source that is a place":  {func(c *natsx.Config) { c.Source = "https://example.org/x" }, []string{"source"}},
		"a source in capitals":      {func(c *natsx.Config) { c.Source = "urn:nld:kvknr:12345678:systeem:X" }, []string{"source"}},
		"all at once":               {func(c *natsx.Config) { c.Source, c.Replicas = "x", 9 }, []string{"replicas", "replicas", "source"}},
	} {
		cfg := natsx.Defaults()
		c.change(&cfg)
		var keys []string
		for _, p := range cfg.Validate() {
			keys = append(keys, p.Key)
		}
		require.Equal(t, c.keys, keys, name)
	}
}
