package sqldb_test

import (
	"database/sql"
	"io/fs"
	"maps"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

// next is the schema of the version after that of the tests.
func next() fs.FS {
	files := maps.Clone(schema)
	files["00002_more.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE more (id TEXT PRIMARY KEY);\n")}
	return files
}

// keeping opens the database at url as a process does that does not migrate.
func keeping(t *testing.T, url string) *sqldb.DB {
	db, err := sqldb.Open(t.Context(), url, sqldb.Options{KeepSchema: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func TestSchemaThatIsKeptMayBeNewerAndNotOlder(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		url := engine.URL(t, schema)
		db := keeping(t, url)
		require.NoError(t, db.Migrate(t.Context(), schema))

		err := db.Migrate(t.Context(), next())
		require.ErrorContains(t, err, "its own tables are of version 1, and 2 is needed")
		require.NotContains(t, err.Error(), "that every service has", "those are new enough")
		require.NotContains(t, err.Error(), "://", "an address may hold a password")
		version, err := db.Version(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 1, version.Service, "nothing was migrated")

		require.NoError(t, testkit.OpenDB(t, url).Migrate(t.Context(), next()))
		require.NoError(t, db.Migrate(t.Context(), next()))
		require.NoError(t, db.Migrate(t.Context(), schema), "an older version runs on it")
	})
}

func TestOlderVersionThatMigratesLeavesANewerSchema(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		db := testkit.OpenDB(t, engine.URL(t, next()))
		before, err := db.Version(t.Context())
		require.NoError(t, err)
		require.EqualValues(t, 2, before.Service)
		require.NoError(t, db.Migrate(t.Context(), schema))
		after, err := db.Version(t.Context())
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
}

func TestDatabaseThatWasNeverMigratedIsNamedWithAllThatItLacks(t *testing.T) {
	empty := map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/new.db"}
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		address, made := empty[engine.Name]
		if !made {
			address = engine.URL(t, nil)
			db := testkit.OpenDB(t, address)
			_, err := db.Read().Exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
			require.NoError(t, err)
		}
		db := keeping(t, address)
		version, err := db.Version(t.Context())
		require.NoError(t, err)
		require.Equal(t, sqldb.Version{}, version)
		err = db.Migrate(t.Context(), schema)
		require.ErrorContains(t, err, "the tables that every service has are of version 0")
		require.ErrorContains(t, err, "its own tables are of version 0, and 1 is needed")
		if parsed, err := url.Parse(address); err == nil && parsed.Host != "" {
			address = "database " + strings.TrimPrefix(parsed.Path, "/") + " at " + parsed.Host
		}
		require.ErrorContains(t, err, strings.TrimPrefix(address, "sqlite:"))
		version, err = db.Version(t.Context())
		require.NoError(t, err)
		require.Equal(t, sqldb.Version{}, version, "not even the tables of versions were made")
	})
}

// TestUserWithoutRightsOnTheSchemaIsEnough: whoever takes over a service cannot drop its tables.
func TestUserWithoutRightsOnTheSchemaIsEnough(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		if engine.Name != "postgres" {
			return // SQLite has no users
		}
		address, err := url.Parse(engine.URL(t, schema))
		require.NoError(t, err)
		owner, err := sql.Open("pgx", address.String())
		require.NoError(t, err)
		defer owner.Close()
		user := "reader_" + strings.TrimPrefix(address.Path, "/")
		_, err = owner.ExecContext(t.Context(), `CREATE ROLE `+user+` LOGIN PASSWORD 'p';
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO `+user)
		require.NoError(t, err)
		defer func() {
			_, err := owner.Exec(`DROP OWNED BY ` + user + `; DROP ROLE ` + user)
			require.NoError(t, err)
		}()
		address.User = url.UserPassword(user, "p")
		db := keeping(t, address.String())
		require.NoError(t, db.Migrate(t.Context(), schema))
		_, err = db.Read().ExecContext(t.Context(), "DROP TABLE note")
		require.Error(t, err)
		require.ErrorContains(t, db.Migrate(t.Context(), next()), "2 is needed")
	})
}
