package beside

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

const (
	// headerTimeout bounds how long the head of a request may take, as it should be in every server.
	headerTimeout = 10 * time.Second
	// grace is how long calls under way may take when a program ends.
	grace = 5 * time.Second
)

// ServeHTTP serves handler until ctx ends, and lets the calls under way come to their end.
func ServeHTTP(ctx context.Context, o Options, handler http.Handler) error {
	listener, err := o.Listener(ctx)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTimeout}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	o.Ready()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err = server.Shutdown(ending)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Answer writes an answer in JSON.
func Answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Who asked has gone: there is nobody to tell.
	_ = json.NewEncoder(w).Encode(body)
}
