package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var platformMigrations embed.FS

// Migrate brings the schema up to date: first the tables every service has (outbox, inbox, request ids, leases, timers), then
// those of the service, from files *.sql at the top of files. Several instances may call it at once. A schema that is newer
// already stays as it is. With Options.KeepSchema it changes nothing, and errs where the schema is older.
func (db *DB) Migrate(ctx context.Context, files fs.FS) error {
	if db.keepSchema {
		return db.requireSchema(ctx, files)
	}
	platform, err := fs.Sub(platformMigrations, "migrations")
	if err != nil {
		return err
	}
	if err := db.bring(ctx, platformVersion, platform); err != nil {
		return fmt.Errorf("migrate the platform's tables: %w", err)
	}
	if files == nil {
		return nil
	}
	if err := db.bring(ctx, serviceVersion, files); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// bring applies the migrations that a table of versions lacks.
func (db *DB) bring(ctx context.Context, table string, files fs.FS) error {
	if done, err := db.applied(ctx, table, files); err != nil || done {
		return err
	}
	return db.engine.migrate(ctx, db.write, table, files)
}

func up(ctx context.Context, db *sql.DB, kind database.Dialect, table string, files fs.FS,
	options ...goose.ProviderOption,
) error {
	store, err := database.NewStore(kind, table)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectCustom, db, files, append(options, goose.WithStore(store))...)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
