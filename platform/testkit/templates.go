package testkit

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// templates holds the migrated databases that tests of this process clone, by what they were migrated with: migrating takes
// longer than most tests.
type templates[T any] struct {
	mu   sync.Mutex
	made map[string]T
}

// of answers the template with key, made by the first who asks for it.
func (t *templates[T]) of(key string, fresh func() T) T {
	t.mu.Lock()
	defer t.mu.Unlock()
	template, made := t.made[key]
	if !made {
		template = fresh()
		t.made[key] = template
	}
	return template
}

// They last as long as the process: the name of a database, and the content of a file.
var (
	postgresTemplates = templates[string]{made: map[string]string{}}
	sqliteTemplates   = templates[[]byte]{made: map[string][]byte{}}
)

func sqliteURL(t testing.TB, migrations fs.FS) string {
	path := filepath.Join(t.TempDir(), "test.db")
	require.NoError(t, os.WriteFile(path, sqliteTemplate(t, migrations), 0o600))
	return "sqlite:" + path
}

// sqliteTemplate answers a migrated database. It is closed, and what was in its log is in the file: there is no log left.
func sqliteTemplate(t testing.TB, migrations fs.FS) []byte {
	return sqliteTemplates.of(keyOf(t, migrations), func() []byte {
		path := filepath.Join(t.TempDir(), "template.db")
		migrate(t, "sqlite:"+path, migrations)
		require.NoFileExists(t, path+"-wal")
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		return content
	})
}

func migrate(t testing.TB, url string, migrations fs.FS) {
	db, err := sqldb.Open(context.Background(), url, sqldb.Options{})
	require.NoError(t, err)
	require.NoError(t, db.Migrate(context.Background(), migrations))
	require.NoError(t, db.Close())
}

func postgresURL(t testing.TB, migrations fs.FS) string {
	return databaseOn(t, postgresServer(t), migrations)
}

func durablePostgresURL(t testing.TB, migrations fs.FS) string {
	return databaseOn(t, durablePostgresServer(t), migrations)
}

func databaseOn(t testing.TB, server *pgServer, migrations fs.FS) string {
	template := postgresTemplate(t, server, migrations)
	name := "test_" + strings.ReplaceAll(ids.New(), "-", "")
	server.exec(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s %s", name, template, server.clone))
	t.Cleanup(func() { server.exec(t, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)) })
	return server.url(name)
}

func postgresTemplate(t testing.TB, server *pgServer, migrations fs.FS) string {
	return postgresTemplates.of(server.url("")+"\n"+keyOf(t, migrations), func() string {
		name := "template_" + strings.ReplaceAll(ids.New(), "-", "")
		server.exec(t, fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'", name))
		migrate(t, server.url(name), migrations)
		return name
	})
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
