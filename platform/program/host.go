package program

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync/atomic"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/own"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/operation"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/telemetry"
	"github.com/deschoor/meedoen/platform/tlsx"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// telemetryGrace is how long the last spans and metrics of a module may take to leave the process.
const telemetryGrace = 5 * time.Second

// Host is one process: what its modules work with, the servers in front of them, and the order in which all of it ends.
// Make it, connect, add modules, serve, Run; Close it in any case.
type Host struct {
	// Clock is the one all modules get.
	Clock clock.Clock

	about     About
	operation *operation.Server
	telemetry map[string]*telemetry.Telemetry
	nats      *natsx.Conn
	positions *outbox.Positions
	privacy   *privacy.Privacy
	local     *grpcx.Local
	vouching  *own.Issuer
	identity  *own.Identity
	issuers   []string
	keeps     bool // the schemas of all databases as they are
	modules   []app.Module
	servers   []app.Server
	grpc      *grpcx.Server
	line      *Line
	closers   []func() error // of what no module owns, in the order of opening
	ran       bool
	ready     atomic.Bool // says that it serves, for who watches
}

// About says what process it is, and where what is observed of it goes beside where the OTEL_* variables say.
type About struct {
	Name    string // under which it logs what belongs to no module
	Version string
	Log     LogConfig
	Spans   []sdktrace.SpanProcessor // get the spans of every module
	Traces  telemetry.Traces         // is sent the spans of every module
	// Limits are what callers of its gRPC may take.
	Limits limits.GRPC
	// LameDuck is how long the process goes on serving after the wish to stop, while it says that it is not ready.
	LameDuck time.Duration
}

// telemetry answers what the telemetry of the module called name is made of.
func (a About) telemetry(name string) telemetry.Options {
	return telemetry.Options{
		Service: name, Version: a.Version, LogWriter: os.Stderr, LogLevel: a.Log.Level, LogText: a.Log.Text,
		Spans: a.Spans, Traces: a.Traces,
	}
}

// earlyLog answers the log of the process for what has to speak before there is telemetry.
func (a About) earlyLog() *slog.Logger { return telemetry.NewLog(a.telemetry(a.Name)) }

// NewHost answers a process without modules.
func NewHost(ctx context.Context, about About) (*Host, error) {
	h := &Host{
		Clock: clock.System(), about: about, telemetry: map[string]*telemetry.Telemetry{}, positions: &outbox.Positions{},
	}
	name, err := os.Hostname()
	if err != nil {
		return h, fmt.Errorf("the name of this machine: %w", err)
	}
	h.operation = operation.New(
		operation.Process{Name: about.Name, Version: about.Version, Host: name, Start: h.Clock.Now()}, h.Clock)
	if _, err := h.Observe(ctx, about.Name); err != nil {
		return h, err
	}
	return h, h.watch()
}

// OnClose has f called when the host is closed, after what was opened later.
func (h *Host) OnClose(f func() error) { h.closers = append(h.closers, f) }

// Listen opens a listener at an address; setting is what to name where that fails, "--http" for instance.
func (h *Host) Listen(ctx context.Context, setting, address string) (net.Listener, error) {
	var tcp net.ListenConfig
	listener, err := tcp.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%w (choose another address with %s)", err, setting)
	}
	h.OnClose(func() error {
		// The server on it may have closed it already.
		if err := listener.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return listener, nil
}

// Observe answers the telemetry of the module called name, made at the first call.
func (h *Host) Observe(ctx context.Context, name string) (*telemetry.Telemetry, error) {
	if tel, made := h.telemetry[name]; made {
		return tel, nil
	}
	tel, err := telemetry.New(ctx, h.about.telemetry(name))
	if err != nil {
		return nil, err
	}
	h.telemetry[name] = tel
	h.OnClose(func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), telemetryGrace)
		defer cancel()
		return tel.Shutdown(ctx)
	})
	return tel, nil
}

// Telemetry answers that of the process itself.
func (h *Host) Telemetry() *telemetry.Telemetry { return h.telemetry[h.about.Name] }

// Connect connects to where events travel; an embedded server keeps its streams in dir. The process is as ready without
// NATS as with it: services go on recording, and the outbox holds the events.
func (h *Host) Connect(cfg natsx.Config, dir string) error {
	nats, err := natsx.Connect(h.about.Name, cfg, dir)
	if err != nil {
		return err
	}
	nats.LogTo(h.Telemetry().Log)
	h.nats = nats
	h.operation.Over(nats)
	if err := h.watchEvents(); err != nil {
		nats.Close()
		return err
	}
	h.Add(app.Module{
		Name: "events",
		Register: func(r grpc.ServiceRegistrar) {
			eventsv1.RegisterPositionServiceServer(r, h.positions)
			h.operation.Register(r)
		},
		Close: func() error { nats.Close(); return nil },
	})
	return nil
}

// KeepSchema has the process migrate no database, and not start where one is older than it needs. Protect and Deps come after
// it.
func (h *Host) KeepSchema() { h.keeps = true }

// Protect has the services of the process keep what identifies people, in the database of keys and with the keys that cfg
// names.
func (h *Host) Protect(ctx context.Context, cfg privacy.Config) (err error) {
	tel := h.Telemetry()
	h.privacy, err = privacy.Open(ctx, cfg, h.Clock, sqldb.Options{
		Tracer: tel.Tracer, Meter: tel.Meter, KeepSchema: h.keeps,
	})
	if err != nil {
		return err
	}
	h.Add(app.Module{
		Name: "privacy", Migrate: h.privacy.Migrate, Ready: h.privacy.Ready, Close: h.privacy.Close,
	})
	return nil
}

