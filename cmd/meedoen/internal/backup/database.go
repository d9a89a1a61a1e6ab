package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/deschoor/meedoen/platform/sqldb"
)

// open opens a database that is there. In mode "rw" it is not made, and a log left by a crash is played back.
func open(path, mode string) (*sql.DB, error) {
	values := url.Values{"mode": {mode}, "_pragma": {"busy_timeout(10000)"}}
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: values.Encode()}
	return sql.Open("sqlite", file.String())
}

// copyInto writes a copy of the database into a folder as it stands at one instant, while others may write it, and makes
// sure that it is good: one that is not could not be restored.
func (d Database) copyInto(ctx context.Context, dir string) (File, error) {
	name := d.Service + ".db"
	target, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return File{}, err
	}
	db, err := open(d.path(), "rw")
	if err != nil {
		return File{}, err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", target); err != nil {
		return File{}, err
	}
	file, err := describe(dir, name)
	if err != nil {
		return File{}, err
	}
	file.Service = d.Service
	file.Schema, file.Events, err = examine(ctx, target)
	return file, err
}

// examine makes sure that the database in a file nobody writes is good, and answers its schema and how many events are in
// its outbox.
func examine(ctx context.Context, path string) (schema sqldb.Version, events int64, err error) {
	db, err := open(path, "ro")
	if err != nil {
		return schema, 0, err
	}
	defer db.Close()
	if err := integrity(ctx, db); err != nil {
		return schema, 0, err
	}
	if schema, err = sqldb.VersionOf(ctx, db); err != nil {
		return schema, 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM outbox").Scan(&events)
	return schema, events, err
}

func integrity(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "PRAGMA integrity_check(10)")
	if err != nil {
		return err
	}
	defer rows.Close()
	var problems []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			problems = append(problems, line)
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("the database is damaged: %w", errors.New(strings.Join(problems, "; ")))
	}
	return rows.Err()
}
