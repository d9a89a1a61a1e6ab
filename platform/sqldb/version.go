package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Version is how far a schema goes: the number of the last migration of the tables every service has, and of the
// service's own. 0 is none.
type Version struct {
	Platform int64 `json:"platform"`
	Service  int64 `json:"service"`
}

// String answers both numbers with a dot between them, as 8.14.
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Platform, v.Service) }

// parts answers the table in which each version is kept, and where it belongs.
func (v *Version) parts() []versionTable {
	return []versionTable{{platformVersion, &v.Platform}, {serviceVersion, &v.Service}}
}

// versionTable is a table of versions, as goose keeps it.
type versionTable struct {
	table string
	last  *int64
}

// The tables of versions.
const (
	platformVersion = "platform_version"
	serviceVersion  = "schema_version"
)

// NewestVersion answers the version to which Migrate brings a database with the same files.
func NewestVersion(files fs.FS) (v Version, err error) {
	platform, err := fs.Sub(platformMigrations, "migrations")
	if err != nil {
		return v, err
	}
	if v.Platform, err = newest(platform); err != nil {
		return v, err
	}
	if files != nil {
		v.Service, err = newest(files)
	}
	return v, err
}

func newest(files fs.FS) (last int64, err error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		last = max(last, n)
	}
	return last, nil
}

// VersionOf answers how far a database was migrated. One that never was is an error.
func VersionOf(ctx context.Context, db *sql.DB) (v Version, err error) {
	for _, part := range v.parts() {
		if *part.last, err = versionIn(ctx, db, part.table); err != nil {
			return v, err
		}
	}
	return v, nil
}

func versionIn(ctx context.Context, db *sql.DB, table string) (last int64, err error) {
	err = db.QueryRowContext(ctx, `-- name: GetVersion :one
SELECT COALESCE(MAX(version_id), 0) FROM `+table).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("read the version of the schema: %w", err)
	}
	return last, nil
}
