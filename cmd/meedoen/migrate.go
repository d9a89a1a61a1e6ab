package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/backup"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// newMigrate answers the command that migrates the databases of this process, while none runs on the data folder.
func newMigrate() *cobra.Command {
	cmd := program.MigrateCommand(func(flags *pflag.FlagSet) ([]program.Schema, error) {
		cfg, _, err := load(flags, defaults())
		if err != nil {
			return nil, err
		}
		if !cfg.Privacy.Database.IsSet() {
			cfg.Privacy.Database = config.NewSecret(cfg.file(keysName))
		}
		return append([]program.Schema{program.KeysSchema(cfg.Privacy)}, cfg.schemas()...), nil
	})
	migrate := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		cfg, _, err := load(cmd.Flags(), defaults())
		if err != nil {
			return err
		}
		unlock, err := lockFolder(cfg.Data)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, unlock()) }()
		finished, err := backup.Finish(cfg.Data)
		if finished != nil {
			_, _ = fmt.Fprintln(cmd.ErrOrStderr(), finished)
		}
		if err != nil {
			return err
		}
		return migrate(cmd, args)
	}
	return cmd
}

// schemas answers the databases of the services, who hears events before who tells them.
func (c Config) schemas() []program.Schema {
	c = c.withDatabases()
	return []program.Schema{
		{Name: reporting.Name, Database: c.Reporting.Database, Migrations: reporting.Migrations()},
		{Name: support.Name, Database: c.Support.Database, Migrations: support.Migrations()},
		{Name: debtcounselling.Name, Database: c.DebtCounselling.Database, Migrations: debtcounselling.Migrations()},
		{Name: volunteers.Name, Database: c.Volunteers.Database, Migrations: volunteers.Migrations()},
		{Name: activities.Name, Database: c.Activities.Database, Migrations: activities.Migrations()},
	}
}
