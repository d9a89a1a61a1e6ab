// Command gateway serves REST and the web pages, apart from the services behind them.
package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/spf13/cobra"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// version is that of the gateway; a release sets it with -ldflags "-X main.version=...".
var version = "0.1.0-dev"

func main() { program.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   gateway.Name,
		Short: "REST and web pages in front of the services",
		Long: `REST and web pages in front of the services. The gateway keeps no data: any number of
instances may run.`,
		Version: version,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, _, err := program.Load(cmd.Flags(), defaults())
			if err != nil {
				return err
			}
			return run(cmd.Context(), cfg)
		},
	}
	program.Settings(root.PersistentFlags(), defaults(), "http")
	root.AddCommand(newHealth(), program.ConfigCommand(defaults(), program.AboutSettings(gateway.Name, "http")))
	return root
}

func run(ctx context.Context, cfg Config) (err error) {
	traces := gateway.NewTraces(clock.System())
	about := program.About{
		Name: gateway.Name, Version: version, Log: cfg.Log, LameDuck: cfg.LameDuck,
		Spans: []sdktrace.SpanProcessor{traces.Processor()},
	}
	line, err := program.OpenLine(cfg.TLS, about)
	if err != nil {
		return err
	}
	h, err := program.NewHost(ctx, about)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.Secure(line); err != nil {
		return err
	}
	certificate, err := h.Certificate("gateway.tls.certificate", cfg.Gateway.TLS)
	if err != nil {
		return err
	}
	listener, err := h.Listen(ctx, "--http", cfg.HTTP)
	if err != nil {
		return err
	}
	tel := h.Telemetry()
	services, err := dial(h, tel, cfg.Services)
	if err != nil {
		return err
	}
	verifier, err := auth.NewVerifier(cfg.Auth, h.Clock)
	if err != nil {
		return err
	}
	verifier.LogTo(tel.Log)
	handler, err := gateway.New(gateway.Deps{
		Conn: gateway.Route(services), Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter, Traces: traces,
		Verifier: verifier, Clock: h.Clock,
	}, cfg.Gateway)
	if err != nil {
		return err
	}
	listener = certificate.Outside(limits.Listener(listener, cfg.Gateway.Limits.Connections))
	h.Serve(app.HTTPServer("http", &http.Server{Handler: handler}, listener))
	if err := traces.Serve(ctx, h, verifier, cfg.Gateway); err != nil {
		return err
	}
	return h.Run(ctx, func() {})
}

// dial answers a connection to each service.
func dial(h *program.Host, tel *telemetry.Telemetry, services Services) (map[string]grpc.ClientConnInterface, error) {
	conns := map[string]grpc.ClientConnInterface{}
	err := services.each(func(name, address string) error {
		conn, err := grpcx.Dial(address, grpcx.ClientConfig{Telemetry: tel.ClientCalls(), Transport: h.Line().Transport()})
		if err != nil {
			return err
		}
		conns[name] = conn
		h.OnClose(conn.Close)
		return nil
	})
	return conns, err
}
