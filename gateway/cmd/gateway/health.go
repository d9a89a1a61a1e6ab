package main

import (
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/tlsx"
)

func newHealth() *cobra.Command {
	return &cobra.Command{
		Use:   "health",
		Short: "Ask the gateway on this machine whether it serves",
		Long: `Health ends with 0 where the gateway at the configured port says it is ready: it runs, and at
least one service behind it can be called. For containers.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _, err := program.Load(cmd.Flags(), defaults(), "http") // others may be being renewed
			if err != nil {
				return err
			}
			_, port, err := net.SplitHostPort(cfg.HTTP)
			if err != nil {
				return err
			}
			client, scheme := &http.Client{Timeout: 3 * time.Second}, "http://"
			if cfg.Gateway.TLS.IsSet() {
				client.Transport, scheme = &http.Transport{TLSClientConfig: tlsx.Unverified()}, "https://"
			}
			address := scheme + net.JoinHostPort("127.0.0.1", port) + "/readyz"
			request, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, address, nil)
			if err != nil {
				return err
			}
			answer, err := client.Do(request)
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				return fmt.Errorf("%s answers %s", address, answer.Status)
			}
			return nil
		},
	}
}
