package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/app"
)

// running is a process that serves until its test ends.
type running struct {
	*process
	log string // the file that gets its log
}

// run runs a process with more modules than its own; its events go to a NATS server at address, or one of its own.
func run(t *testing.T, address string, modules ...app.Module) *running {
	t.Helper()
	return runWith(t, address, func(*Config) {}, modules...)
}

// runWith runs a process whose configuration is changed.
func runWith(t *testing.T, address string, change func(*Config), modules ...app.Module) *running {
	t.Helper()
	r := &running{log: filepath.Join(t.TempDir(), "log")}
	log, err := os.Create(r.log)
	require.NoError(t, err)
	stderr := os.Stderr
	os.Stderr = log
	t.Cleanup(func() { os.Stderr = stderr; require.NoError(t, log.Close()) })

	cfg := defaults()
	cfg.Data, cfg.HTTP, cfg.GRPC = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	cfg.Events.URL = address
	change(&cfg)
	r.process, err = start(t.Context(), cfg)
	require.NoError(t, err)
	for _, m := range modules {
		r.Add(m)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	serves, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- r.Run(ctx, func() { close(serves) }) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
		require.NoError(t, r.Close())
	})
	<-serves
	return r
}

// get answers the status of a path.
func (r *running) get(t *testing.T, path string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+r.http.Addr().String()+path, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode
}

// lines answers the lines of the log with part in them.
func (r *running) lines(t *testing.T, part string) []string {
	t.Helper()
	log, err := os.ReadFile(r.log)
	require.NoError(t, err)
	var found []string
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, part) {
			found = append(found, line)
		}
	}
	return found
}

func TestReadinessFollowsTheModules(t *testing.T) {
	var away atomic.Bool
	r := run(t, "", app.Module{Name: "shop", Ready: func(context.Context) error {
		if away.Load() {
			return errors.New("closed")
		}
		return nil
	}})
	becomes := func(status int) {
		require.Eventually(t, func() bool { return r.get(t, "/readyz") == status }, time.Minute, 10*time.Millisecond)
	}

	becomes(http.StatusOK)
	away.Store(true)
	becomes(http.StatusServiceUnavailable)
	require.Equal(t, http.StatusOK, r.get(t, "/healthz"))
	away.Store(false)
	becomes(http.StatusOK)

	for part, level := range map[string]string{"not ready": "WARN", "ready again": "INFO"} {
		lines := r.lines(t, part)
		require.Len(t, lines, 1)
		require.Contains(t, lines[0], "level="+level)
		require.Contains(t, lines[0], "service=meedoen")
	}
}

func TestRefusedCallLeavesALineOfTheProcess(t *testing.T) {
	r := run(t, "")

	require.Equal(t, http.StatusUnauthorized, r.get(t, "/v1/locations"))

	lines := r.lines(t, "LocationService/ListLocations")
	require.Len(t, lines, 1)
	require.Contains(t, lines[0], "level=INFO")
	require.Contains(t, lines[0], "service=meedoen")
	require.Contains(t, lines[0], "TOKEN_MISSING")
}

func TestProcessIsReadyAlsoWhereNATSIsAway(t *testing.T) {
	asked := make(chan struct{})
	// The last of the modules: when it is asked for the second time, the answers of all have been heard once.
	r := run(t, "nats://127.0.0.1:1", app.Module{Name: "last", Ready: func(ctx context.Context) error {
		select {
		case asked <- struct{}{}:
		case <-ctx.Done():
		}
		return nil
	}})

	<-asked
	<-asked

	require.Equal(t, http.StatusOK, r.get(t, "/readyz"))
	require.Empty(t, r.lines(t, "not ready"))
}
