package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/reporting/catalogue"
)

// written writes a catalogue into a file, after replacing texts in the built-in one: old, new, old, new.
func written(t *testing.T, pairs ...string) string {
	t.Helper()
	content := catalogue.Account()
	for i := 0; i < len(pairs); i += 2 {
		require.True(t, bytes.Contains(content, []byte(pairs[i])), pairs[i])
		content = bytes.ReplaceAll(content, []byte(pairs[i]), []byte(pairs[i+1]))
	}
	path := filepath.Join(t.TempDir(), "account.yaml")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func TestCheckTellsEverythingThatIsWrongWithoutAProcess(t *testing.T) {
	out, err := command(t, "catalogue", "check", written(t))
	require.NoError(t, err)
	require.Equal(t, "Nothing is wrong with it. It has 37 indicators of the account.\n", out)

	_, err = command(t, "catalogue", "check", written(t, "'kinderwerk' in", "'kinderwerk' within", "unit: visits", "eenheid: visits"))
	require.ErrorContains(t, err, "indicators[2].filter: at line 1, column 14: Syntax error")
	require.ErrorContains(t, err, `indicators[2].eenheid: unknown field`)
	require.ErrorContains(t, err, `indicators[2]: "unit" is missing`)
	_, err = command(t, "catalogue", "check", filepath.Join(t.TempDir(), "absent.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestCatalogueIsPreviewedPutThereAndReadAgain(t *testing.T) {
	r := run(t, "")
	ask := func(args ...string) (string, error) {
		return command(t, append(append([]string{"catalogue"}, args...), "--data", r.cfg.Data, "--address", r.tcp.Addr().String())...)
	}
	out, err := ask("get")
	require.NoError(t, err)
	require.Equal(t, string(catalogue.Account()), out)

	other := written(t, "'kinderwerk' in programme.path", "'buurtcentra' in programme.path")
	out, err = ask("preview", other)
	require.NoError(t, err)
	require.Contains(t, out, "children-visits  telt anders\n")
	out, err = ask("put", other, "--comment", "Anders geteld.")
	require.NoError(t, err)
	require.Regexp(t, `^Catalogue [0-9a-f-]{36} holds. It has 37 indicators of the account.\n$`, out)
	out, err = ask("get")
	require.NoError(t, err)
	content, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, string(content), out)
	out, err = ask("list")
	require.NoError(t, err)
	require.Regexp(t, `^[0-9a-f-]{36} .* geldt  Anders geteld.\nbuilt-in +–\n$`, out)
	out, err = ask("preview", other)
	require.NoError(t, err)
	require.Equal(t, "Deze catalogus maakt geen verschil.\n", out)

	_, err = ask("put", written(t, "unit: visits", "eenheid: visits"))
	require.ErrorContains(t, err, "CATALOGUE_INVALID: The catalogue has 10 problems.\n  line ")
	_, err = ask("get", "absent")
	require.ErrorContains(t, err, "CATALOGUE_NOT_FOUND")
}
