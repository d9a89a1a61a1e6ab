// Package testkit is what tests of several modules share: databases on both engines, a clock that is set, a NATS server.
package testkit

import (
	"context"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

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
