package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
)

// diary notes what happened, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines)
}

// module notes everything that happens to it; its one task runs until its context ends.
func (d *diary) module(name string) app.Module {
	return app.Module{
		Name:     name,
		Migrate:  func(context.Context) error { d.note(name + " migrates"); return nil },
		Register: func(grpc.ServiceRegistrar) { d.note(name + " registers") },
		Tasks: []app.Task{{Name: "work", Run: func(ctx context.Context) error {
			<-ctx.Done()
			d.note(name + " task ends")
			return ctx.Err()
		}}},
		Close: func() error { d.note(name + " closes"); return nil },
	}
}

// server serves until it is stopped, or fails with what it is sent.
type server struct {
	name    string
	diary   *diary
	stopped chan struct{}
	fails   chan error
	onStop  func(context.Context) error
}

func (d *diary) server(name string) *server {
	return &server{
		name: name, diary: d, stopped: make(chan struct{}), fails: make(chan error, 1),
		onStop: func(context.Context) error { return nil },
	}
}

func (s *server) Name() string { return s.name }

func (s *server) Serve() error {
	select {
	case <-s.stopped:
		return nil
	case err := <-s.fails:
		return err
	}
}

func (s *server) Stop(ctx context.Context) error {
	s.diary.note(s.name + " drains")
	close(s.stopped)
	return s.onStop(ctx)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// runUntilReady runs until everything has started and then ends the context.
func runUntilReady(t *testing.T, o app.Options) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.OnReady = cancel
	if o.Log == nil {
		o.Log = quiet()
	}
	return app.Run(ctx, o)
}

func task(name string, run func(context.Context) error) app.Module {
	return app.Module{Name: "m", Tasks: []app.Task{{Name: name, Run: run}}}
}

func TestStartsInOrderAndStopsInReverse(t *testing.T) {
	d := &diary{}
	ready := false
	ctx, cancel := context.WithCancel(t.Context())
	err := app.Run(ctx, app.Options{
		Modules: []app.Module{d.module("a"), d.module("b")},
		Servers: []app.Server{d.server("grpc"), d.server("http")},
		Log:     quiet(),
		OnReady: func() { ready = true; d.note("ready"); cancel() },
	})
	require.NoError(t, err)
	require.True(t, ready)
	lines := d.read()
	slices.Sort(lines[7:9]) // tasks end beside each other
	require.Equal(t, []string{
		"a migrates", "b migrates", "a registers", "b registers", "ready",
		"http drains", "grpc drains", "a task ends", "b task ends", "b closes", "a closes",
	}, lines)
}

func TestEmptyModuleRuns(t *testing.T) {
	require.NoError(t, runUntilReady(t, app.Options{Modules: []app.Module{{Name: "a"}}}))
}

func TestTasksWorkWhileServersDrain(t *testing.T) {
	d := &diary{}
	asked, answered := make(chan struct{}), make(chan struct{})
	helping := task("help", func(ctx context.Context) error {
		select {
		case <-asked:
			close(answered)
			<-ctx.Done()
			return nil
		case <-ctx.Done():
			return errors.New("ended before the servers")
		}
	})
	s := d.server("s")
	s.onStop = func(ctx context.Context) error {
		close(asked)
		select {
		case <-answered:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	require.NoError(t, runUntilReady(t, app.Options{Modules: []app.Module{helping}, Servers: []app.Server{s}}))
}

func TestFailedMigrationStartsNothingAndClosesEverything(t *testing.T) {
	d := &diary{}
	bad := d.module("b")
	bad.Migrate = func(context.Context) error { return errors.New("no disk") }
	err := app.Run(t.Context(), app.Options{
		Modules: []app.Module{d.module("a"), bad, d.module("c")},
		Servers: []app.Server{d.server("s")},
		Log:     quiet(),
		OnReady: func() { d.note("ready") },
	})
	require.EqualError(t, err, "module b: migrate: no disk")
	require.Equal(t, []string{"a migrates", "s drains", "c closes", "b closes", "a closes"}, d.read())
}

func TestFailingTaskStopsTheRest(t *testing.T) {
	d := &diary{}
	broken := errors.New("broken")
	failing := task("relay", func(context.Context) error { return broken })
	err := app.Run(t.Context(), app.Options{
		Modules: []app.Module{d.module("a"), failing}, Servers: []app.Server{d.server("s")}, Log: quiet(),
	})
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "module m: task relay: broken")
	require.Equal(t, []string{"a migrates", "a registers", "s drains", "a task ends", "a closes"}, d.read())
}

func TestFinishedTaskStopsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := task("once", func(context.Context) error { return nil })
		ctx, cancel := context.WithCancel(t.Context())
		stopped := make(chan error, 1)
		go func() { stopped <- app.Run(ctx, app.Options{Modules: []app.Module{m}, Log: quiet()}) }()
		synctest.Wait()
		require.Empty(t, stopped)
		cancel()
		require.NoError(t, <-stopped)
	})
}

func TestPanicInATaskIsAnErrorWithItsStackInTheLog(t *testing.T) {
	var log bytes.Buffer
	d := &diary{}
	err := app.Run(t.Context(), app.Options{
		Modules: []app.Module{d.module("a"), task("p", func(context.Context) error { panic("oops") })},
		Log:     slog.New(slog.NewTextHandler(&log, nil)),
	})
	require.EqualError(t, err, "module m: task p: panic: oops")
	require.Contains(t, log.String(), "run_test.go")
	require.Contains(t, d.read(), "a closes")
}

func TestServerThatEndsStopsTheRest(t *testing.T) {
	for want, fails := range map[string]error{
		"server s: port gone":         errors.New("port gone"),
		"server s: stopped by itself": nil,
	} {
		t.Run(want, func(t *testing.T) {
			d := &diary{}
			s := d.server("s")
			s.fails <- fails
			err := app.Run(t.Context(), app.Options{
				Modules: []app.Module{d.module("a")}, Servers: []app.Server{s}, Log: quiet(),
			})
			require.EqualError(t, err, want)
			require.Contains(t, d.read(), "a closes")
		})
	}
}

func TestAllErrorsOfStoppingAreJoined(t *testing.T) {
	d := &diary{}
	s := d.server("s")
	s.onStop = func(context.Context) error { return errors.New("slow") }
	m := task("t", func(ctx context.Context) error { <-ctx.Done(); return errors.New("lost a row") })
	m.Close = func() error { return errors.New("disk full") }
	err := runUntilReady(t, app.Options{Modules: []app.Module{m}, Servers: []app.Server{s}})
	require.EqualError(t, err, "server s: stop: slow\nmodule m: task t: lost a row\nmodule m: close: disk full")
}

func TestGraceBoundsTasksThatDoNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		release := make(chan struct{})
		defer close(release)
		m := task("deaf", func(context.Context) error { <-release; return nil })
		before := time.Now()
		err := runUntilReady(t, app.Options{Modules: []app.Module{d.module("a"), m}})
		require.EqualError(t, err, "module m: task deaf: did not stop in time")
		require.Equal(t, app.DefaultGrace, time.Since(before))
		require.Contains(t, d.read(), "a closes")
	})
}

func TestGraceBoundsServersThatDoNotDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		s := d.server("s")
		s.onStop = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		before := time.Now()
		err := runUntilReady(t, app.Options{
			Modules: []app.Module{d.module("a")}, Servers: []app.Server{s}, Grace: time.Minute,
		})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(before))
		require.Equal(t, []string{"s drains", "a task ends", "a closes"}, d.read()[2:])
	})
}
