package app

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/operation"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/telemetry"
)

// Deps are what a process gives each of its modules.
type Deps struct {
	// Version is that of the program. Empty where that is not known.
	Version string
	// Clock tells the time.
	Clock clock.Clock
	// Telemetry is the module's own, with its name.
	Telemetry *telemetry.Telemetry
	// NATS carries events.
	NATS *natsx.Conn
	// Operations gets what a service stands on, to say how it is. Nil where nobody asks.
	Operations *operation.Server
	// Positions gets the relay of a module that publishes events.
	Positions *outbox.Positions
	// Privacy keeps what identifies people. Nil in a process without a service that needs it.
	Privacy *privacy.Privacy
	// KeepSchema has the module change no schema of its database, and not start where it is older than it needs.
	KeepSchema bool
	// Issuers are those whose tokens count. Empty where that is not known.
	Issuers []string
	// Transport secures the lines to services elsewhere; nil: without TLS.
	Transport credentials.TransportCredentials
	// Local calls the services of this process, as callers from outside do, with the token of the call that is being answered.
	// Nil where each service runs apart.
	Local grpc.ClientConnInterface
	// Itself calls other services as the service itself, where there is no person behind the call. Never nil in a program.
	Itself Itself
}

// Itself is a service that calls others by itself: its name is the subject of the token, and its role is own.Role.
type Itself interface {
	// Call answers a connection to the service called name, at an address (as grpcx.Dial has it), or in this very process where
	// there is none. A call over it without a deadline may take ten seconds, and does not wait for a service that is away. Close
	// it. The error says that there is neither address nor service in this process, or that the process has no identity with
	// which to call an address.
	Call(name, address string) (conn grpc.ClientConnInterface, close func() error, err error)
}
