package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/sample"
	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// sampleYear is the year of the sample.
const sampleYear = sample.CalendarYear

// loadSample loads the sample year through conn and prints the account that follows from it, in the zone given.
func loadSample(ctx context.Context, conn grpc.ClientConnInterface, seed uint64, zone string, out io.Writer) error {
	look := lookOf(out)
	accounts := reportingv1.NewAccountServiceClient(conn)
	loaded, err := sample.Load(ctx, sample.NewClients(conn), sample.Generate(seed), terminal.Progress(out, look))
	if err != nil {
		return fmt.Errorf("load the sample year: %w", err)
	}
	account, err := countedAccount(ctx, accounts, loaded.Positions)
	if err != nil {
		return fmt.Errorf("read the account: %w", err)
	}
	// What everybody reads, where that is published: what is recorded after it is in the next edition.
	if n := len(account.GetEditions()); n > 0 {
		account, err = accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{
			Year: sampleYear, Edition: account.GetEditions()[n-1].GetEdition(),
		})
		if err != nil {
			return fmt.Errorf("read the published account: %w", err)
		}
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(out, terminal.Account(account, sample.Published(), location, look), "\n")
	return err
}

// countedAccount answers the account once everything is counted. A server ends a call after half a minute, and on a busy
// machine counting the year may take longer: it is asked again, five times at most.
func countedAccount(
	ctx context.Context, accounts reportingv1.AccountServiceClient, positions []string,
) (account *reportingv1.Account, err error) {
	for range 5 {
		account, err = accounts.GetAccount(ctx, &reportingv1.GetAccountRequest{Year: sampleYear, WaitFor: positions})
		if f := fault.FromStatus(status.Convert(err)); f == nil || f.Reason != "POSITION_NOT_REACHED" {
			break
		}
	}
	return account, err
}

// lookOf answers what a terminal shows, and plain text for anything else.
func lookOf(out io.Writer) terminal.Look {
	if f, isFile := out.(*os.File); isFile {
		return terminal.LookOf(f, os.Getenv)
	}
	return terminal.Look{}
}

// asLoader answers how somebody calls who may load a year and publish it: with a token of the development issuer.
func asLoader(cfg Config) (grpcx.ClientConfig, error) {
	issuer, err := devissuer.Open(cfg.Data, clock.System())
	if err != nil {
		return grpcx.ClientConfig{}, err
	}
	token, err := issuer.Token(devissuer.Claims{
		Subject: "demo", Audience: cfg.Auth.Audience,
		Roles: []string{"importer", "activities.staff", "volunteers.coordinator", "account.manager"},
	})
	return grpcx.ClientConfig{Timeout: time.Minute, Credentials: grpcx.Bearer(token)}, err
}
