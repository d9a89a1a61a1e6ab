package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/grpcx"
)

const aboutAccess = `# Who may call what

Written by ` + "`meedoen access`" + ` from the options in the protos. What is not named here nobody may call.

`

func newAccess() *cobra.Command {
	return &cobra.Command{
		Use:   "access",
		Short: "Print who may call what, as Markdown",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table, err := grpcx.LinkedAccess("meedoen.")
			if err := errors.Join(err, grpcx.CheckLinkedRules("meedoen.")); err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), aboutAccess, table)
			return err
		},
	}
}
