package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// natsCommand is the first argument with which this program is a NATS server: the machine needs no other.
const natsCommand = "nats-server"

// startNATS starts a server of events as a program of its own, and answers its address.
func (e *env) startNATS(ctx context.Context) (url string, p *process, err error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	folder, err := e.folder("nats")
	if err != nil {
		return "", nil, err
	}
	address, err := e.address()
	if err != nil {
		return "", nil, err
	}
	if p, err = e.start(ctx, "nats", []string{self, natsCommand, address, folder}, nil); err != nil {
		return "", nil, err
	}
	_, err = p.await(ctx, "ready")
	return "nats://" + address, p, err
}

// natsServer is a server that keeps streams, with the settings that it has by default: ADDRESS FOLDER.
func natsServer(args []string) error {
	if len(args) != 2 {
		return errors.New(natsCommand + " ADDRESS FOLDER")
	}
	host, text, err := net.SplitHostPort(args[0])
	if err != nil {
		return err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	s, err := server.NewServer(&server.Options{
		Host: host, Port: port, JetStream: true, StoreDir: args[1], NoSigs: true, NoLog: true,
	})
	if err != nil {
		return err
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		return fmt.Errorf("nothing listens at %s", args[0])
	}
	fmt.Println("ready")
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	<-ctx.Done()
	s.Shutdown()
	s.WaitForShutdown()
	return nil
}
