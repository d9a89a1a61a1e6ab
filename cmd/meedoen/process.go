package main

import (
	"context"
	"net"
	"net/http"
	"path/filepath"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/program"
	"github.com/deschoor/meedoen/platform/tlsx"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/debtcounselling"
	"github.com/deschoor/meedoen/services/reporting"
	"github.com/deschoor/meedoen/services/support"
	"github.com/deschoor/meedoen/services/volunteers"
)

// process is everything in one: the services, the gateway, the embedded NATS server and the development issuer.
type process struct {
	*program.Host
	cfg    Config
	traces *gateway.Traces
	http   net.Listener // without the TLS over it
	tcp    net.Listener // likewise
	https  *tlsx.Certificate
	local  *grpcx.Local
	issuer *own.Issuer // vouches for the services to each other
}

// name is that of what the modules share: the gRPC server, starting and stopping, tokens.
const name = "meedoen"

// start wires the process. Close what it answers also when it fails.
func start(ctx context.Context, cfg Config) (*process, error) {
	traces := gateway.NewTraces(clock.System())
	host, err := program.NewHost(ctx, about(cfg, traces.Processor()))
	p := &process{Host: host, cfg: cfg, traces: traces, local: grpcx.NewLocal()}
	if err != nil {
		return p, err
	}
	for _, step := range []func(context.Context) error{p.open, p.secure, p.listen, p.finishRestore, p.wire, p.serve} {
		if err := step(ctx); err != nil {
			return p, err
		}
	}
	return p, nil
}

// about says what process it is.
func about(cfg Config, spans ...sdktrace.SpanProcessor) program.About {
	return program.About{
		Name: name, Version: version, Log: cfg.Log, Limits: cfg.Limits, LameDuck: cfg.LameDuck, Spans: spans,
	}
}

// secure opens the certificates that gRPC and HTTP are served with, where there are any.
func (p *process) secure(context.Context) error {
	line, err := program.OpenLine(p.cfg.TLS, about(p.cfg))
	if err != nil {
		return err
	}
	if err := p.Secure(line); err != nil {
		return err
	}
	p.https, err = p.Certificate("gateway.tls.certificate", p.cfg.Gateway.TLS)
	return err
}

// open takes the data folder for this process alone.
func (p *process) open(context.Context) error {
	unlock, err := lockFolder(p.cfg.Data)
	if err != nil {
		return err
	}
	p.OnClose(unlock)
	return p.WatchFolder(p.cfg.Data)
}

func (p *process) listen(ctx context.Context) (err error) {
	if p.http, err = p.Listen(ctx, "--http", p.cfg.HTTP); err != nil {
		return err
	}
	if p.tcp, err = p.Listen(ctx, "--grpc", p.cfg.GRPC); err != nil {
		return err
	}
	return p.Profile(ctx, p.cfg.ProfileAddress)
}

// wire makes the modules. The events come first, and so are closed last.
func (p *process) wire(ctx context.Context) (err error) {
	if !p.cfg.Migrate {
		p.KeepSchema()
	}
	if err := p.Connect(p.cfg.Events, filepath.Join(p.cfg.Data, "events")); err != nil {
		return err
	}
	if err := p.protect(ctx); err != nil {
		return err
	}
	if p.issuer, err = own.NewIssuer(p.cfg.Auth.Audience, p.Clock); err != nil {
		return err
	}
	p.Local(p.local, p.issuer)
	p.Trust(p.cfg.trusted()...)
	cfg := p.cfg.withDatabases()
	if err := add(ctx, p, activities.Name, activities.New, cfg.Activities); err != nil {
		return err
	}
	if err := add(ctx, p, volunteers.Name, volunteers.New, cfg.Volunteers); err != nil {
		return err
	}
	if err := add(ctx, p, debtcounselling.Name, debtcounselling.New, cfg.DebtCounselling); err != nil {
		return err
	}
	if err := add(ctx, p, support.Name, support.New, cfg.Support); err != nil {
		return err
	}
	if cfg.Reporting, err = cfg.withSigningKey(); err != nil {
		return err
	}
	return add(ctx, p, reporting.Name, reporting.New, cfg.Reporting)
}

// protect keeps the keys of data subjects where they are configured, and else in the data folder.
func (p *process) protect(ctx context.Context) error {
	cfg, err := p.cfg.Privacy.InFolder(p.cfg.Data)
	if err != nil {
		return err
	}
	return p.Protect(ctx, cfg)
}

// add makes the module of a service, with its own configuration.
func add[C any](
	ctx context.Context, p *process, name string, wire func(context.Context, app.Deps, C) (app.Module, error), cfg C,
) error {
	deps, err := p.Deps(ctx, name)
	if err != nil {
		return err
	}
	module, err := wire(ctx, deps, cfg)
	if err == nil {
		p.Add(module)
	}
	return err
}

// serve makes the gRPC server and, behind a connection within the process, the gateway.
func (p *process) serve(ctx context.Context) error {
	verifier, err := p.verifier()
	if err != nil {
		return err
	}
	p.ServeGRPC(verifier, p.cfg.issuesTokens(),
		p.Line().Listener(limits.Listener(p.tcp, p.cfg.Limits.Connections)), p.local)
	tel, err := p.Observe(ctx, gateway.Name)
	if err != nil {
		return err
	}
	conn, err := p.local.Connect(grpcx.ClientConfig{Telemetry: tel.ClientCalls()})
	if err != nil {
		return err
	}
	p.OnClose(conn.Close)
	handler, err := p.newGateway(gateway.Deps{
		Conn: conn, Verifier: verifier, Clock: p.Clock, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter, Traces: p.traces,
	})
	if err != nil {
		return err
	}
	listener := p.https.Outside(limits.Listener(p.http, p.cfg.Gateway.Limits.Connections))
	p.Serve(app.HTTPServer("http", &http.Server{Handler: handler}, listener))
	return p.traces.Serve(ctx, p.Host, verifier, p.cfg.Gateway)
}

// verifier accepts the tokens of the configured issuers, of the services of this process, and of the development issuer where
// it runs.
func (p *process) verifier() (*auth.Verifier, error) {
	if !p.cfg.issuesTokens() {
		return auth.NewVerifier(p.cfg.Auth, p.Clock, p.issuer.Issuer())
	}
	issuer, err := devissuer.Open(p.cfg.Data, p.Clock)
	if err != nil {
		return nil, err
	}
	return auth.NewVerifier(p.cfg.Auth, p.Clock, issuer.Issuer(), p.issuer.Issuer())
}
