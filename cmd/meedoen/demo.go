package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// notice stands above every page of the demo.
const notice = "Dit zijn voorbeeldgegevens. De plaatsen, bezoekers, tellingen en streefwaarden zijn verzonnen; " +
	"alleen de totalen zijn die van 2022."

// demo is what the command is told beside the configuration.
type demo struct {
	seed uint64
	// activities, volunteers, debtcounselling, support and reporting are where these services run apart; empty: all are in this
	// process.
	activities, volunteers, debtcounselling, support, reporting string
}

func newDemo() *cobra.Command {
	var d demo
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run everything with a sample year 2022",
		Long: `Demo runs everything as up does, loads a fictitious year 2022 through the public API, and
prints the account of that year beside the published one. Then it keeps serving. A second
start keeps the data and loads nothing twice.

With --activities, --volunteers, --debtcounselling, --support and --reporting it runs nothing: it
loads the year into services that run apart and accept tokens of the development issuer (see keys),
and ends.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
	cmd.Flags().Uint64Var(&d.seed, "seed", 2022, "another seed makes other records with the same totals")
	cmd.Flags().StringVar(&d.activities, "activities", "", "where the service activities runs apart, as host:port")
	cmd.Flags().StringVar(&d.volunteers, "volunteers", "", "where the service volunteers runs apart, as host:port")
	cmd.Flags().StringVar(&d.debtcounselling, "debtcounselling", "", "where the service debtcounselling runs apart, as host:port")
	cmd.Flags().StringVar(&d.support, "support", "", "where the service support runs apart, as host:port")
	cmd.Flags().StringVar(&d.reporting, "reporting", "", "where the service reporting runs apart, as host:port")
	trusting(cmd)
	cmd.MarkFlagsRequiredTogether("activities", "volunteers", "debtcounselling", "support", "reporting")
	return cmd
}

func (d demo) run(cmd *cobra.Command) error {
	base := defaults()
	base.Log.Level = slog.LevelWarn // a line about every large batch would cut the progress bar
	base.Gateway.Notice, base.Gateway.City, base.Gateway.Years = notice, "Almere", []string{"2022"}
	cfg, _, err := load(cmd.Flags(), base)
	if err != nil {
		return err
	}
	if !cfg.issuesTokens() {
		return errors.New("the demo loads its sample year with tokens of the development issuer: configure no auth.issuers")
	}
	if d.activities != "" {
		return d.loadApart(cmd.Context(), cfg, cmd.OutOrStdout())
	}
	return runProcess(cmd.Context(), cfg, func(ctx context.Context, p *process) error {
		client, err := asLoader(cfg)
		if err != nil {
			return err
		}
		conn, err := p.local.Connect(client)
		if err != nil {
			return err
		}
		defer conn.Close()
		if err := loadSample(ctx, conn, d.seed, cfg.Activities.Zone, cmd.OutOrStdout()); err != nil {
			return err
		}
		return p.announce(cmd.OutOrStdout(), sampleYear)
	})
}

// loadApart loads the sample year into services that run apart.
func (d demo) loadApart(ctx context.Context, cfg Config, out io.Writer) error {
	conns := map[string]grpc.ClientConnInterface{}
	line, err := program.OpenLine(cfg.TLS, about(cfg))
	if err != nil {
		return err
	}
	client, err := asLoader(cfg)
	if err != nil {
		return err
	}
	client.Transport = line.Transport()
	for name, address := range map[string]string{
		activities.Name: d.activities, volunteers.Name: d.volunteers, debtcounselling.Name: d.debtcounselling,
		support.Name: d.support, reporting.Name: d.reporting,
	} {
		conn, err := grpcx.Dial(address, client)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		defer conn.Close()
		conns[name] = conn
	}
	return loadSample(ctx, gateway.Route(conns), d.seed, cfg.Activities.Zone, out)
}
