package config_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
)

type server struct {
	Listen string        `koanf:"listen" doc:"Address to listen on."`
	Idle   time.Duration `koanf:"idle-timeout" doc:"How long a connection may idle."`
}

func (s server) Validate() []config.Problem {
	if s.Idle > time.Hour {
		return []config.Problem{{Key: "idle-timeout", Text: "want at most 1h"}}
	}
	return nil
}

type issuer struct {
	URL    string        `koanf:"url" doc:"Where it is."`
	Key    config.Secret `koanf:"key" doc:"Its key."`
	Strict bool          `koanf:"strict" doc:"No | leniency."`
}

func (i *issuer) Validate() []config.Problem {
	if i.URL == "" {
		return []config.Problem{{Key: "url", Text: "is missing"}}
	}
	return nil
}

type settings struct {
	HTTP     server        `koanf:"http"`
	Replicas int           `koanf:"replicas" doc:"How many copies."`
	Small    int8          `koanf:"small" doc:"A small number."`
	Sync     bool          `koanf:"sync" doc:"Wait for the disk."`
	Level    slog.Level    `koanf:"level" doc:"What to log."`
	Peers    []string      `koanf:"peers" doc:"Who else there is."`
	Password config.Secret `koanf:"password" doc:"How to get in."`
	Issuers  []issuer      `koanf:"issuers" doc:"Who hands out tokens."`
}

func (s settings) Validate() []config.Problem {
	if s.Sync && s.Replicas > 1 {
		return []config.Problem{{Text: "sync is for one replica"}}
	}
	return nil
}

func defaults() settings {
	return settings{HTTP: server{Listen: "localhost:80", Idle: time.Minute}, Replicas: 1, Peers: []string{"a"}}
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("test", pflag.ContinueOnError)
	for name, key := range map[string]string{
		"http": "http.listen", "sync": "sync", "peer": "peers", "replicas": "replicas", "password-file": "password-file",
	} {
		require.NoError(t, config.Flag(set, defaults(), key, name))
	}
	require.NoError(t, set.Parse(args))
	return set
}

func problemsOf(t *testing.T, err error) []string {
	t.Helper()
	var e *config.Error
	require.ErrorAs(t, err, &e)
	var lines []string
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return lines
}

func TestFlagBeatsEnvironmentBeatsFileBeatsDefault(t *testing.T) {
	file := write(t, "http: {listen: 'file:1', idle-timeout: 2m}\nreplicas: 2")
	environ := []string{"M_HTTP_LISTEN=env:1", "M_REPLICAS=3", "HOME=/root"}
	tests := map[string]struct {
		from config.Sources
		want server
		n    int
	}{
		"defaults":    {config.Sources{}, server{"localhost:80", time.Minute}, 1},
		"file":        {config.Sources{File: file}, server{"file:1", 2 * time.Minute}, 2},
		"environment": {config.Sources{File: file, Prefix: "M_", Environ: environ}, server{"env:1", 2 * time.Minute}, 3},
		"flag": {config.Sources{File: file, Prefix: "M_", Environ: environ, Flags: flags(t, "--http=flag:1")},
			server{"flag:1", 2 * time.Minute}, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, err := config.Load(defaults(), test.from)
			require.NoError(t, err)
			require.Equal(t, test.want, got.HTTP)
			require.Equal(t, test.n, got.Replicas)
		})
	}
}

