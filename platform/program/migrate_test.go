package program_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"testing/fstest"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/testkit"
)

func migrate(ctx context.Context, schemas ...program.Schema) (string, error) {
	cmd := program.MigrateCommand(func(*pflag.FlagSet) ([]program.Schema, error) { return schemas, nil })
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs(nil)
	err := cmd.ExecuteContext(ctx)
	return out.String(), err
}

func TestMigrateSaysFromWhereToWhereAndMayRunAgain(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		shop := program.Schema{
			Name: "shop", Database: config.NewSecret(engine.URL(t, nil)),
			Migrations: fstest.MapFS{"00007_shop.sql": {Data: []byte("-- +goose Up\nCREATE TABLE shop (id TEXT PRIMARY KEY);\n")}},
		}
		keys := program.KeysSchema(privacy.Config{Database: config.NewSecret(engine.URL(t, nil))})

		out, err := migrate(t.Context(), keys, shop)
		require.NoError(t, err)
		require.Regexp(t, `\Akeys: from \d+\.0 to \d+\.\d+\nshop: from \d+\.0 to \d+\.7\n\z`, out)
		out, err = migrate(t.Context(), keys, shop)
		require.NoError(t, err)
		require.Regexp(t, `\Akeys: is at \d+\.\d+ already\nshop: is at \d+\.7 already\n\z`, out)

		away := program.Schema{Name: "away", Database: config.NewSecret("mysql://there")}
		broken := shop
		broken.Migrations = fstest.MapFS{"00008_shop.sql": {Data: []byte("-- +goose Up\nCREATE TABLE shop (id TEXT);\n")}}
		_, err = migrate(t.Context(), away, broken)
		require.ErrorContains(t, err, "away: ")
		require.ErrorContains(t, err, "shop: migrate: ")
	})
}

func TestMigrateTellsWhatIsWrongWithTheConfiguration(t *testing.T) {
	wrong := errors.New("wrong")
	cmd := program.MigrateCommand(func(*pflag.FlagSet) ([]program.Schema, error) { return nil, wrong })
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(nil)
	require.ErrorIs(t, cmd.ExecuteContext(t.Context()), wrong)
}

func TestProcessThatDoesNotMigrateRefusesAnOlderDatabaseOfKeys(t *testing.T) {
	cfg, err := privacy.Config{}.InFolder(t.TempDir())
	require.NoError(t, err)
	start := func() error {
		h := host(t)
		h.KeepSchema()
		require.NoError(t, h.Protect(t.Context(), cfg))
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		return h.Run(ctx, cancel)
	}
	require.ErrorContains(t, start(), "keys.db is too old")
	_, err = migrate(t.Context(), program.KeysSchema(cfg))
	require.NoError(t, err)
	require.NoError(t, start())
}
