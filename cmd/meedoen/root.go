package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/operate"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/tlsx"
)

const aboutProgram = `Meedoen is the back office of a welfare organisation: what is offered, who came, and the
yearly account that follows from it.

Without configuration everything runs in this one process, keeps its data in ./data, and
listens on this machine only.`

const aboutReference = `# Settings

Written by ` + "`meedoen config reference`" + `. A setting is a flag (` + "`--data`, `--http`, `--grpc`" + `), an environment
variable, or a key in the YAML file named by ` + "`--config`" + ` or ` + "`MEEDOEN_CONFIG`" + `; the first of these that speaks
holds. A dot in a key is a level in the file.

`

// newRoot answers the command line.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:     "meedoen",
		Short:   "The back office of a welfare organisation in one process",
		Long:    aboutProgram,
		Version: version,
		Args:    cobra.NoArgs,
	}
	program.Settings(root.PersistentFlags(), defaults(), "data", "http", "grpc")
	root.AddCommand(newUp(), newDemo(), newToken(), newKeys(), newAccess(), newRebuild(), newCatalogue(),
		program.ConfigCommand(defaults(), aboutReference),
		program.HealthCommand(func(flags *pflag.FlagSet) (string, tlsx.Pair, error) {
			cfg, _, err := program.Load(flags, defaults(), "grpc") // others may be being renewed
			return cfg.GRPC, cfg.TLS.Pair, err
		}))
	root.AddCommand(operate.Commands(services)...)
	root.AddCommand(newBackup(), newRestore(), newMigrate())
	root.AddCommand(newImport(), newDeliverDDAS(), newAccount())
	return root
}

// load reads the configuration: flags, environment, file, and what base says where none of these speaks.
func load(flags *pflag.FlagSet, base Config) (Config, *config.Settings, error) {
	return program.Load(flags, base)
}
