package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Limits of an HTTP server whose http.Server has none of its own. A handler that streams longer moves its deadline with
// http.ResponseController.
const (
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
	return On(name, httpServer{server}, listener)
}

type httpServer struct{ server *http.Server }

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
