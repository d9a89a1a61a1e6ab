package main

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/test/bench/beside"
)

// path answers the file of the database, where it is one of SQLite.
func path(o beside.Options) string { return filepath.Join(o.Data, "monolith.db") }

// openSuite opens the database as the suite does, with its tables and a register of one place and one programme.
func openSuite(ctx context.Context, o beside.Options) (*sqldb.DB, error) {
	url := o.Postgres
	if url == "" {
		url = "sqlite:" + path(o)
	}
	db, err := sqldb.Open(ctx, url, sqldb.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, activities.Migrations()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := db.Write(ctx, beside.Register); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
