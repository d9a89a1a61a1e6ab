package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/config"
)

const about = `Meedoen is the back office of a welfare organisation: what is offered, who came, and the
yearly account that follows from it.

Without configuration everything runs in this one process, keeps its data in ./data, and
listens on this machine only.`

// newRoot answers the command line.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "meedoen",
		Short:         "The back office of a welfare organisation in one process",
		Long:          about,
		Version:       version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
	}
	flags := root.PersistentFlags()
	flags.String("config", os.Getenv("MEEDOEN_CONFIG"), "configuration file (YAML); also MEEDOEN_CONFIG")
	for key, name := range map[string]string{"data": "data", "http": "http", "grpc": "grpc"} {
		if err := config.Flag(flags, defaults(), key, name); err != nil {
			// The keys stand in Config, a few lines further on.
			panic(err)
		}
	}
	root.AddCommand(newUp(), newDemo(), newToken(), newHealth(), newConfig(), newAccess())
	return root
}

// load reads the configuration: flags, environment, file, and what base says where none of these speaks.
func load(flags *pflag.FlagSet, base Config) (Config, *config.Settings, error) {
	file, err := flags.GetString("config")
	if err != nil {
		return Config{}, nil, err
	}
	return config.Load(base, config.Sources{
		File: file, Environ: os.Environ(), Prefix: envPrefix, Ignore: []string{"MEEDOEN_TEST_", "MEEDOEN_CONFIG"}, Flags: flags,
	})
}
