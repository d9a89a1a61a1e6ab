package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// accounting is how the commands of an account call the service.
type accounting struct{ calling }

func newAccount() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Publish, show and verify the yearly account",
		Args:  cobra.NoArgs,
	}
	of := accounting{calling{as: devissuer.Claims{Subject: "account", Roles: []string{"account.manager"}}}}
	cmd.AddCommand(newAccountPublish(of), newAccountShow(of), newAccountVerify(of))
	return cmd
}

// call has a command call the service of accounts.
func (a accounting) call(
	cmd *cobra.Command, do func(conn grpc.ClientConnInterface, accounts reportingv1.AccountServiceClient) error,
) error {
	conn, err := a.dial(cmd)
	if err != nil {
		return err
	}
	defer conn.Close()
	return do(conn, reportingv1.NewAccountServiceClient(conn))
}

// readYear reads a calendar year.
func readYear(text string) (int32, error) {
	year, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is no year", text)
	}
	return int32(year), nil
}

func newAccountPublish(a accounting) *cobra.Command {
	req := &reportingv1.CreateAccountPublicationRequest{}
	cmd := &cobra.Command{
		Use:   "publish YEAR",
		Short: "Freeze the account of a year, sign it and publish it",
		Long: `Publish freezes the account of a year with everything that was recorded until now, signs it, and
publishes it as the next edition. An edition never changes. Small numbers are withheld in it, and
what would tell them. Where nothing has changed since the newest edition there is no other.

What was recorded late goes into another edition, which says why and what is different.`,
		Example: `  meedoen account publish 2022
  meedoen account publish 2022 --reason "Tellingen van december kwamen later."
  meedoen account publish 2026 --provisional`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if req.Year, err = readYear(args[0]); err != nil {
				return err
			}
			return a.call(cmd, func(conn grpc.ClientConnInterface, accounts reportingv1.AccountServiceClient) error {
				return publishAccount(cmd, conn, accounts, req)
			})
		},
	}
	cmd.Flags().BoolVar(&req.Provisional, "provisional", false, "freeze a year that has not ended; the edition says so")
	cmd.Flags().StringVar(&req.Reason, "reason", "", "why the edition before is restated, in Dutch; everybody reads it")
	a.flags(cmd, "reporting")
	return cmd
}

func publishAccount(
	cmd *cobra.Command, conn grpc.ClientConnInterface, accounts reportingv1.AccountServiceClient,
	req *reportingv1.CreateAccountPublicationRequest,
) error {
	ctx := cmd.Context()
	// Of a service apart these are its own alone: what others recorded a moment ago may be in the next edition.
	at, err := eventsv1.NewPositionServiceClient(conn).GetPositions(ctx, &eventsv1.GetPositionsRequest{})
	if err != nil {
		return told(err)
	}
	req.WaitFor = at.GetPositions()
	answer, err := accounts.CreateAccountPublication(ctx, req)
	if err != nil {
		return toldWhole(err)
	}
	edition, err := accounts.GetAccountEdition(ctx, &reportingv1.GetAccountEditionRequest{
		Year: req.GetYear(), Edition: answer.GetEdition(),
	})
	if err != nil {
		return told(err)
	}
	return printEdition(cmd.OutOrStdout(), edition)
}

// printEdition says what an edition is and what it makes different.
func printEdition(out io.Writer, e *reportingv1.AccountEdition) error {
	kind := ""
	if e.GetProvisional() {
		kind = "provisional "
	}
	_, err := fmt.Fprintf(out, "The %saccount of %d is published as edition %d of %s.\nFingerprint %s\n", kind, e.GetYear(),
		e.GetEdition(), e.GetPublishTime().AsTime().Format("2006-01-02 15:04 UTC"), e.GetFingerprint())
	for _, c := range e.GetChanges() {
		if err == nil {
			_, err = fmt.Fprintf(out, "  %s: %s → %s, %d parts differ\n", c.GetIndicator(), shownOr(c.ValueBefore), shownOr(c.Value),
				c.GetChangedParts())
		}
	}
	return err
}

func shownOr(value *int32) string {
	if value == nil {
		return "not shown"
	}
	return strconv.Itoa(int(*value))
}

// toldWhole is told with every field that is wrong on a line.
func toldWhole(err error) error {
	f := fault.FromStatus(status.Convert(err))
	if f == nil || len(f.Fields) == 0 {
		return told(err)
	}
	text := "the account was not published:"
	for _, v := range f.Fields {
		text += fmt.Sprintf("\n  %s (%s)", v.Text, v.Reason)
	}
	return fmt.Errorf("%s", text)
}
