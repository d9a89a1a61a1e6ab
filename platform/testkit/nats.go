package testkit

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/natsx"
)

// NATS answers a connection to a server of the test's own, gone when the test ends.
func NATS(t testing.TB) *natsx.Conn {
	conn, err := natsx.Connect("test", natsx.Defaults(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return conn
}

// NATSServer is a server that is no part of a connection, so that tests stop and start it. It is gone when the test ends.
type NATSServer struct {
	t       testing.TB
	options server.Options
	running *server.Server
}

// NewNATSServer answers a server that runs. The options may leave out all that is the same for every test.
func NewNATSServer(t testing.TB, options server.Options) *NATSServer {
	options.Host, options.JetStream, options.NoLog, options.NoSigs = "127.0.0.1", true, true, true
	if options.StoreDir == "" {
		options.StoreDir = filepath.Join(t.TempDir(), "nats")
	}
	if options.Port == 0 {
		_, port, err := net.SplitHostPort(Address(t))
		require.NoError(t, err)
		options.Port, err = strconv.Atoi(port)
		require.NoError(t, err)
	}
	s := &NATSServer{t: t, options: options}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start starts the server where it was.
func (s *NATSServer) Start() {
	options := s.options
	running, err := server.NewServer(&options)
	require.NoError(s.t, err)
	running.Start()
	require.True(s.t, running.ReadyForConnections(20*time.Second))
	s.running = running
}

// Stop stops the server.
func (s *NATSServer) Stop() {
	s.running.Shutdown()
	s.running.WaitForShutdown()
}

// URL answers the address of the server, the same after a restart.
func (s *NATSServer) URL() string { return s.running.ClientURL() }

// Connect connects to the server until the test ends.
func (s *NATSServer) Connect() *natsx.Conn {
	cfg := natsx.Defaults()
	cfg.URL = s.URL()
	conn, err := natsx.Connect("test", cfg, "")
	require.NoError(s.t, err)
	s.t.Cleanup(conn.Close)
	return conn
}

// Dir is where the server keeps its streams.
func (s *NATSServer) Dir() string { return s.options.StoreDir }

// Clear has the stopped server forget everything.
func (s *NATSServer) Clear() { require.NoError(s.t, os.RemoveAll(s.options.StoreDir)) }

// Save keeps what the stopped server has on disk now. The function it answers brings the stopped server back to that, as
// if the machine had lost its power before the rest reached the disk.
func (s *NATSServer) Save() (restore func()) {
	saved := filepath.Join(s.t.TempDir(), "saved")
	require.NoError(s.t, os.CopyFS(saved, os.DirFS(s.options.StoreDir)))
	return func() {
		require.NoError(s.t, os.RemoveAll(s.options.StoreDir))
		require.NoError(s.t, os.CopyFS(s.options.StoreDir, os.DirFS(saved)))
	}
}
