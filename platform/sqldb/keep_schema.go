package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

// requireSchema errs where the schema is older than the migrations are, and says all that is missing. One that is newer is
// good: a version runs on the schema of the next.
func (db *DB) requireSchema(ctx context.Context, files fs.FS) error {
	needed, err := NewestVersion(files)
	if err != nil {
		return err
	}
	is, err := db.Version(ctx)
	if err != nil {
		return err
	}
	var missing []error
	if is.Platform < needed.Platform {
		missing = append(missing, fmt.Errorf("the tables that every service has are of version %d, and %d is needed",
			is.Platform, needed.Platform))
	}
	if is.Service < needed.Service {
		missing = append(missing, fmt.Errorf("its own tables are of version %d, and %d is needed", is.Service, needed.Service))
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("the schema of %s is too old, and this process does not migrate it:\n%w",
		db.engine.place(), errors.Join(missing...))
}

// Version answers how far the database was migrated: {0, 0} where it never was.
func (db *DB) Version(ctx context.Context) (v Version, err error) {
	for _, part := range v.parts() {
		there, err := db.engine.hasTable(ctx, db.read, part.table)
		if err != nil {
			return v, fmt.Errorf("read the version of the schema: %w", err)
		}
		if !there {
			continue
		}
		if *part.last, err = versionIn(ctx, db.read, part.table); err != nil {
			return v, err
		}
	}
	return v, nil
}
