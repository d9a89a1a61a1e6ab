// Package testkit is what tests of several modules share: databases on both engines, a clock that is set, a NATS server.
package testkit

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Engine makes databases on one engine, each with the migrations applied.
type Engine struct {
	Name string
	url  func(t testing.TB, migrations fs.FS) string
}

// SQLite makes databases in files of the test's own.
func SQLite() Engine { return Engine{Name: "sqlite", url: sqliteURL} }

// Postgres makes databases on the server of the tests.
func Postgres() Engine { return Engine{Name: "postgres", url: postgresURL} }

// Engines runs test once on each engine.
func Engines(t *testing.T, test func(t *testing.T, engine Engine)) {
	for _, engine := range []Engine{SQLite(), Postgres()} {
		t.Run(engine.Name, func(t *testing.T) { test(t, engine) })
	}
}

// DurableEngines is Engines for a benchmark of what is on disk: also the commits of PostgreSQL wait for it.
func DurableEngines(b *testing.B, bench func(b *testing.B, engine Engine)) {
	for _, engine := range []Engine{{Name: "sqlite", url: sqliteURL}, {Name: "postgres", url: durablePostgresURL}} {
		b.Run(engine.Name, func(b *testing.B) { bench(b, engine) })
	}
}

// URL answers the address of a new empty database with migrations applied (nil: the platform's alone). It is gone when
// the test ends.
func (e Engine) URL(t testing.TB, migrations fs.FS) string { return e.url(t, migrations) }

// Open opens a new database with migrations applied. It is closed when the test ends.
func (e Engine) Open(t testing.TB, migrations fs.FS) *sqldb.DB {
	return OpenDB(t, e.URL(t, migrations))
}

// OpenDB opens the database at url until the test ends.
func OpenDB(t testing.TB, url string) *sqldb.DB {
	db, err := sqldb.Open(context.Background(), url, sqldb.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func sqliteURL(t testing.TB, migrations fs.FS) string {
	url := "sqlite:" + filepath.Join(t.TempDir(), "test.db")
	migrate(t, url, migrations)
	return url
}

func migrate(t testing.TB, url string, migrations fs.FS) {
	db, err := sqldb.Open(context.Background(), url, sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(context.Background(), migrations))
	require.NoError(t, db.Close())
}

// templates holds the migrated databases that tests of this process clone: migrating takes longer than most tests.
var templates = struct {
	sync.Mutex
	names map[string]string
}{names: map[string]string{}}

func postgresURL(t testing.TB, migrations fs.FS) string {
	return databaseOn(t, postgresServer(t), migrations)
}

func durablePostgresURL(t testing.TB, migrations fs.FS) string {
	return databaseOn(t, durablePostgresServer(t), migrations)
}

func databaseOn(t testing.TB, server *pgServer, migrations fs.FS) string {
	template := postgresTemplate(t, server, migrations)
	name := "test_" + strings.ReplaceAll(ids.New(), "-", "")
	server.exec(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template))
	t.Cleanup(func() { server.exec(t, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)) })
	return server.url(name)
}

func postgresTemplate(t testing.TB, server *pgServer, migrations fs.FS) string {
	templates.Lock()
	defer templates.Unlock()
	key := server.url("") + "\n" + keyOf(t, migrations)
	if name, made := templates.names[key]; made {
		return name
	}
	name := "template_" + strings.ReplaceAll(ids.New(), "-", "")
	server.exec(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'", name))
	migrate(t, server.url(name), migrations)
	templates.names[key] = name
	return name
}

// keyOf answers what two sets of migrations differ in.
func keyOf(t testing.TB, migrations fs.FS) (key string) {
	if migrations == nil {
		return ""
	}
	files, err := fs.Glob(migrations, "*.sql")
	require.NoError(t, err)
	for _, file := range files {
		content, err := fs.ReadFile(migrations, file)
		require.NoError(t, err)
		key += file + "\n" + string(content)
	}
	return key
}
