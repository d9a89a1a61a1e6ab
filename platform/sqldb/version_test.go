package sqldb_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

func TestMigratedDatabaseHasTheNewestVersion(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		want, err := sqldb.NewestVersion(schema)
		require.NoError(t, err)
		require.EqualValues(t, 1, want.Service)
		require.GreaterOrEqual(t, want.Platform, int64(2))
		db := engine.Open(t, schema)
		got, err := sqldb.VersionOf(t.Context(), db.Read())
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestDatabaseThatWasNeverMigratedHasNoVersion(t *testing.T) {
	db := testkit.OpenDB(t, "sqlite:"+t.TempDir()+"/new.db")
	_, err := sqldb.VersionOf(t.Context(), db.Read())
	require.ErrorContains(t, err, "platform_version")
}
