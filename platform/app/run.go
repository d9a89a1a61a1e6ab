package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"google.golang.org/grpc"
)

// DefaultGrace is how long each stage of stopping may take where Options do not say.
const DefaultGrace = 10 * time.Second

// Options say what to run.
type Options struct {
	// Modules start in this order and close in reverse.
	Modules []Module
	// Registrar gets the modules' gRPC services; a process without any may leave it nil.
	Registrar grpc.ServiceRegistrar
	// Servers start in this order, after the tasks, and drain one by one in reverse, so that one that passes calls on to
	// another comes after it.
	Servers []Server
	// Log is required.
	Log *slog.Logger
	// Grace bounds the draining of all servers together, and after that the ending of all tasks; zero is DefaultGrace.
	Grace time.Duration
	// LameDuck is how long the servers go on taking calls after the wish to stop, having told callers to turn to others. Zero is
	// not at all. It comes before Grace.
	LameDuck time.Duration
	// OnReady is called once everything has started; it may be nil.
	OnReady func()
	// OnReadiness is called when one of the modules stops being ready, with why, and with nil when all of them are again;
	// it may be nil. All are taken to be ready at the start, for they have just migrated.
	OnReadiness func(error)
}

// Run runs the modules until ctx ends or a task or server fails. It migrates every module, then registers their
// services, starts the tasks and then the servers. It stops by retiring and draining the servers, ending the tasks and closing
// the modules, also when the start failed. The error joins everything that went wrong, with the names of module and task;
// it is nil where ctx ended and all stopped in time.
func Run(ctx context.Context, o Options) error {
	if o.Grace == 0 {
		o.Grace = DefaultGrace
	}
	r := &run{Options: o, group: newGroup(o.Log), stopping: make(chan struct{})}
	// Tasks outlive ctx: its end is the wish to stop, and calls under way may need a task to finish.
	stopCtx := context.WithoutCancel(ctx)
	taskCtx, endTasks := context.WithCancel(stopCtx)
	defer endTasks()

	err := r.start(ctx, taskCtx)
	if err == nil {
		r.wait(ctx)
		r.retire(stopCtx)
	}
	close(r.stopping)
	return errors.Join(err, r.drain(stopCtx), r.end(stopCtx, endTasks), r.release())
}

type run struct {
	Options
	*group
	stopping chan struct{}
}

func (r *run) start(ctx, taskCtx context.Context) error {
	for _, m := range r.Modules {
		if m.Migrate == nil {
			continue
		}
		if err := m.Migrate(ctx); err != nil {
			return fmt.Errorf("module %s: migrate: %w", m.Name, err)
		}
	}
	for _, m := range r.Modules {
		if m.Register != nil {
			m.Register(r.Registrar)
		}
	}
	for _, m := range r.Modules {
		for _, t := range m.Tasks {
			r.spawn(fmt.Sprintf("module %s: task %s", m.Name, t.Name), func() error { return runTask(taskCtx, t) })
		}
	}
	for _, s := range r.Servers {
		r.spawn("server "+s.Name(), func() error { return r.serve(s) })
	}
	return nil
}

// runTask does not take the end of its context for a failure.
func runTask(ctx context.Context, t Task) error {
	err := t.Run(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (r *run) serve(s Server) error {
	err := s.Serve()
	select {
	case <-r.stopping:
		return err
	default:
	}
	if err == nil {
		err = errors.New("stopped by itself")
	}
	return err
}

func (r *run) wait(ctx context.Context) {
	r.Log.InfoContext(ctx, "started")
	if r.OnReady != nil {
		r.OnReady()
	}
	watchCtx, endWatch := context.WithCancel(ctx)
	defer endWatch()
	r.spawn("readiness", func() error { r.watch(watchCtx); return nil })
	select {
	case <-ctx.Done():
		r.Log.InfoContext(ctx, "stopping")
	case <-r.failed:
		r.Log.ErrorContext(ctx, "stopping after a failure")
	}
}

// drain ends the servers.
func (r *run) drain(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.Grace)
	defer cancel()
	var errs []error
	for _, s := range slices.Backward(r.Servers) {
		if err := s.Stop(ctx); err != nil {
			errs = append(errs, fmt.Errorf("server %s: stop: %w", s.Name(), err))
		}
	}
	return errors.Join(errs...)
}

// end ends the tasks, and answers what failed since the start or does not end.
func (r *run) end(ctx context.Context, endTasks func()) error {
	endTasks()
	ctx, cancel := context.WithTimeout(ctx, r.Grace)
	defer cancel()
	return r.join(ctx)
}

// release closes the modules, also where a task of theirs has not ended: the process is about to.
func (r *run) release() error {
	var errs []error
	for _, m := range slices.Backward(r.Modules) {
		if m.Close == nil {
			continue
		}
		if err := m.Close(); err != nil {
			errs = append(errs, fmt.Errorf("module %s: close: %w", m.Name, err))
		}
	}
	return errors.Join(errs...)
}
