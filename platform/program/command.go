package program

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/deschoor/meedoen/platform/config"
)

// Settings registers the flag --config in flags, and a flag for each of keys, which are named as their flags are.
func Settings[C any](flags *pflag.FlagSet, defaults C, keys ...string) {
	flags.String("config", os.Getenv(EnvPrefix+"CONFIG"), "configuration file (YAML); also "+EnvPrefix+"CONFIG")
	for _, key := range keys {
		if err := config.Flag(flags, defaults, key, key); err != nil {
			// The keys stand in the program.
			panic(err)
		}
	}
}

// Load reads a configuration: flags, environment, file, and what base says where none of these speaks. The error is a
// *config.Error with everything that is wrong; where keys are named, with those settings.
func Load[C any](flags *pflag.FlagSet, base C, only ...string) (C, *config.Settings, error) {
	file, err := flags.GetString("config")
	if err != nil {
		var none C
		return none, nil, err
	}
	return config.Load(base, config.Sources{
		File: file, Environ: os.Environ(), Prefix: EnvPrefix, Ignore: []string{EnvPrefix + "TEST_", EnvPrefix + "CONFIG"},
		Flags: flags, Only: only,
	})
}

// AboutSettings answers what stands above the description of the settings of a program, one of which has a flag.
func AboutSettings(name, flag string) string {
	return fmt.Sprintf(`# Settings of the program %[1]s

Written by `+"`%[1]s config reference`"+`. A setting is a flag (`+"`--%[2]s`"+`), an environment variable, or a key in
the YAML file named by `+"`--config`"+` or `+"`MEEDOEN_CONFIG`"+`; the first of these that speaks holds. A dot in a key is a
level in the file. The keys are those that the single process has, where it has them.

`, name, flag)
}

// ConfigCommand answers the commands that check, print and describe the configuration whose defaults are given; about is
// what stands above the description.
func ConfigCommand[C any](defaults C, about string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check and print the configuration",
		Long: `Settings come from flags, from the environment (MEEDOEN_...), from the file named by --config,
and from defaults, in that order.`,
		Args: cobra.NoArgs,
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "check",
			Short: "Say everything that is wrong with the configuration",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				if _, _, err := Load(cmd.Flags(), defaults); err != nil {
					return err
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "The configuration is good.")
				return err
			},
		},
		&cobra.Command{
			Use:   "print",
			Short: "Print every setting, its value and where it comes from",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				_, settings, err := Load(cmd.Flags(), defaults)
				if err != nil {
					return err
				}
				return settings.Print(cmd.OutOrStdout())
			},
		},
		&cobra.Command{
			Use:   "reference",
			Short: "Print the reference of all settings as Markdown",
			Args:  cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				if _, err := fmt.Fprint(cmd.OutOrStdout(), about); err != nil {
					return err
				}
				return config.Markdown(cmd.OutOrStdout(), defaults, EnvPrefix)
			},
		},
	)
	return cmd
}
