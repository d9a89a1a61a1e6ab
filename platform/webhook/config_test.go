package webhook_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/webhook"
)

func TestEachWrongSettingIsAProblem(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	require.NoError(t, os.WriteFile(empty, []byte("no certificate"), 0o600))
	good := newReceiver(t, nil).roots
	for name, tt := range map[string]struct {
		cfg  webhook.Config
		want []string // the keys of the problems
	}{
		"nothing":            {},
		"networks and roots": {cfg: webhook.Config{Networks: []string{"10.1.0.0/16", "fd12::/32", "127.0.0.1/32"}, Roots: good}},
		"an address":         {webhook.Config{Networks: []string{"10.1.0.1"}}, []string{"networks"}},
		"a host":             {webhook.Config{Networks: []string{"intern.nl"}}, []string{"networks"}},
		"not its beginning":  {webhook.Config{Networks: []string{"10.1.0.1/16"}}, []string{"networks"}},
		"mapped":             {webhook.Config{Networks: []string{"::ffff:10.0.0.0/104"}}, []string{"networks"}},
		"no such file":       {webhook.Config{Roots: empty + "x"}, []string{"roots"}},
		"no certificates":    {webhook.Config{Roots: empty}, []string{"roots"}},
		"both":               {webhook.Config{Networks: []string{"x"}, Roots: empty}, []string{"networks", "roots"}},
	} {
		t.Run(name, func(t *testing.T) {
			var keys []string
			for _, p := range tt.cfg.Validate() {
				require.NotEmpty(t, p.Text)
				keys = append(keys, p.Key)
			}
			require.Equal(t, tt.want, keys)
			_, err := webhook.New(tt.cfg, nil)
			require.Equal(t, tt.want == nil, err == nil)
		})
	}
}
