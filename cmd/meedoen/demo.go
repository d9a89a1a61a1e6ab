package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/grpcx"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// notice stands above every page of the demo.
const notice = "Dit zijn voorbeeldgegevens. De plaatsen, bezoekers en tellingen zijn verzonnen; " +
	"alleen de totalen zijn die van 2022."

func newDemo() *cobra.Command {
	var seed uint64
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run everything with a sample year 2022",
		Long: `Demo runs everything as up does, loads a fictitious year 2022 through the public API, and
prints the account of that year beside the published one. Then it keeps serving. A second
start keeps the data and loads nothing twice.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			base := defaults()
			base.Log.Level = slog.LevelWarn // a line about every large batch would cut the progress bar
			base.Gateway.Notice, base.Gateway.City, base.Gateway.Years = notice, "Almere", []string{"2022"}
			cfg, _, err := load(cmd.Flags(), base)
			if err != nil {
				return err
			}
			if !cfg.issuesTokens() {
				return fmt.Errorf("the demo loads its sample year with tokens of the development issuer: configure no auth.issuers")
			}
			return runProcess(cmd.Context(), cfg, func(ctx context.Context, p *process) error {
				return demonstrate(ctx, p, seed)
			})
		},
	}
	cmd.Flags().Uint64Var(&seed, "seed", 2022, "another seed makes other records with the same totals")
	return cmd
}

// demonstrate loads the sample year, prints the account and says where to look on.
func demonstrate(ctx context.Context, p *process, seed uint64) error {
	conn, err := p.dialAs("demo", "importer", "account.manager")
	if err != nil {
		return err
	}
	defer conn.Close()
	look := terminal.LookOf(os.Stdout, os.Getenv)
	accounts := reportingv1.NewAccountServiceClient(conn)
	loaded, err := sample.Load(ctx, sample.Clients{
		Locations:  activitiesv1.NewLocationServiceClient(conn),
		Programmes: activitiesv1.NewProgrammeServiceClient(conn),
		HeadCounts: activitiesv1.NewHeadCountServiceClient(conn),
		Positions:  eventsv1.NewPositionServiceClient(conn),
		Accounts:   accounts,
	}, sample.Generate(seed), terminal.Progress(os.Stdout, look))
	if err != nil {
		return fmt.Errorf("load the sample year: %w", err)
	}
	account, err := accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{Year: sample.CalendarYear, WaitFor: loaded.Positions})
	if err != nil {
		return fmt.Errorf("read the account: %w", err)
	}
	zone, err := time.LoadLocation(p.cfg.Activities.Zone)
	if err != nil {
		return err
	}
	fmt.Print(terminal.Account(account, sample.Published(), zone, look), "\n")
	return p.announce(os.Stdout, sample.CalendarYear)
}

// dialAs answers a connection over the network to this process, with a token of the development issuer.
func (p *process) dialAs(subject string, roles ...string) (*grpc.ClientConn, error) {
	issuer, err := devissuer.Open(p.cfg.Data, p.Clock)
	if err != nil {
		return nil, err
	}
	token, err := issuer.Token(devissuer.Claims{Subject: subject, Roles: roles, Audience: p.cfg.Auth.Audience})
	if err != nil {
		return nil, err
	}
	return grpcx.Dial(p.tcp.Addr().String(), grpcx.ClientConfig{Timeout: time.Minute, Credentials: bearer(token)})
}

// bearer puts a token on every call.
type bearer string

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(b)}, nil
}

// RequireTransportSecurity: the connection stays in this process.
func (bearer) RequireTransportSecurity() bool { return false }
