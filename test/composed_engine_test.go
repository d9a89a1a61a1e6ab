//go:build composed

package test

import (
	"encoding/json"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/clock"
)

// engine is the engine of containers that the suite runs on. It is asked by its command line, and runs on this machine.
type engine struct {
	t       *testing.T
	project string // as docker-compose calls it
}

func composedEngine(t *testing.T) engine {
	return engine{t, required(t, "MEEDOEN_TEST_COMPOSED_PROJECT")}
}

// container is what the tests read of `docker inspect`.
type container struct {
	Config struct {
		User   string
		Labels map[string]string
	}
	HostConfig struct {
		ReadonlyRootfs       bool
		CapDrop, SecurityOpt []string
	}
	NetworkSettings struct {
		Ports map[string][]struct {
			HostIP string `json:"HostIp"`
		}
		Networks map[string]struct{ IPAddress string }
	}
	State struct {
		Pid       int
		StartedAt string
		Health    struct{ Status string }
	}

	raw []byte
}

func (e engine) docker(args ...string) []byte {
	e.t.Helper()
	out, err := exec.CommandContext(e.t.Context(), "docker", args...).Output()
	require.NoError(e.t, err, "docker %s", strings.Join(args, " "))
	return out
}

// containers answers all containers of the project, also those that have ended, by the names of their services.
func (e engine) containers() map[string]container {
	ids := strings.Fields(string(e.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project="+e.project)))
	require.NotEmpty(e.t, ids)
	var each []json.RawMessage
	require.NoError(e.t, json.Unmarshal(e.docker(append([]string{"inspect"}, ids...)...), &each))
	all := map[string]container{}
	for _, raw := range each {
		c := container{raw: raw}
		require.NoError(e.t, json.Unmarshal(raw, &c))
		all[c.Config.Labels["com.docker.compose.service"]] = c
	}
	return all
}

// id answers that of the container of a service.
func (e engine) id(service string) string {
	id := e.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project="+e.project,
		"--filter", "label=com.docker.compose.service="+service)
	return strings.TrimSpace(string(id))
}

// address answers where this machine reaches a port of a container in the network of services, without its being published.
func (e engine) address(c container, port string) string {
	in, is := c.NetworkSettings.Networks[e.project+"_services"]
	require.True(e.t, is)
	return net.JoinHostPort(in.IPAddress, port)
}

func (e engine) inspect(id string) container {
	var one []container
	require.NoError(e.t, json.Unmarshal(e.docker("inspect", id), &one))
	return one[0]
}

// kill ends the process in the container of a service from outside, so that the engine has to start it anew by itself, waits
// until it is healthy, and answers how long that took.
func (e engine) kill(service string) time.Duration {
	id := e.id(service)
	before := e.inspect(id)
	began := clock.System().Now()
	require.NoError(e.t, syscall.Kill(before.State.Pid, syscall.SIGKILL), service)
	require.Eventually(e.t, func() bool {
		now := e.inspect(id)
		return now.State.StartedAt != before.State.StartedAt && now.State.Health.Status == "healthy"
	}, patience, 250*time.Millisecond, "%s comes back", service)
	return clock.System().Now().Sub(began)
}

// secrets answers what no container may show, by what it is.
func (e engine) secrets() map[string]string {
	all := map[string]string{}
	for _, service := range []string{"postgres", "nats-1"} {
		id := e.id(service)
		for _, file := range strings.Fields(string(e.docker("exec", id, "ls", "/run/secrets"))) {
			secret := strings.TrimSpace(string(e.docker("exec", id, "cat", "/run/secrets/"+file)))
			if !strings.HasSuffix(file, ".conf") { // which holds those of others
				require.GreaterOrEqual(e.t, len(secret), 32, file)
				all[file] = secret
			}
		}
	}
	return all
}

// stream is what a NATS server says of a stream.
type stream struct {
	Name    string
	Cluster struct{ Leader string }
	Config  struct {
		Replicas int `json:"num_replicas"`
	}
}

// streams answers the streams that a NATS server keeps.
func (e engine) streams(server string) []stream {
	var says struct {
		Accounts []struct {
			Streams []stream `json:"stream_detail"`
		} `json:"account_details"`
	}
	out := e.docker("exec", e.id(server), "wget", "-q", "-O", "-", monitor+"/jsz?streams=true&config=true")
	require.NoError(e.t, json.Unmarshal(out, &says))
	var all []stream
	for _, a := range says.Accounts {
		all = append(all, a.Streams...)
	}
	return all
}

// monitor is where a NATS server tells of itself, inside its container.
const monitor = "http://127.0.0.1:8222"
