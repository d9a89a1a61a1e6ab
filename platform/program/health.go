package program

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"google.golang.org/grpc/credentials"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/tlsx"
)

// HealthCommand answers the command that asks the process on this machine whether it serves; served answers where its gRPC
// listens by the configuration, and with which certificate.
func HealthCommand(served func(*pflag.FlagSet) (address string, pair tlsx.Pair, err error)) *cobra.Command {
	var live bool
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask the process on this machine whether it serves",
		Long: `Health ends with 0 where the process at the configured gRPC port says it serves, or with --live
where it answers at all. For containers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			configured, pair, err := served(cmd.Flags())
			if err != nil {
				return err
			}
			_, port, err := net.SplitHostPort(configured)
			if err != nil {
				return err
			}
			cfg := grpcx.ClientConfig{Timeout: 2 * time.Second}
			if pair.IsSet() {
				cfg.Transport = credentials.NewTLS(tlsx.Unverified())
			}
			service := ""
			if live {
				service = grpcx.Liveness
			}
			return checkHealth(cmd.Context(), net.JoinHostPort("127.0.0.1", port), cfg, service)
		},
	}
	cmd.Flags().BoolVar(&live, "live", false, "ask whether it lives: what cannot do its work at the moment does")
	return cmd
}

func checkHealth(ctx context.Context, address string, cfg grpcx.ClientConfig, service string) error {
	conn, err := grpcx.Dial(address, cfg)
	if err != nil {
		return err
	}
	defer conn.Close()
	answer, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{Service: service})
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", address, err)
	}
	if answer.GetStatus() != healthv1.HealthCheckResponse_SERVING {
		return errors.New("the process does not serve at the moment")
	}
	return nil
}
