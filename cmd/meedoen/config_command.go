package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/config"
)

const aboutReference = `# Settings

Written by ` + "`meedoen config reference`" + `. A setting is a flag (` + "`--data`, `--http`, `--grpc`" + `), an environment
variable, or a key in the YAML file named by ` + "`--config`" + ` or ` + "`MEEDOEN_CONFIG`" + `; the first of these that speaks
holds. A dot in a key is a level in the file.

`

func newConfig() *cobra.Command {
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
				if _, _, err := load(cmd.Flags(), defaults()); err != nil {
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
				_, settings, err := load(cmd.Flags(), defaults())
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
				if _, err := fmt.Fprint(cmd.OutOrStdout(), aboutReference); err != nil {
					return err
				}
				return config.Markdown(cmd.OutOrStdout(), defaults(), envPrefix)
			},
		},
	)
	return cmd
}
