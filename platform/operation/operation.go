// Package operation answers OperationService for a process: how it and its services are, and what who runs them can do about
// events that could not be handled. Nothing it answers says anything about a person, and no text of it holds a secret: what is
// away is named, and why stands in the log.
package operation

import (
	"context"
	"time"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/schedule"
	"github.com/deschoor/meedoen/platform/sqldb"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// Service is a service of the process, and what it stands on.
type Service struct {
	Name      string
	DB        *sqldb.DB
	Relay     *outbox.Relay
	Timers    *schedule.Scheduler
	Consumers []*inbox.Consumer
}

// Process says which process it is.
type Process struct {
	Name, Version, Host string
	Start               time.Time
}

// Server answers OperationService. Add to it before it is registered.
type Server struct {
	operationsv1.UnimplementedOperationServiceServer
	process  Process
	clock    clock.Clock
	events   *natsx.Conn
	services []Service
	parts    []part
}

// part is a part of the process that says whether it is ready.
type part struct {
	name  string
	ready func(context.Context) error
}

// New answers a server for a process without services yet.
func New(process Process, clk clock.Clock) *Server { return &Server{process: process, clock: clk} }

// Over has the server say whether the connection of the process to NATS is up.
func (s *Server) Over(events *natsx.Conn) { s.events = events }

// Add adds a service. A nil server leaves it: a test of a service needs none.
func (s *Server) Add(service Service) {
	if s != nil {
		s.services = append(s.services, service)
	}
}

// AddPart adds a part of the process that says whether it is ready, as app.Module has it.
func (s *Server) AddPart(name string, ready func(context.Context) error) {
	s.parts = append(s.parts, part{name, ready})
}

// Register registers the service.
func (s *Server) Register(r grpc.ServiceRegistrar) { operationsv1.RegisterOperationServiceServer(r, s) }

// service answers the service called name.
func (s *Server) service(name string) (Service, error) {
	for _, service := range s.services {
		if service.Name == name {
			return service, nil
		}
	}
	return Service{}, fault.New(fault.NotFound, "SERVICE_NOT_FOUND", "There is no such service in this process.").
		With("service", name)
}
