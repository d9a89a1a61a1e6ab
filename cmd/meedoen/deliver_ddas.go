package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/newfile"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/fault"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// delivering is what the command is told beside the configuration.
type delivering struct {
	calling
	from, to, out string
}

func newDeliverDDAS() *cobra.Command {
	d := delivering{calling: calling{as: devissuer.Claims{Subject: "deliver-ddas", Roles: []string{"debt.supervisor"}}}}
	cmd := &cobra.Command{
		Use:   "deliver-ddas --out FILE",
		Short: "Write the delivery to the national statistics on debts (DDAS) into a file",
		Long: `Deliver-ddas asks a process that runs for what Statistics Netherlands (CBS) wants to know of the help with
debts in a period, and writes it into FILE as JSON (DDAS 1.0). Without dates it is the last period that has passed,
as often as is delivered (debtcounselling.delivery.periods-per-year). Who delivers is configured where the service
runs: debtcounselling.delivery.

FILE appears when it is complete, and nobody but its owner can read it; a file that is there is never overwritten.
It says of people that they have debts, many by citizen service number: keep it no longer than the delivery takes.
Who is in it is in the processing log.`,
		Example: `  meedoen deliver-ddas --out ddas-2026-1.json
  meedoen deliver-ddas --from 2026-01-01 --to 2026-06-30 --out ddas-2026-1.json --token @supervisor.token`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&d.from, "from", "", "the first date of the period, as YYYY-MM-DD")
	flags.StringVar(&d.to, "to", "", "the last date of the period, as YYYY-MM-DD")
	flags.StringVar(&d.out, "out", "", "the file to write")
	d.flags(cmd, "debtcounselling")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		// The flag stands three lines up.
		panic(err)
	}
	return cmd
}

func (d delivering) run(cmd *cobra.Command) error {
	conn, err := d.dial(cmd)
	if err != nil {
		return err
	}
	defer conn.Close()
	var summary *debtcounsellingv1.DeliverySummary
	size := int64(0)
	err = newfile.Write(d.out, func(file io.Writer) (err error) {
		show, done := progress()
		defer done()
		summary, err = d.receive(cmd.Context(), debtcounsellingv1.NewDeliveryServiceClient(conn), func(part []byte) error {
			_, err := file.Write(part)
			size += int64(len(part))
			show(fmt.Sprintf("received %d MB", size/1e6), 0, 0)
			return err
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("write the delivery: %w", err)
	}
	return d.print(cmd.OutOrStdout(), summary, size)
}

// receive hands over the file part by part, and answers what is in it.
func (d delivering) receive(
	ctx context.Context, client debtcounsellingv1.DeliveryServiceClient, write func([]byte) error,
) (summary *debtcounsellingv1.DeliverySummary, err error) {
	ctx, cancel := context.WithCancel(ctx) // ends the stream where this returns before its end
	defer cancel()
	stream, err := client.StreamDelivery(ctx, &debtcounsellingv1.StreamDeliveryRequest{StartDate: d.from, EndDate: d.to})
	if err != nil {
		return nil, told(err)
	}
	for {
		m, err := stream.Recv()
		switch {
		case errors.Is(err, io.EOF) && summary != nil:
			return summary, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("the service did not say what is in it")
		case err != nil:
			return nil, told(err)
		}
		if err := write(m.GetPart()); err != nil {
			return nil, err
		}
		if m.GetSummary() != nil {
			summary = m.GetSummary()
		}
	}
}

// told answers the fault that a status carries, with all that is wrong, or err as it is.
func told(err error) error {
	if f := fault.FromStatus(status.Convert(err)); f != nil {
		return f
	}
	return err
}

func (d delivering) print(out io.Writer, s *debtcounsellingv1.DeliverySummary, size int64) error {
	in := "of nobody"
	if codes := s.GetMunicipalityCodes(); len(codes) > 0 {
		in = fmt.Sprintf("%d trajectories for %s", s.GetTrajectories(), strings.Join(codes, ", "))
	}
	_, err := fmt.Fprintf(out, "Wrote the delivery from %s to %s into %s, %s: %s.\n", s.GetStartDate(), s.GetEndDate(), d.out,
		megabytes(size), in)
	if n := s.GetClientsWithoutIdentity(); err == nil && n > 0 {
		_, err = fmt.Fprintf(out, "CBS cannot know %d of the clients: there is neither a citizen service number nor all of birth "+
			"date, sex, postal code and number of the house.\n", n)
	}
	return err
}
