package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func newAccountShow(a accounting) *cobra.Command {
	req := &reportingv1.GetAccountRequest{}
	cmd := &cobra.Command{
		Use:   "show YEAR",
		Short: "Show the account of a year as it is now, or one of its editions",
		Long: `Show prints the figures of the account of a year as it is now, or of an edition as everybody reads it,
and the editions there are.`,
		Example: `  meedoen account show 2022
  meedoen account show 2022 --edition 1`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if req.Year, err = readYear(args[0]); err != nil {
				return err
			}
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			zone, err := time.LoadLocation(cfg.Reporting.Zone)
			if err != nil {
				return err
			}
			return a.call(cmd, func(_ grpc.ClientConnInterface, accounts reportingv1.AccountServiceClient) error {
				account, err := accounts.GetAccount(cmd.Context(), req)
				if err != nil {
					return told(err)
				}
				out := cmd.OutOrStdout()
				_, err = fmt.Fprint(out, terminal.Edition(account, zone, lookOf(out)))
				return err
			})
		},
	}
	cmd.Flags().Int32Var(&req.Edition, "edition", 0, "which edition; the account as it is now if absent")
	a.flags(cmd, "reporting")
	return cmd
}
