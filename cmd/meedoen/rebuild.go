package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/services/reporting"
)

// newRebuild answers the command of reporting, for the database that this process gives it.
func newRebuild() *cobra.Command {
	return reporting.NewRebuild(func(flags *pflag.FlagSet) (reporting.Config, error) {
		cfg, _, err := load(flags, defaults())
		return cfg.withDatabases().Reporting, err
	})
}
