// Package grpcx is how processes of the suite talk to each other: a gRPC server that lets nobody in without a rule,
// answers every error the same way and stops gently, and a client that neither waits for ever nor repeats what must
// happen once.
package grpcx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"buf.build/go/protovalidate"
	"go.opentelemetry.io/otel/metric"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx/local"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// ServerConfig is what a server is made of. Verifier and Log are required; every other zero value is a usable default.
type ServerConfig struct {
	// Verifier verifies the tokens of callers.
	Verifier *auth.Verifier
	// Log gets a line per call, never with a token or anything about a person.
	Log *slog.Logger
	// Clock measures how long calls take; the system's if nil.
	Clock clock.Clock
	// Access says who may call methods of services that are not ours, which carry no option to say so: the method and
	// its roles, or open. What the option of a method says cannot be said otherwise here.
	Access AccessTable
	// Telemetry traces and measures the calls; nil: nobody does. What gRPC answers without a handler, such as a message that is too
	// large or a method that there is not, is no call.
	Telemetry *telemetry.Calls
	// MaxDeadline is the longest a call that is not a stream may take, whatever its caller allows; 30 s if zero.
	MaxDeadline time.Duration
	// Slow is how long a call takes that is worth a line of its own; 1 s if zero.
	Slow time.Duration
	// MaxMessage is the size of the largest request, in bytes; 4 MiB if zero.
	MaxMessage int
	// Patience is how long a stream may wait for its caller to take an answer; a minute if zero.
	Patience time.Duration
	// Limits are what callers may take; the zero value lets each take everything.
	Limits limits.GRPC
	// Meter counts what is refused by Limits; nil: nothing is counted.
	Meter metric.MeterProvider
	// Reflection tells callers which services there are. For development: it needs no token.
	Reflection bool
}

const (
	// maxHeader is how many bytes the metadata of a call may have: room for a large token and trace headers. The default of gRPC is
	// 16 MiB for every call.
	maxHeader = 64 << 10
	// maxCalls is how many calls may be under way over one connection, so that it cannot take the whole process; callers beyond it
	// wait their turn.
	maxCalls = 1000
)

// Liveness is the name under which health says SERVING from Serve until Stop, also while the process cannot do its work. Who
// starts a process anew that does not answer asks for it: a new process brings no database back.
const Liveness = "liveness"

// Server is a gRPC server. Register services, Check, Serve, SetServing; Stop ends it.
type Server struct {
	cfg       ServerConfig
	grpc      *grpc.Server
	health    *health.Server
	ready     func() error // what Serve needs first, once
	access    map[string]AccessRule
	validator protovalidate.Validator
	stopping  context.Context // ends when Stop begins
	stop      context.CancelCauseFunc
	bounds    bounds
	// connections are those of callers over a network.
	connections connections
	// near answers callers in this process, who arrive at doors.
	near  local.Server
	doors doors
}

// NewServer answers a server without services but health, which says NOT_SERVING.
func NewServer(cfg ServerConfig) *Server {
	s := &Server{cfg: cfg.withDefaults(), health: health.NewServer()}
	s.ready = sync.OnceValue(s.prepare)
	s.stopping, s.stop = context.WithCancelCause(context.Background())
	s.grpc = grpc.NewServer(s.options()...)
	s.near = local.Server{Unary: s.unary, Stream: s.stream, MaxMessage: s.cfg.MaxMessage, MaxHeader: maxHeader}
	s.health.SetServingStatus("", healthv1.HealthCheckResponse_NOT_SERVING)
	s.health.SetServingStatus(Liveness, healthv1.HealthCheckResponse_SERVING)
	healthv1.RegisterHealthServer(everywhere{s}, s.health)
	if cfg.Reflection {
		reflection.Register(everywhere{s})
	}
	return s
}

// everywhere registers services for callers over a network and in this process, without a health of their own.
type everywhere struct{ *Server }

func (e everywhere) RegisterService(service *grpc.ServiceDesc, implementation any) {
	e.grpc.RegisterService(service, implementation)
	e.near.RegisterService(service, implementation)
}

func (e everywhere) GetServiceInfo() map[string]grpc.ServiceInfo { return e.grpc.GetServiceInfo() }

