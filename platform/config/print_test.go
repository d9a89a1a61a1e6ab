package config_test

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
)

func TestPrintShowsEachValueAndItsOrigin(t *testing.T) {
	path := write(t, "geheim")
	file := write(t, "level: warn\nissuers:\n- {url: 'https://a', key: geheim}")
	_, loaded, err := config.Load(defaults(), config.Sources{
		File: file, Prefix: "M_", Environ: []string{"M_SMALL=5", "M_PASSWORD_FILE=" + path}, Flags: flags(t, "--http=x:1"),
	})
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, loaded.Print(&out))
	require.Equal(t, strings.ReplaceAll(`http.listen        x:1        flag --http
http.idle-timeout  1m0s       default
replicas           1          default
small              5          env M_SMALL
sync               false      default
level              WARN       file PATH
peers              a          default
password           •••        env M_PASSWORD_FILE
issuers[0].url     https://a  file PATH
issuers[0].key     •••        file PATH
issuers[0].strict  false      file PATH
`, "PATH", file), out.String())
}

func TestPrintShowsWhatIsEmpty(t *testing.T) {
	_, loaded, err := config.Load(settings{}, config.Sources{})
	require.NoError(t, err)
	var out strings.Builder
	require.NoError(t, loaded.Print(&out))
	require.Contains(t, out.String(), "peers              []     default\n")
	require.Contains(t, out.String(), "password           \"\"     default\n")
	require.Contains(t, out.String(), "issuers            []     default\n")
}

func TestMarkdownDocumentsEveryKey(t *testing.T) {
	var out strings.Builder
	require.NoError(t, config.Markdown(&out, defaults(), "M_"))
	require.Equal(t, `| Key | Environment | Type | Default | Meaning |
|---|---|---|---|---|
| §http.listen§ | §M_HTTP_LISTEN§ | string | §localhost:80§ | Address to listen on. |
| §http.idle-timeout§ | §M_HTTP_IDLE_TIMEOUT§ | duration | §1m0s§ | How long a connection may idle. |
| §replicas§ | §M_REPLICAS§ | integer | §1§ | How many copies. |
| §small§ | §M_SMALL§ | integer | §0§ | A small number. |
| §sync§ | §M_SYNC§ | bool | §false§ | Wait for the disk. |
| §level§ | §M_LEVEL§ | text | §INFO§ | What to log. |
| §peers§ | §M_PEERS§ | list of strings | §a§ | Who else there is. |
| §password§ | §M_PASSWORD§ or §M_PASSWORD_FILE§ | secret |  | How to get in. |
| §issuers§ | file only | list of objects |  | Who hands out tokens. |
| §issuers[].url§ | file only | string |  | Where it is. |
| §issuers[].key§ | file only | secret |  | Its key. |
| §issuers[].strict§ | file only | bool | §false§ | No \| leniency. |
`, strings.ReplaceAll(out.String(), "`", "§"))
}

func TestFlagHelpComesFromTheKey(t *testing.T) {
	set := pflag.NewFlagSet("x", pflag.ContinueOnError)
	require.NoError(t, config.Flag(set, defaults(), "http.listen", "http"))
	require.NoError(t, config.Flag(set, defaults(), "peers", "peer"))
	require.NoError(t, config.Flag(set, defaults(), "sync", "sync"))
	require.Equal(t, `      --http string    Address to listen on. (default "localhost:80")
      --peer strings   Who else there is. (default a)
      --sync           Wait for the disk.
`, set.FlagUsages())
}

func TestFlagRefusesWhatACommandLineMustNotHold(t *testing.T) {
	set := pflag.NewFlagSet("x", pflag.ContinueOnError)
	require.ErrorContains(t, config.Flag(set, defaults(), "password", "p"), "cannot set password, a secret")
	require.ErrorContains(t, config.Flag(set, defaults(), "issuers", "p"), "cannot set issuers, a list of objects")
	require.ErrorContains(t, config.Flag(set, defaults(), "nope", "p"), "there is no key nope")
}
