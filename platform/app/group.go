package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
)

// group runs functions beside each other and knows which have not ended.
type group struct {
	log    *slog.Logger
	failed chan struct{} // closed at the first error

	mu      sync.Mutex
	running []string
	errs    []error
	changed chan struct{} // closed and replaced whenever a function ends
}

func newGroup(log *slog.Logger) *group {
	return &group{log: log, failed: make(chan struct{}), changed: make(chan struct{})}
}

// spawn starts work; its error is kept under name.
func (g *group) spawn(name string, work func() error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running = append(g.running, name)
	go func() { g.ended(name, g.guard(name, work)) }()
}

// guard makes an error of a panic: one task must not take the others down without their being stopped in order.
func (g *group) guard(name string, work func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			g.log.Error("panic", "where", name, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return work()
}

func (g *group) ended(name string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.running, name)
	g.running = slices.Delete(g.running, i, i+1)
	if err != nil {
		if len(g.errs) == 0 {
			close(g.failed)
		}
		g.errs = append(g.errs, fmt.Errorf("%s: %w", name, err))
	}
	close(g.changed)
	g.changed = make(chan struct{})
}

// join waits for every function until ctx ends, and answers all errors, with one for each function that has not ended.
func (g *group) join(ctx context.Context) error {
	for {
		g.mu.Lock()
		running, changed, errs := slices.Clone(g.running), g.changed, slices.Clone(g.errs)
		g.mu.Unlock()
		if len(running) == 0 {
			return errors.Join(errs...)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			for _, name := range running {
				errs = append(errs, fmt.Errorf("%s: did not stop in time", name))
			}
			return errors.Join(errs...)
		}
	}
}
