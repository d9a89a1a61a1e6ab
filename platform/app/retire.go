package app

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// Retiring is a Server that can say, before it stops, that no new calls should be sent to it, and goes on taking them.
type Retiring interface {
	Server
	// Retire says so. It returns at once, and may come without Serve.
	Retire()
}

// retire tells whoever sends calls here to send them elsewhere, and goes on serving for as long as they may take to do so.
// A balancer asks for readiness every few seconds; what it sends meanwhile would meet a closed port.
func (r *run) retire(ctx context.Context) {
	for _, s := range r.Servers {
		if s, can := s.(Retiring); can {
			s.Retire()
		}
	}
	if r.LameDuck <= 0 {
		return
	}
	r.Log.InfoContext(ctx, "serving on while callers turn to others", "for", r.LameDuck)
	wait := time.NewTimer(r.LameDuck)
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-r.failed:
	}
}

type retiredKey struct{}

// Retired says whether the HTTP server that the request of ctx came to is about to stop, for whoever answers for its readiness.
func Retired(ctx context.Context) bool {
	retired, _ := ctx.Value(retiredKey{}).(*atomic.Bool)
	return retired != nil && retired.Load()
}

// retirable answers handler with requests that know whether the server retired. From then on each answer asks the caller to
// make another connection for the next request, so that none is left when the server stops: a request that crosses the end
// of its connection is lost, and may be one that its sender cannot repeat.
func retirable(handler http.Handler, retired *atomic.Bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if retired.Load() {
			w.Header().Set("Connection", "close")
		}
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), retiredKey{}, retired)))
	})
}
