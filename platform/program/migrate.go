package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Schema is a database, and what brings it to the schema of this version.
type Schema struct {
	Name       string // what the operator is told
	Database   config.Secret
	Migrations fs.FS
}

// KeysSchema answers that of the database of keys.
func KeysSchema(cfg privacy.Config) Schema {
	return Schema{Name: "keys", Database: cfg.Database, Migrations: privacy.Migrations()}
}

// MigrateCommand answers the command that brings the databases of the program to the schema of this version, and ends; schemas
// answers which they are.
func MigrateCommand(schemas func(*pflag.FlagSet) ([]Schema, error)) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the databases to the schema of this version, and end",
		Long: `Migrate brings the databases to the schema of this version, and ends. Run it before the instances
of a new version, where the setting migrate is false: those of the version before go on meanwhile, for a
version runs on the schema of the next. It may run twice, or beside another; a schema that is newer
already stays as it is.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := schemas(cmd.Flags())
			if err != nil {
				return err
			}
			var errs []error
			for _, s := range list {
				errs = append(errs, s.migrate(cmd.Context(), cmd.OutOrStdout()))
			}
			return errors.Join(errs...)
		},
	}
}

// migrate brings the database to its schema, and says from where.
func (s Schema) migrate(ctx context.Context, out io.Writer) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", s.Name, err)
		}
	}()
	db, err := sqldb.Open(ctx, s.Database.Reveal(), sqldb.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	before, err := db.Version(ctx)
	if err != nil {
		return err
	}
	if err := db.Migrate(ctx, s.Migrations); err != nil {
		return err
	}
	after, err := db.Version(ctx)
	if err != nil {
		return err
	}
	if after == before {
		_, err = fmt.Fprintf(out, "%s: is at %s already\n", s.Name, after)
	} else {
		_, err = fmt.Fprintf(out, "%s: from %s to %s\n", s.Name, before, after)
	}
	return err
}
