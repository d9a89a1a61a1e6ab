package natsx

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// embedded is a server in this process. A stream that once could not be written, because the disk was full, takes nothing more
// until its server starts anew, whatever is free by then: so that is done here, and clients find the new one as they do one
// elsewhere.
type embedded struct {
	dir     string
	stop    chan struct{}
	stopped chan struct{}

	mu      sync.Mutex
	running *server.Server // nil while it does not run
}

const (
	// healthCheck is how often it is seen whether the server can write.
	healthCheck = time.Second
	// restartPause is how long a server that was started anew is left alone: what filled the disk may still be there.
	restartPause = 5 * time.Second
	// noLimit is more than a disk has, in bytes. By itself the server takes three quarters of what is free when it starts, and
	// holds to that: one that starts on a full disk would refuse events for ever, whatever is free later.
	noLimit = 1 << 50
)

// embed starts a server that keeps its streams under dir.
func embed(dir string) (*embedded, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("embed NATS: %w", err)
	}
	e := &embedded{dir: dir, stop: make(chan struct{}), stopped: make(chan struct{})}
	if err := e.start(); err != nil {
		return nil, err
	}
	go e.keep()
	return e, nil
}

// start starts the server. It reads the streams, however long that takes; where it fails it says so to its log alone.
func (e *embedded) start() error {
	s, err := server.NewServer(&server.Options{
		ServerName: "embedded", DontListen: true, JetStream: true, StoreDir: e.dir, NoSigs: true, NoLog: true,
		JetStreamMaxStore: noLimit,
	})
	if err != nil {
		return fmt.Errorf("embed NATS: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(time.Second) {
		s.Shutdown()
		return fmt.Errorf("embed NATS: JetStream cannot keep its streams in %s", e.dir)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running = s
	return nil
}

// keep starts the server anew whenever it cannot write, until it is closed.
func (e *embedded) keep() {
	defer close(e.stopped)
	for pause := healthCheck; ; {
		select {
		case <-e.stop:
			e.end()
			return
		case <-time.After(pause):
		}
		pause = healthCheck
		if !e.well() {
			e.end()
			_ = e.start() // which is seen at the next look
			pause = restartPause
		}
	}
}

// well says whether the server runs and can write each of its streams.
func (e *embedded) well() bool {
	e.mu.Lock()
	s := e.running
	e.mu.Unlock()
	return s != nil && s.Healthz(&server.HealthzOptions{}).Error == ""
}

// end ends the server, with every connection to it.
func (e *embedded) end() {
	e.mu.Lock()
	s := e.running
	e.running = nil
	e.mu.Unlock()
	if s != nil {
		s.Shutdown()
		s.WaitForShutdown()
	}
}

// InProcessConn answers a connection to the server that runs now.
func (e *embedded) InProcessConn() (net.Conn, error) {
	e.mu.Lock()
	s := e.running
	e.mu.Unlock()
	if s == nil {
		return nil, errors.New("the embedded NATS server does not run")
	}
	return s.InProcessConn()
}

// close ends the server for good.
func (e *embedded) close() {
	close(e.stop)
	<-e.stopped
}
