package natsx_test

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
)

// cluster starts servers that keep streams together, until the test ends, and answers the address of one.
func cluster(t *testing.T, size int) string {
	t.Helper()
	var routes []*url.URL
	var ports []int
	for range size {
		lis, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ports = append(ports, lis.Addr().(*net.TCPAddr).Port)
		routes = append(routes, &url.URL{Scheme: "nats", Host: lis.Addr().String()})
		require.NoError(t, lis.Close())
	}
	var servers []*server.Server
	for i, port := range ports {
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprint("server-", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, NoLog: true, NoSigs: true,
			JetStream: true, StoreDir: t.TempDir(), Routes: routes,
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: port},
		})
		require.NoError(t, err)
		s.Start()
		t.Cleanup(func() {
			s.Shutdown()
			s.WaitForShutdown()
		})
		servers = append(servers, s)
	}
	led := func(s *server.Server) bool { return len(s.JetStreamClusterPeers()) == size } // which only the leader knows
	require.Eventually(t, func() bool { return slices.ContainsFunc(servers, led) },
		20*time.Second, 10*time.Millisecond, "the servers find each other and choose a leader")
	return servers[0].ClientURL()
}