func TestEveryTypeIsReadFromFileAndEnvironment(t *testing.T) {
	want := settings{
		HTTP: server{"x:1", 90 * time.Second}, Replicas: 1, Small: -8, Sync: true, Level: slog.LevelWarn,
		Peers: []string{"b", "c"}, Password: config.NewSecret("geheim"),
	}
	file := write(t, `
http:
  listen: x:1
  idle-timeout: 90s
replicas: 1
small: -8
sync: true
level: WARN
peers: [b, c]
password: geheim
`)
	environ := []string{
		"M_HTTP_LISTEN=x:1", "M_HTTP_IDLE_TIMEOUT=1m30s", "M_REPLICAS=1", "M_SMALL=-8", "M_SYNC=true", "M_LEVEL=warn",
		"M_PEERS=b, c,", "M_PASSWORD=geheim",
	}
	for name, from := range map[string]config.Sources{"file": {File: file}, "env": {Environ: environ, Prefix: "M_"}} {
		t.Run(name, func(t *testing.T) {
			got, _, err := config.Load(defaults(), from)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestFlagsReadListsAndBools(t *testing.T) {
	got, _, err := config.Load(defaults(), config.Sources{Flags: flags(t, "--sync", "--peer=x,y", "--peer=z")})
	require.NoError(t, err)
	require.True(t, got.Sync)
	require.Equal(t, []string{"x", "y", "z"}, got.Peers)
}

func TestListOfObjectsIsReadFromTheFile(t *testing.T) {
	key := write(t, "uit-bestand\n")
	file := write(t, "issuers:\n- {url: 'https://a', key: kort}\n- {url: 'https://b', key-file: "+key+", strict: true}")
	got, _, err := config.Load(defaults(), config.Sources{File: file})
	require.NoError(t, err)
	require.Equal(t, []issuer{
		{URL: "https://a", Key: config.NewSecret("kort")},
		{URL: "https://b", Key: config.NewSecret("uit-bestand"), Strict: true},
	}, got.Issuers)
}

func TestEmptyMeansNotSet(t *testing.T) {
	file := write(t, "http:\nreplicas: null\n")
	got, _, err := config.Load(defaults(), config.Sources{File: file, Prefix: "M_", Environ: []string{"M_REPLICAS="}})
	require.NoError(t, err)
	require.Equal(t, defaults(), got)
}

func TestSecretIsReadFromAFile(t *testing.T) {
	path := write(t, "geheim\n")
	file := write(t, "password: ander")
	tests := map[string]config.Sources{
		"environment over file": {File: file, Prefix: "M_", Environ: []string{"M_PASSWORD_FILE=" + path}},
		"file":                  {File: write(t, "password-file: "+path)},
		"flag":                  {File: file, Flags: flags(t, "--password-file", path)},
	}
	for name, from := range tests {
		t.Run(name, func(t *testing.T) {
			got, _, err := config.Load(defaults(), from)
			require.NoError(t, err)
			require.Equal(t, "geheim", got.Password.Reveal())
		})
	}
}

func TestStructThatCannotBeReadIsAMistakeInTheProgram(t *testing.T) {
	type untagged struct{ A string }
	type undocumented struct {
		A string `koanf:"a"`
	}
	type unreadable struct {
		A map[string]string `koanf:"a" doc:"x"`
	}
	type clash struct {
		A string `koanf:"a-b" doc:"x"`
		B string `koanf:"a_b" doc:"x"`
	}
	type inList struct {
		A []undocumented `koanf:"a" doc:"x"`
	}
	check := func(err error, text string) {
		t.Helper()
		require.ErrorContains(t, err, text)
	}
	_, _, err := config.Load(untagged{}, config.Sources{})
	check(err, "untagged.A has no koanf tag")
	_, _, err = config.Load(undocumented{}, config.Sources{})
	check(err, "undocumented.A has no doc tag")
	_, _, err = config.Load(unreadable{}, config.Sources{})
	check(err, "cannot read a map[string]string")
	_, _, err = config.Load(clash{}, config.Sources{})
	check(err, "the keys a-b and a_b clash")
	_, _, err = config.Load(inList{}, config.Sources{})
	check(err, "undocumented.A has no doc tag")
}

func TestWhatIsWrongWithSettingsThatDoNotMatterIsNotTold(t *testing.T) {
	type settings struct {
		One config.Secret `koanf:"one" doc:"One."`
		Two int           `koanf:"two" doc:"Two."`
	}
	sources := config.Sources{
		Environ: []string{"A_ONE_FILE=/nowhere/one", "A_TWO=many", "A_THREE=3"}, Prefix: "A_", Only: []string{"one"},
	}
	_, _, err := config.Load(settings{}, sources)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	require.Len(t, wrong.Problems, 1)
	require.Contains(t, wrong.Error(), "/nowhere/one")

	sources.Only = []string{"three"}
	_, _, err = config.Load(settings{}, sources)
	require.NoError(t, err)
	sources.Only = nil
	_, _, err = config.Load(settings{}, sources)
	require.ErrorAs(t, err, &wrong)
	require.Len(t, wrong.Problems, 3)
}
