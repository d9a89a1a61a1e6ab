package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Limits of an HTTP server whose http.Server has none of its own. A handler that streams longer moves its deadline with
// http.ResponseController.
const (
	// maxHeader is the largest head of a request, address and headers, in bytes.
	maxHeader      = 64 << 10
	headerTimeout  = 10 * time.Second
	requestTimeout = 5 * time.Minute
	idleTimeout    = 2 * time.Minute
)

// HTTPServer answers a Server that serves server on listener. Timeouts that server leaves zero are set: 10 s for the
// headers, 5 min for reading a request and for writing its response, 2 min for an idle connection.
func HTTPServer(name string, server *http.Server, listener net.Listener) Server {
	for field, limit := range map[*time.Duration]time.Duration{
		&server.ReadHeaderTimeout: headerTimeout,
		&server.ReadTimeout:       requestTimeout,
		&server.WriteTimeout:      requestTimeout,
		&server.IdleTimeout:       idleTimeout,
	} {
		if *field == 0 {
			*field = limit
		}
	}
	if server.MaxHeaderBytes == 0 {
		server.MaxHeaderBytes = maxHeader
	}
	s := httpServer{server, &atomic.Bool{}}
	server.Handler = retirable(server.Handler, s.retired)
	return On(name, s, listener)
}

type httpServer struct {
	server  *http.Server
	retired *atomic.Bool
}

// Retire has every answer end its connection from now on, and Retired answer true.
func (s httpServer) Retire() { s.retired.Store(true) }

func (s httpServer) Serve(listener net.Listener) error {
	if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (s httpServer) Stop(ctx context.Context) error {
	if err := s.server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("requests were cut off: %w", err), s.server.Close())
	}
	return nil
}
