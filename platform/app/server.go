package app

import (
	"context"
	"errors"
	"net"
)

// Server takes calls from outside: gRPC, HTTP.
type Server interface {
	// Name is what errors and log lines call it.
	Name() string
	// Serve takes calls on a listener that is already open, until Stop; it then answers nil.
	Serve() error
	// Stop takes no more calls and answers when those under way have ended. When ctx ends first it cuts them off, and
	// answers an error. It may come without Serve, and then closes the listener.
	Stop(ctx context.Context) error
}

// ListenerServer is a server that is given its listeners, as the one of platform/grpcx is.
type ListenerServer interface {
	// Serve takes calls on listener until Stop; it then answers nil.
	Serve(listener net.Listener) error
	// Stop is Server's Stop.
	Stop(ctx context.Context) error
}

// On answers a Server that serves s on all listeners, TCP beside memory for instance.
func On(name string, s ListenerServer, listeners ...net.Listener) Server {
	return &listening{ListenerServer: s, name: name, listeners: listeners}
}

type listening struct {
	ListenerServer
	name      string
	listeners []net.Listener
}

func (l *listening) Name() string { return l.name }

// Retire retires the server, where it can.
func (l *listening) Retire() {
	if s, can := l.ListenerServer.(interface{ Retire() }); can {
		s.Retire()
	}
}

// Serve ends when one listener fails, or when all have ended.
func (l *listening) Serve() error {
	ended := make(chan error, len(l.listeners))
	for _, listener := range l.listeners {
		go func() { ended <- l.ListenerServer.Serve(listener) }()
	}
	for range l.listeners {
		if err := <-ended; err != nil {
			return err
		}
	}
	return nil
}

func (l *listening) Stop(ctx context.Context) error {
	errs := []error{l.ListenerServer.Stop(ctx)}
	for _, listener := range l.listeners {
		if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
