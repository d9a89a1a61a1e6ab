package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// natsCommand is the first argument with which this program is a NATS server: the machine needs no other.
const natsCommand = "nats-server"

// natsServer is one server of a cluster that keeps streams: NAME ADDRESS FOLDER PEERS, the addresses with commas between them.
func natsServer(args []string) error {
	name, address, folder, peers := args[0], args[1], args[2], strings.Split(args[3], ",")
	options := &server.Options{
		ServerName: name, Host: address, Port: natsPort, JetStream: true, StoreDir: folder, NoSigs: true,
		Cluster: server.ClusterOpts{Name: "meedoen", Host: address, Port: natsRoutes},
		// A store that counts on more than its disk has would say no before the disk does.
		JetStreamMaxStore: 16 << 30, JetStreamMaxMemory: 64 << 20,
	}
	for _, peer := range peers {
		options.Routes = append(options.Routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("%s:%d", peer, natsRoutes)})
	}
	s, err := server.NewServer(options)
	if err != nil {
		return err
	}
	s.ConfigureLogger()
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		return fmt.Errorf("%s does not listen", name)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	<-ctx.Done()
	s.Shutdown()
	s.WaitForShutdown()
	return nil
}

const natsPort, natsRoutes = 4222, 6222
