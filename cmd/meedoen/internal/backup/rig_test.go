package backup

import (
	"archive/tar"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
)

var noon = time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC)

// schema is that of the services shop and store, which have things.
var schema = fstest.MapFS{"00001_backup_test.sql": {Data: []byte(`-- +goose Up
CREATE TABLE thing (name TEXT NOT NULL PRIMARY KEY);
`)}}

// folder is a data folder.
type folder struct {
	t   *testing.T
	dir string
}

func newFolder(t *testing.T) folder { return folder{t, t.TempDir()} }

func (f folder) path(name ...string) string {
	return filepath.Join(append([]string{f.dir}, name...)...)
}

func (f folder) databases() []Database {
	f.t.Helper()
	newest, err := sqldb.NewestVersion(schema)
	require.NoError(f.t, err)
	var list []Database
	for _, service := range []string{"shop", "store"} {
		list = append(list, Database{
			Service: service, Setting: service + ".database", Address: "sqlite:" + f.path(service+".db"), Newest: newest,
		})
	}
	return list
}

// put puts a thing with a name into every service.
func (f folder) put(name string) {
	f.t.Helper()
	for _, service := range []string{"shop", "store"} {
		db, err := sqldb.Open(f.t.Context(), "sqlite:"+f.path(service+".db"), sqldb.Options{})
		require.NoError(f.t, err)
		require.NoError(f.t, db.Migrate(f.t.Context(), schema))
		require.NoError(f.t, db.Write(f.t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "INSERT INTO thing (name) VALUES ($1)", name)
			return err
		}))
		require.NoError(f.t, db.Close())
	}
}

// things answers the things of every service.
func (f folder) things() (names []string) {
	f.t.Helper()
	for _, service := range []string{"shop", "store"} {
		for _, name := range namesIn(f.t, f.path(service+".db")) {
			names = append(names, service+" "+name)
		}
	}
	return names
}

func namesIn(t *testing.T, path string) (names []string) {
	t.Helper()
	rows, err := testkit.OpenDB(t, "sqlite:"+path).Read().Query("SELECT name FROM thing ORDER BY name")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	return names
}

func (f folder) write(text string, name ...string) {
	f.t.Helper()
	require.NoError(f.t, os.MkdirAll(filepath.Dir(f.path(name...)), 0o700))
	require.NoError(f.t, os.WriteFile(f.path(name...), []byte(text), 0o600))
}

// entries answers what is in a folder.
func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func (f folder) job(file string) Job {
	return Job{
		File: file, Data: f.dir, Databases: f.databases(), Program: "1.2.3", Now: noon, Progress: func(string, int64, int64) {},
	}
}

// backup makes a backup of the folder and answers its path.
func (f folder) backup() string {
	f.t.Helper()
	file := filepath.Join(f.t.TempDir(), "backup.tar.zst")
	_, err := Make(f.t.Context(), f.job(file))
	require.NoError(f.t, err)
	return file
}

func (f folder) restore(file string, replace bool) (Restored, error) {
	return Restore(f.t.Context(), Restoration{
		File: file, Data: f.dir, Databases: f.databases(), Replace: replace, Now: noon, Progress: func(string, int64, int64) {},
	})
}

// entry is a file in an archive.
type entry struct {
	name string
	kind byte
	data []byte
}

// unpack answers what is in an archive.
func unpack(t *testing.T, file string) (m Manifest, list []entry) {
	t.Helper()
	in, err := os.Open(file)
	require.NoError(t, err)
	defer in.Close()
	compressed, err := zstd.NewReader(in)
	require.NoError(t, err)
	defer compressed.Close()
	archive := tar.NewReader(compressed)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		data, err := io.ReadAll(archive)
		require.NoError(t, err)
		list = append(list, entry{h.Name, h.Typeflag, data})
	}
	require.Equal(t, "manifest.json", list[0].name)
	require.NoError(t, json.Unmarshal(list[0].data, &m))
	return m, list[1:]
}

// pack writes an archive as somebody else might.
func pack(t *testing.T, m Manifest, list []entry) (file string) {
	t.Helper()
	manifest, err := json.Marshal(m)
	require.NoError(t, err)
	file = filepath.Join(t.TempDir(), "packed")
	out, err := os.Create(file)
	require.NoError(t, err)
	compressed, err := zstd.NewWriter(out)
	require.NoError(t, err)
	archive := tar.NewWriter(compressed)
	for _, e := range append([]entry{{"manifest.json", tar.TypeReg, manifest}}, list...) {
		h := &tar.Header{Typeflag: e.kind, Name: e.name, Mode: 0o600, Size: int64(len(e.data))}
		if e.kind != tar.TypeReg {
			h.Size, h.Linkname = 0, "/etc/passwd"
		}
		require.NoError(t, archive.WriteHeader(h))
		if e.kind == tar.TypeReg {
			_, err = archive.Write(e.data)
			require.NoError(t, err)
		}
	}
	require.NoError(t, archive.Close())
	require.NoError(t, compressed.Close())
	require.NoError(t, out.Close())
	return file
}
