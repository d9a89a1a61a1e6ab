package main

import (
	"context"
	"net/http"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/program"
)

// serveREST serves the gateway at an address, in front of the server on local, as the single process of the suite does.
func serveREST(
	ctx context.Context, h *program.Host, local *grpcx.Local, verifier *auth.Verifier, traces *gateway.Traces, address string,
) error {
	tel, err := h.Observe(ctx, gateway.Name)
	if err != nil {
		return err
	}
	conn, err := local.Connect(grpcx.ClientConfig{Telemetry: tel.ClientCalls()})
	if err != nil {
		return err
	}
	h.OnClose(conn.Close)
	cfg := gateway.DefaultConfig()
	cfg.Limits.Rate, cfg.Limits.Burst = plenty, 0
	handler, err := gateway.New(gateway.Deps{
		Conn: conn, Verifier: verifier, Clock: h.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter, Traces: traces,
	}, cfg)
	if err != nil {
		return err
	}
	listener, err := h.Listen(ctx, "--rest", address)
	if err != nil {
		return err
	}
	listener = limits.Listener(listener, cfg.Limits.Connections)
	h.Serve(app.HTTPServer("http", &http.Server{Handler: handler}, listener))
	return nil
}
