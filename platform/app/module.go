// Package app runs one or many modules as one process: it starts them in order, stops them in reverse, and lets what
// is being done finish before anything is closed.
package app

import (
	"context"

	"google.golang.org/grpc"
)

// Module is a part of the process that is started and stopped as one. Any function may be nil.
type Module struct {
	// Name is what errors and log lines call it.
	Name string
	// Migrate brings its database to the present schema.
	Migrate func(context.Context) error
	// Register registers its gRPC services.
	Register func(grpc.ServiceRegistrar)
	// Tasks run beside the servers.
	Tasks []Task
	// Ready answers why it cannot serve at the moment, or nil. It is not asked at the start, but every two seconds from
	// then on; ten seconds without an answer are one too. A neighbour that it can do without for a while does not count.
	Ready func(context.Context) error
	// Close releases what its constructor took. It is called once, after everything that uses it has ended, and also when
	// the start fails.
	Close func() error
}

// Task is work in the background.
type Task struct {
	// Name is what errors and log lines call it.
	Name string
	// Run works until ctx ends. A task that answers nil earlier is finished; an error before ctx ends, or a panic, stops
	// the process. Its ctx ends after the servers have drained.
	Run func(ctx context.Context) error
}
