package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/cmd/meedoen/internal/terminal"
)

func newUp() *cobra.Command {
	return &cobra.Command{
		Use:   "up",
		Short: "Run everything in this process",
		Long: `Up runs all services, the gateway and an embedded NATS server in this process. What was
recorded is kept in the data folder and is there at the next start.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _, err := load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			return runProcess(cmd.Context(), cfg, func(_ context.Context, p *process) error {
				return p.announce(cmd.OutOrStdout(), 0)
			})
		},
	}
}

// runProcess starts a process, calls ready once it serves, and keeps serving until ctx ends or ready fails.
func runProcess(ctx context.Context, cfg Config, ready func(context.Context, *process) error) (err error) {
	p, err := start(ctx, cfg)
	defer func() { err = errors.Join(err, p.Close()) }()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	err = p.Run(ctx, func() {
		go func() {
			defer close(done)
			if err := ready(ctx, p); err != nil && ctx.Err() == nil {
				cancel(err)
			}
		}()
	})
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		<-done
		err = errors.Join(cause, err)
	}
	return err
}

// announce writes where the process can be reached.
func (p *process) announce(out io.Writer, year int) error {
	_, err := fmt.Fprint(out, terminal.Banner(terminal.Served{
		HTTP: p.scheme() + p.http.Addr().String(), GRPC: p.tcp.Addr().String(), Data: p.cfg.Data, Year: year,
		Development: p.cfg.issuesTokens(),
	}, lookOf(out)))
	return err
}
