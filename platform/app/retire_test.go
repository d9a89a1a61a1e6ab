package app_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/app"
)

// retiring is a server that notes when it retires.
type retiring struct{ *server }

func (r retiring) Retire() { r.diary.note(r.name + " retires") }

func TestServersRetireBeforeTheyDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		before := time.Now()
		require.NoError(t, runUntilReady(t, app.Options{
			Servers: []app.Server{retiring{d.server("grpc")}, d.server("http")}, LameDuck: 5 * time.Second,
		}))
		require.Equal(t, 5*time.Second, time.Since(before))
		require.Equal(t, []string{"grpc retires", "http drains", "grpc drains"}, d.read())
	})
}

func TestFailureCutsRetirementShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &diary{}
		s := d.server("http")
		before := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		err := app.Run(ctx, app.Options{
			Servers: []app.Server{s}, Log: quiet(), LameDuck: time.Hour,
			OnReady: func() {
				cancel()
				time.AfterFunc(time.Second, func() { s.fails <- http.ErrServerClosed })
			},
		})
		require.ErrorContains(t, err, "server http")
		require.Equal(t, time.Second, time.Since(before))
	})
}

// TestRetiredHTTPServerServesOnAndEndsItsConnections: a request that crosses the end of its connection would be lost.
func TestRetiredHTTPServerServesOnAndEndsItsConnections(t *testing.T) {
	listener := listen(t)
	var retired atomic.Bool
	web := app.HTTPServer("web", &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		retired.Store(app.Retired(r.Context()))
		w.WriteHeader(http.StatusNoContent)
	})}, listener)
	served := make(chan error, 1)
	go func() { served <- web.Serve() }()
	client := &http.Client{Transport: &http.Transport{}}
	ask := func() (closes bool) {
		answer, err := client.Get("http://" + listener.Addr().String())
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusNoContent, answer.StatusCode)
		return answer.Close
	}
	require.False(t, ask())
	require.False(t, retired.Load())
	web.(app.Retiring).Retire()
	for range 3 {
		require.True(t, ask())
		require.True(t, retired.Load())
	}
	require.NoError(t, web.Stop(t.Context()))
	require.NoError(t, <-served)
	require.False(t, app.Retired(t.Context()), "outside a server nothing retires")
}
