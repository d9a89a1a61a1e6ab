package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
)

func TestAllProblemsAreAnsweredAtOnce(t *testing.T) {
	file := write(t, `
http: {listn: x, idle-timeout: 2h}
small: 300
password: [geheim]
issuers:
- {urll: x, strict: maybe}
- geheim
`)
	_, _, err := config.Load(defaults(), config.Sources{
		File:   file,
		Prefix: "MEEDOEN_",
		Ignore: []string{"MEEDOEN_TEST_"},
		Environ: []string{
			"MEEDOEN_REPLICA=2", "MEEDOEN_TEST_POSTGRES_URL=x", "MEEDOEN_REPLICAS=many", "MEEDOEN_ISSUERS=x:1",
			"MEEDOEN_SYNC=ja",
		},
	})
	from := " (file " + file + "): "
	require.Equal(t, []string{
		"MEEDOEN_REPLICA: unknown environment variable; did you mean MEEDOEN_REPLICAS?",
		"http.listn" + from + "unknown key; did you mean http.listen?",
		`replicas (env MEEDOEN_REPLICAS): want a whole number of at most 64 bits, have "many"`,
		"small" + from + `want a whole number of at most 8 bits, have "300"`,
		`sync (env MEEDOEN_SYNC): want true or false, have "ja"`,
		"password" + from + "want a secret, in quotes where it looks like a number or a date",
		"issuers (env MEEDOEN_ISSUERS): want a list of objects, which only a file can give",
		"http.idle-timeout" + from + "want at most 1h",
	}, problemsOf(t, err))
	require.ErrorContains(t, err, "8 problems in the configuration\n  MEEDOEN_REPLICA: ")
	require.NotContains(t, err.Error(), "geheim")
}

func TestProblemsInAListSayWhichItem(t *testing.T) {
	file := write(t, "issuers:\n- {urll: x, strict: maybe}\n- geheim\n- {url: a, key: a, key-file: b}")
	_, _, err := config.Load(defaults(), config.Sources{File: file})
	from := " (file " + file + "): "
	require.Equal(t, []string{
		"issuers[0].urll" + from + "unknown key; did you mean url?",
		"issuers[0].strict" + from + `want true or false, have "maybe"`,
		"issuers[1]" + from + "want keys and values",
		"issuers[2].key" + from + "set either key or key-file",
		"issuers[0].url: is missing",
		"issuers[1].url: is missing",
	}, problemsOf(t, err))
}

func TestOneProblem(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"number for a string":     {"http: {listen: 1.10}", "want a string, in quotes"},
		"number for a duration":   {"http: {idle-timeout: 30}", "want a duration such as 30s or 5m"},
		"text for a duration":     {"http: {idle-timeout: lang}", `want a duration such as 30s or 5m, have "lang"`},
		"string for a section":    {"http: x", "want keys under http, not one value"},
		"section for a string":    {"http: {listen: {port: 1}}", "want a string"},
		"number in a list":        {"peers: [a, 1]", "item 2: want a string"},
		"section for a list":      {"peers: {a: 1}", "want a list of strings, or one string with commas"},
		"fraction for an integer": {"replicas: 1.5", "want a whole number"},
		"text of another type":    {"level: LOUD", "unknown name"},
		"far from every key":      {"qqqqqqqqqqqq: 1", "unknown key"},
		"rule of the whole":       {"sync: true\nreplicas: 2", "sync is for one replica"},
		"key twice":               {"replicas: 1\nreplicas: 2", "already defined"},
		"not YAML":                {"\t{", "cannot start any token"},
		"no keys":                 {"geheim", "this is not a YAML file of keys and values"},
		"no such secret's file":   {"password-file: /nergens", "open /nergens: no such file or directory"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := config.Load(defaults(), config.Sources{File: write(t, test.content)})
			problems := problemsOf(t, err)
			require.Len(t, problems, 1)
			require.Contains(t, problems[0], test.want)
			require.NotContains(t, problems[0], "geheim")
		})
	}
}

type strict struct {
	Port int `koanf:"port" doc:"Where to listen."`
}

func (strict) Validate() []config.Problem {
	return []config.Problem{
		{Key: "port", Text: "is odd"}, {Key: "port", Text: "is low"}, {Text: "is all wrong"}, {Text: "is a shame"},
	}
}

func TestRulesSpeakOfValuesThatWereRead(t *testing.T) {
	_, _, err := config.Load(strict{}, config.Sources{Prefix: "M_", Environ: []string{"M_PORT=1"}})
	require.Equal(t, []string{
		"port (env M_PORT): is odd", "port (env M_PORT): is low", "is all wrong", "is a shame",
	}, problemsOf(t, err))
	_, _, err = config.Load(strict{}, config.Sources{Prefix: "M_", Environ: []string{"M_PORT=x"}})
	require.Equal(t, []string{
		`port (env M_PORT): want a whole number of at most 64 bits, have "x"`, "is all wrong", "is a shame",
	}, problemsOf(t, err))
}

func TestMissingFileIsAProblem(t *testing.T) {
	_, _, err := config.Load(defaults(), config.Sources{File: "/nergens.yaml"})
	require.Equal(t, []string{"file /nergens.yaml: there is no such file"}, problemsOf(t, err))
	require.EqualError(t, err, "1 problem in the configuration\n  file /nergens.yaml: there is no such file")
}
