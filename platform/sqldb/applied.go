package sqldb

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// applied says whether every migration of files is in a table of versions: then there is nothing to do, nor to lock for it, as at
// every start but the first of a version. What is odd, such as a gap, is left to who migrates to tell.
func (db *DB) applied(ctx context.Context, table string, files fs.FS) (bool, error) {
	there, err := db.engine.hasTable(ctx, db.read, table)
	if err != nil || !there {
		return false, err
	}
	known, err := db.versions(ctx, table)
	if err != nil {
		return false, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return false, err
	}
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return false, err
		}
		if !known[n] {
			return false, nil
		}
	}
	return true, nil
}

// versions answers which migrations a table of versions has.
func (db *DB) versions(ctx context.Context, table string) (map[int64]bool, error) {
	rows, err := db.read.QueryContext(ctx, "-- name: ListVersions :many\nSELECT version_id FROM "+table+" WHERE is_applied")
	if err != nil {
		return nil, fmt.Errorf("read the version of the schema: %w", err)
	}
	defer rows.Close()
	known := map[int64]bool{}
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		known[n] = true
	}
	return known, rows.Err()
}