func (c ServerConfig) withDefaults() ServerConfig {
	if c.Clock == nil {
		c.Clock = clock.System()
	}
	if c.MaxDeadline == 0 {
		c.MaxDeadline = 30 * time.Second
	}
	if c.Slow == 0 {
		c.Slow = time.Second
	}
	if c.Patience == 0 {
		c.Patience = patience
	}
	if c.MaxMessage == 0 {
		c.MaxMessage = 4 << 20
	}
	return c
}

func (s *Server) options() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.UnaryInterceptor(s.unary),
		grpc.StreamInterceptor(s.stream),
		grpc.MaxRecvMsgSize(s.cfg.MaxMessage),
		grpc.MaxHeaderListSize(maxHeader),
		grpc.MaxConcurrentStreams(maxCalls),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: clientKeepalive / 2, PermitWithoutStream: true,
		}),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			// Clients look up addresses again when they connect again, and so find servers that came later.
			MaxConnectionAge:      10 * time.Minute,
			MaxConnectionAgeGrace: s.cfg.MaxDeadline + time.Second,
			Time:                  time.Minute,
			Timeout:               20 * time.Second,
		}),
	}
}

// RegisterService adds a service. It satisfies grpc.ServiceRegistrar.
func (s *Server) RegisterService(service *grpc.ServiceDesc, implementation any) {
	everywhere{s}.RegisterService(service, implementation)
	s.health.SetServingStatus(service.ServiceName, healthv1.HealthCheckResponse_NOT_SERVING)
}

// Check says whether every method of the registered services declares who may call it and has validation rules that
// compile. The error names all that do not. Serve does the first by itself, and compiles rules when it needs them.
func (s *Server) Check() error {
	if err := s.ready(); err != nil {
		return err
	}
	return compileRules(s.services())
}

func (s *Server) services() []string { return slices.Collect(maps.Keys(s.grpc.GetServiceInfo())) }

func (s *Server) prepare() error {
	table, err := accessTo(s.services(), s.cfg.Access)
	if err != nil {
		return err
	}
	s.access = map[string]AccessRule{}
	for _, rule := range table {
		s.access[rule.Method] = rule
	}
	// The one that Validate uses too: each has an environment and a cache of its own, of some megabytes.
	s.validator = protovalidate.GlobalValidator
	if s.bounds, err = newBounds(s.cfg); err != nil {
		return err
	}
	if s.cfg.Verifier == nil || s.cfg.Log == nil {
		return errors.New("a gRPC server needs a token verifier and a log")
	}
	return nil
}

// Serve answers calls that come in on lis until Stop, and closes lis. It may run for several listeners at once, of which one may
// be Local. It answers nil after Stop.
func (s *Server) Serve(lis net.Listener) error {
	if err := s.ready(); err != nil {
		return errors.Join(err, lis.Close())
	}
	if near, is := lis.(*Local); is {
		s.serveLocal(near)
		return nil
	}
	if err := s.grpc.Serve(s.connections.of(lis)); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return fmt.Errorf("serve gRPC: %w", err)
	}
	return nil
}

// SetServing says through health, and to callers in this process, that every registered service can do its work.
func (s *Server) SetServing() { s.setHealth(healthv1.HealthCheckResponse_SERVING) }

// SetNotServing takes that back until the next SetServing. Calls that come all the same are answered; clients that Dial
// made send none.
func (s *Server) SetNotServing() { s.setHealth(healthv1.HealthCheckResponse_NOT_SERVING) }

func (s *Server) setHealth(status healthv1.HealthCheckResponse_ServingStatus) {
	s.health.SetServingStatus("", status)
	for name := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, status)
	}
	s.doors.setServing(status == healthv1.HealthCheckResponse_SERVING)
}

// Retire says NOT_SERVING to whoever watches, for good, and goes on answering calls until Stop. Callers in this process have
// nobody else to turn to, and are told nothing.
func (s *Server) Retire() { s.health.Shutdown() }

// Stop says NOT_SERVING to whoever watches, so that no new calls are sent here, lets the calls that run come to their
// end, and cuts off those still running when ctx ends. Streams that run UntilStop end at once. The error says whether it had to.
func (s *Server) Stop(ctx context.Context) error {
	s.health.Shutdown()
	ended := s.doors.stop()
	s.stop(fault.New(fault.Unavailable, "SERVER_STOPPING", "This server stops. Begin again elsewhere, or in a moment."))
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.grpc.GracefulStop()
		ended()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.grpc.Stop()
		s.doors.cut()
		<-done
		return fmt.Errorf("calls were cut off when the gRPC server stopped: %w", ctx.Err())
	}
}
