package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/telemetry"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/services/reporting"
)

// process is everything in one: the services, the gateway, the embedded NATS server and the development issuer.
type process struct {
	cfg       Config
	clock     clock.Clock
	telemetry map[string]*telemetry.Telemetry
	modules   []app.Module
	closers   []func() error // of what no module owns, in the order of opening
	grpc      *grpcx.Server
	memory    grpcx.InMemory
	http      net.Listener
	tcp       net.Listener
	handler   http.Handler
}

// start wires the process. Close what it answers also when it fails.
func start(ctx context.Context, cfg Config) (*process, error) {
	p := &process{cfg: cfg, clock: clock.System(), telemetry: map[string]*telemetry.Telemetry{}, memory: grpcx.NewInMemory()}
	for _, step := range []func(context.Context) error{p.open, p.listen, p.observe, p.wire, p.serve} {
		if err := step(ctx); err != nil {
			return p, err
		}
	}
	return p, nil
}

// open takes the data folder for this process alone: two that write one event store would destroy it.
func (p *process) open(context.Context) error {
	if err := os.MkdirAll(p.cfg.Data, 0o700); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(p.cfg.Data, "lock"))
	held, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	if !held {
		return fmt.Errorf("the data folder %s is in use by another process of meedoen", p.cfg.Data)
	}
	p.closers = append(p.closers, lock.Unlock)
	return nil
}

func (p *process) listen(ctx context.Context) (err error) {
	var tcp net.ListenConfig
	if p.http, err = tcp.Listen(ctx, "tcp", p.cfg.HTTP); err != nil {
		return fmt.Errorf("%w (choose another address with --http)", err)
	}
	p.closers = append(p.closers, ignoreClosed(p.http))
	if p.tcp, err = tcp.Listen(ctx, "tcp", p.cfg.GRPC); err != nil {
		return fmt.Errorf("%w (choose another address with --grpc)", err)
	}
	p.closers = append(p.closers, ignoreClosed(p.tcp))
	return nil
}

// ignoreClosed closes a listener that its server may have closed already.
func ignoreClosed(l net.Listener) func() error {
	return func() error {
		if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// Names of telemetry that is no service's.
const (
	gatewayName = "gateway"
	// processName is that of what the modules share: the gRPC server, starting and stopping, tokens.
	processName = "meedoen"
)

// observe gives every module telemetry under its own name.
func (p *process) observe(ctx context.Context) error {
	for _, name := range []string{activities.Name, reporting.Name, gatewayName, processName} {
		tel, err := telemetry.New(ctx, telemetry.Options{
			Service: name, Version: version, LogWriter: os.Stderr, LogLevel: p.cfg.Log.Level, LogText: p.cfg.Log.Text,
		})
		if err != nil {
			return err
		}
		p.telemetry[name] = tel
		p.closers = append(p.closers, func() error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			return tel.Shutdown(ctx)
		})
	}
	return nil
}

// wire makes the modules. The events come first, and so are closed last.
func (p *process) wire(ctx context.Context) error {
	nats, err := natsx.Connect("meedoen", p.cfg.Events, filepath.Join(p.cfg.Data, "events"))
	if err != nil {
		return err
	}
	positions := &outbox.Positions{}
	// Without NATS the process is as ready as with it: the services go on recording, and the outbox holds the events.
	p.modules = append(p.modules, app.Module{
		Name:     "events",
		Register: func(r grpc.ServiceRegistrar) { eventsv1.RegisterPositionServiceServer(r, positions) },
		Close:    func() error { nats.Close(); return nil },
	})
	deps := func(name string) app.Deps {
		return app.Deps{Clock: p.clock, Telemetry: p.telemetry[name], NATS: nats, Positions: positions}
	}
	activitiesConfig := p.cfg.Activities
	activitiesConfig.Database = p.cfg.database(activitiesConfig.Database, activities.Name)
	module, err := activities.New(ctx, deps(activities.Name), activitiesConfig)
	if err != nil {
		return err
	}
	p.modules = append(p.modules, module)
	reportingConfig := p.cfg.Reporting
	reportingConfig.Database = p.cfg.database(reportingConfig.Database, reporting.Name)
	if module, err = reporting.New(ctx, deps(reporting.Name), reportingConfig); err != nil {
		return err
	}
	p.modules = append(p.modules, module)
	return nil
}

// serve makes the gRPC server and, behind a connection in memory, the gateway.
func (p *process) serve(context.Context) error {
	verifier, err := p.verifier()
	if err != nil {
		return err
	}
	log := p.telemetry[processName].Log
	verifier.LogTo(log)
	p.grpc = grpcx.NewServer(grpcx.ServerConfig{
		Verifier: verifier, Log: log, Clock: p.clock, Stats: p.stats(), Reflection: p.cfg.issuesTokens(),
	})
	tel := p.telemetry[gatewayName]
	conn, err := p.memory.Connect(grpcx.ClientConfig{Stats: tel.ClientStats()})
	if err != nil {
		return err
	}
	p.closers = append(p.closers, conn.Close)
	p.handler, err = gateway.New(gateway.Deps{Conn: conn, Log: tel.Log, Tracer: tel.Tracer, Meter: tel.Meter}, p.cfg.Gateway)
	return err
}

// verifier accepts the tokens of the configured issuers, and of the development issuer where it runs.
func (p *process) verifier() (*auth.Verifier, error) {
	if !p.cfg.issuesTokens() {
		return auth.NewVerifier(p.cfg.Auth, p.clock)
	}
	issuer, err := devissuer.Open(p.cfg.Data, p.clock)
	if err != nil {
		return nil, err
	}
	return auth.NewVerifier(p.cfg.Auth, p.clock, issuer.Issuer())
}

// stats lets every module see its own calls, although one server answers them all.
func (p *process) stats() stats.Handler {
	handlers := map[string]stats.Handler{}
	for _, m := range p.modules {
		if tel := p.telemetry[m.Name]; tel != nil {
			names := serviceNames{}
			m.Register(names)
			handler := tel.ServerStats()
			for name := range names {
				handlers[name] = handler
			}
		}
	}
	return telemetry.RouteStats(handlers, p.telemetry[processName].ServerStats())
}

// serviceNames notes which services a module registers.
type serviceNames map[string]bool

func (s serviceNames) RegisterService(service *grpc.ServiceDesc, _ any) {
	s[service.ServiceName] = true
}

// run runs the process until ctx ends; onReady is called when it serves.
func (p *process) run(ctx context.Context, onReady func()) error {
	return app.Run(ctx, app.Options{
		Modules:   p.modules,
		Registrar: p.grpc,
		Servers: []app.Server{
			app.On("grpc", p.grpc, p.tcp, p.memory),
			app.HTTPServer("http", &http.Server{Handler: p.handler}, p.http),
		},
		Log: p.telemetry[processName].Log,
		OnReady: func() {
			p.grpc.SetServing()
			onReady()
		},
		// The gateway then refuses calls at once, with 503, and so does whoever else watches the health of gRPC.
		OnReadiness: func(err error) {
			if err != nil {
				p.grpc.SetNotServing()
			} else {
				p.grpc.SetServing()
			}
		},
	})
}

// close closes what no module owns, and what was opened when the process did not get as far as running.
func (p *process) close() error {
	var errs []error
	for i := len(p.closers) - 1; i >= 0; i-- {
		errs = append(errs, p.closers[i]())
	}
	return errors.Join(errs...)
}
