package app

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// readyEvery is how long a running process waits before it asks its modules again whether they are ready.
	readyEvery = 2 * time.Second
	// readyTimeout is how long a module may take to answer. What is away says so at once as a rule; what is merely busy
	// gets the time to say that it is there.
	readyTimeout = 10 * time.Second
)

// watch asks the modules until ctx ends, and tells when the answer changes.
func (r *run) watch(ctx context.Context) {
	tick := time.NewTicker(readyEvery)
	defer tick.Stop()
	wasReady := true
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		err := ready(ctx, r.Modules)
		if ctx.Err() != nil {
			return
		}
		if (err == nil) == wasReady {
			continue
		}
		wasReady = err == nil
		r.tell(ctx, err)
	}
}

func (r *run) tell(ctx context.Context, err error) {
	if err != nil {
		r.Log.WarnContext(ctx, "not ready", "error", err)
	} else {
		r.Log.InfoContext(ctx, "ready again")
	}
	if r.OnReadiness != nil {
		r.OnReadiness(err)
	}
}

// ready answers what every module that is not ready says, with its name, or nil where all are.
func ready(ctx context.Context, modules []Module) error {
	var errs []error
	for _, m := range modules {
		if err := m.ready(ctx); err != nil {
			errs = append(errs, fmt.Errorf("module %s: %w", m.Name, err))
		}
	}
	return errors.Join(errs...)
}

func (m Module) ready(ctx context.Context) error {
	if m.Ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return m.Ready(ctx)
}