// Local has the services of the process call each other over local, which is served with the other listeners: as the person whose
// call they answer, or as themselves, for which issuer vouches.
func (h *Host) Local(local *grpcx.Local, issuer *own.Issuer) { h.local, h.vouching = local, issuer }

// As has the service of the process call those elsewhere by itself with identity; nil: it cannot.
func (h *Host) As(identity *own.Identity) { h.identity = identity }

// Trust tells the services of the process of which issuers tokens count.
func (h *Host) Trust(issuers ...string) { h.issuers = issuers }

// Secure has the process talk to others over line.
func (h *Host) Secure(line *Line) error {
	h.line = line
	return line.observe(h.Telemetry())
}

// Line answers how the process talks to others; nil: without TLS.
func (h *Host) Line() *Line { return h.line }

// Certificate opens the certificate that a setting names, and observes it; nil where it names none.
func (h *Host) Certificate(setting string, pair tlsx.Pair) (*tlsx.Certificate, error) {
	c, err := tlsx.OpenCertificate(pair, tlsx.Options{Setting: setting, Clock: h.Clock, Log: h.Telemetry().Log})
	if err != nil {
		return nil, err
	}
	return c, c.Observe(h.Telemetry().Meter)
}

// Deps answers what a service called name works with. Connect comes before it, and Secure, Protect, Trust, Local and As.
func (h *Host) Deps(ctx context.Context, name string) (app.Deps, error) {
	tel, err := h.Observe(ctx, name)
	if err != nil {
		return app.Deps{}, err
	}
	deps := app.Deps{
		Version: h.about.Version, Clock: h.Clock, Telemetry: tel, NATS: h.nats, Positions: h.positions, Privacy: h.privacy,
		Issuers: h.issuers, Transport: h.line.Transport(), KeepSchema: h.keeps, Operations: h.operation,
	}
	self := itself{service: name, remote: h.identity, transport: deps.Transport, calls: tel.ClientCalls()}
	if h.local == nil {
		deps.Itself = self
		return deps, nil
	}
	self.local, self.vouched = h.local, h.vouching.Identity(name, tel.Log)
	deps.Itself = self
	conn, err := h.local.Connect(grpcx.ClientConfig{Telemetry: tel.ClientCalls(), ForwardToken: true})
	if err != nil {
		return app.Deps{}, err
	}
	h.OnClose(conn.Close)
	deps.Local = conn
	return deps, nil
}

// Add adds a module; it is closed before those that were added earlier.
func (h *Host) Add(m app.Module) {
	h.modules = append(h.modules, m)
	if m.Ready != nil {
		h.operation.AddPart(m.Name, m.Ready)
	}
}

// ServeGRPC has the gRPC services of all modules that were added answered on listeners.
func (h *Host) ServeGRPC(verifier *auth.Verifier, reflection bool, listeners ...net.Listener) {
	log := h.Telemetry().Log
	verifier.LogTo(log)
	h.grpc = grpcx.NewServer(grpcx.ServerConfig{
		Verifier: verifier, Log: log, Clock: h.Clock, Telemetry: h.calls(), Reflection: reflection,
		Limits: h.about.Limits, Meter: h.Telemetry().Meter,
	})
	h.Serve(app.On("grpc", h.grpc, listeners...))
}

// Serve adds a server. Servers drain in reverse: one that passes calls on to another comes after it.
func (h *Host) Serve(s app.Server) { h.servers = append(h.servers, s) }

// calls lets every module see its own calls, although one server answers them all.
func (h *Host) calls() *telemetry.Calls {
	byService := map[string]*telemetry.Calls{}
	for _, m := range h.modules {
		tel := h.telemetry[m.Name]
		if tel == nil || m.Register == nil {
			continue
		}
		names := serviceNames{}
		m.Register(names)
		for name := range names {
			byService[name] = tel.ServerCalls()
		}
	}
	return telemetry.RouteCalls(byService, h.Telemetry().ServerCalls())
}

// serviceNames notes which services a module registers.
type serviceNames map[string]bool

func (s serviceNames) RegisterService(service *grpc.ServiceDesc, _ any) {
	s[service.ServiceName] = true
}

// Run runs the process until ctx ends or a part of it fails; onReady is called when it serves. While a module is not ready
// the gRPC server says NOT_SERVING, and whoever watches sends it no calls.
func (h *Host) Run(ctx context.Context, onReady func()) error {
	h.ran = true
	options := app.Options{Modules: h.modules, Servers: h.servers, Log: h.Telemetry().Log, LameDuck: h.about.LameDuck}
	resting, wake := context.WithCancel(ctx)
	defer wake()
	serving := func() {
		h.ready.Store(true)
		go rest(resting)
		onReady()
	}
	options.OnReady = serving
	if h.grpc != nil {
		options.Registrar = h.grpc
		options.OnReady = func() { h.grpc.SetServing(); serving() }
		options.OnReadiness = func(err error) {
			h.ready.Store(err == nil)
			if err != nil {
				h.grpc.SetNotServing()
			} else {
				h.grpc.SetServing()
			}
		}
	}
	return app.Run(ctx, options)
}

// Close closes what no module owns, and the modules too where the process did not get as far as running.
func (h *Host) Close() error {
	var errs []error
	if !h.ran {
		for _, m := range slices.Backward(h.modules) {
			if m.Close != nil {
				errs = append(errs, m.Close())
			}
		}
	}
	for _, f := range slices.Backward(h.closers) {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}
