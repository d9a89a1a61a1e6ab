package manifests_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/deschoor/meedoen/tools/manifests"
)

// programs builds all programs, and answers where they are.
func programs(t *testing.T) string {
	dir := t.TempDir()
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", dir+"/", "./cmd/meedoen", "./gateway/cmd/gateway")
	for _, service := range services() {
		build.Args = append(build.Args, "./services/"+service+"/cmd/"+service)
	}
	build.Dir = "../.."
	build.Env = append(os.Environ(), "GOWORK=", "GOFLAGS=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

// node is what a node of the cluster gives to containers: files and variables.
type node struct {
	set     *manifests.Set
	files   string            // under which the paths of containers are here
	secrets map[string]string // by name and key: what whoever runs it makes, in files
}

func newNode(t *testing.T, set *manifests.Set, bin string) *node {
	keys := t.TempDir()
	out, err := exec.Command(filepath.Join(bin, "meedoen"), "keys", keys, "--data", t.TempDir()).CombinedOutput()
	require.NoError(t, err, "%s", out)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(keys, name))
		require.NoError(t, err)
		return string(text)
	}
	n := &node{set: set, files: t.TempDir(), secrets: map[string]string{
		"privacy key": read("privacy.key"), "privacy counting-key": read("counting.key"),
		"privacy database":              "sqlite:" + keys + "/keys.db",
		"reporting account-signing.key": read("account-signing.key"),
		"gateway client-secret":         "secret", "gateway cookie-key": read("counting.key"),
		"meedoen-cluster-keys jwks.json": read("jwks.json"), "meedoen-ca ca.crt": read("ca.crt"),
	}}
	for _, service := range services() {
		n.secrets[service+" database"] = "sqlite:" + keys + "/" + service + ".db"
		n.secrets[service+"-migration database"] = n.secrets[service+" database"]
		n.secrets[service+"-migration privacy-database"] = n.secrets["privacy database"]
		n.secrets[service+" token"] = read(service + ".token")
		n.secrets[service+"-tls tls.crt"], n.secrets[service+"-tls tls.key"] = read(service+".crt"), read(service+".key")
	}
	return n
}

// mount writes the files of a container, and answers its variables, with the paths that the files have here.
func (n *node) mount(t *testing.T, name string, pod corev1.PodSpec) []string {
	c := pod.Containers[0]
	here := filepath.Join(n.files, name)
	paths := func(text string) string {
		for _, m := range c.VolumeMounts {
			text = strings.ReplaceAll(text, m.MountPath+"/", filepath.Join(here, m.MountPath)+"/")
		}
		return text
	}
	for _, m := range c.VolumeMounts {
		for _, v := range pod.Volumes {
			if v.Name == m.Name {
				for path, text := range n.content(t, name, v) {
					file := filepath.Join(here, m.MountPath, path)
					require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
					require.NoError(t, os.WriteFile(file, []byte(paths(text)), 0o600))
					// As Kubernetes does it for the group of the pod.
					require.NoError(t, os.Chmod(file, 0o440))
				}
			}
		}
	}
	var environ []string
	for key, value := range n.set.Settings(c) {
		if strings.HasPrefix(key, "MEEDOEN_") {
			environ = append(environ, key+"="+paths(value))
		}
	}
	return environ
}

// content answers the files of a volume; what is optional is not there.
func (n *node) content(t *testing.T, service string, v corev1.Volume) map[string]string {
	files := map[string]string{}
	put := func(name string, items []corev1.KeyToPath, optional *bool, data map[string]string) {
		for _, item := range items {
			text, found := data[item.Key]
			if !found {
				text, found = n.secrets[name+" "+item.Key]
			}
			require.True(t, found || optional != nil && *optional, "%s %s", name, item.Key)
			if found {
				files[item.Path] = text
			}
		}
	}
	for _, source := range v.Projected.Sources {
		switch {
		case source.Secret != nil:
			put(source.Secret.Name, source.Secret.Items, source.Secret.Optional, nil)
		case source.ConfigMap != nil:
			var data map[string]string
			if found := n.set.ConfigMaps[source.ConfigMap.Name]; found != nil {
				data = found.Data
			}
			put(source.ConfigMap.Name, source.ConfigMap.Items, source.ConfigMap.Optional, data)
		case source.ServiceAccountToken != nil:
			files[source.ServiceAccountToken.Path] = n.secrets[service+" token"]
		}
	}
	return files
}

// TestProgramsTakeWhatTheyAreGiven asks each program whether its settings are good, and migrates as the Job does.
func TestProgramsTakeWhatTheyAreGiven(t *testing.T) {
	bin := programs(t)
	for _, environment := range environments() {
		n := newNode(t, render(t, "overlays/"+environment), bin)
		for name, d := range n.set.Deployments {
			check := exec.Command(filepath.Join(bin, name), "config", "check")
			check.Env = n.mount(t, name, d.Spec.Template.Spec)
			out, err := check.CombinedOutput()
			require.NoError(t, err, "%s: %s", name, out)
		}
		for name, job := range n.set.Jobs {
			service := job.Labels["app.kubernetes.io/name"]
			migrate := exec.Command(filepath.Join(bin, service), job.Spec.Template.Spec.Containers[0].Args...)
			migrate.Env = n.mount(t, name, job.Spec.Template.Spec)
			out, err := migrate.CombinedOutput()
			require.NoError(t, err, "%s: %s", name, out)
			require.Contains(t, string(out), service+": from 0.0 to ")
		}
	}
	requireProbes(t, bin)
	requireCommands(t, bin)
}

// run runs the service activities as it is deployed until the test ends, and answers where and with which variables.
func (n *node) run(t *testing.T, bin string) (address string, environ []string) {
	pod := n.set.Deployments["activities"].Spec.Template.Spec
	for name, job := range n.set.Jobs {
		if !strings.HasPrefix(name, "activities-migration.") {
			continue
		}
		migrate := exec.Command(filepath.Join(bin, "activities"), job.Spec.Template.Spec.Containers[0].Args...)
		migrate.Env = n.mount(t, "activities-migration", job.Spec.Template.Spec)
		out, err := migrate.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	address = freeAddress(t)
	// Of two variables the last holds. There is no server of events, and nobody who knows the user of the service there.
	environ = append(n.mount(t, "activities", pod), "MEEDOEN_GRPC="+address, "MEEDOEN_EVENTS_CREDENTIALS=")
	run := exec.Command(filepath.Join(bin, "activities"))
	run.Env = environ
	require.NoError(t, run.Start())
	t.Cleanup(func() {
		require.NoError(t, run.Process.Signal(os.Interrupt))
		require.NoError(t, run.Wait())
	})
	return address, environ
}

// requireCommands runs a service that speaks TLS, and asks it as its probes do: by the program itself.
func requireCommands(t *testing.T, bin string) {
	n := newNode(t, render(t, "overlays/production"), bin)
	_, environ := n.run(t, bin)
	c := n.set.Deployments["activities"].Spec.Template.Spec.Containers[0]
	for _, probe := range []*corev1.Probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
		require.Eventually(t, func() bool {
			ask := exec.Command(filepath.Join(bin, probe.Exec.Command[0]), probe.Exec.Command[1:]...)
			ask.Env = environ
			return ask.Run() == nil
		}, time.Minute, 50*time.Millisecond, "%v", probe.Exec.Command)
	}
}

// requireProbes runs a service as it is deployed, and asks what the kubelet asks.
func requireProbes(t *testing.T, bin string) {
	n := newNode(t, render(t, "overlays/test"), bin)
	address, _ := n.run(t, bin)
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer conn.Close()
	c := n.set.Deployments["activities"].Spec.Template.Spec.Containers[0]
	for _, probe := range []*corev1.Probe{c.StartupProbe, c.LivenessProbe, c.ReadinessProbe} {
		service := ""
		if probe.GRPC.Service != nil {
			service = *probe.GRPC.Service
		}
		require.Eventually(t, func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			answer, err := healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{Service: service})
			return err == nil && answer.GetStatus() == healthv1.HealthCheckResponse_SERVING
		}, time.Minute, 50*time.Millisecond, "service %q", service)
	}
}

// freeAddress answers one on this machine at which nobody listens.
func freeAddress(t *testing.T) string {
	var tcp net.ListenConfig
	listener, err := tcp.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return fmt.Sprint(listener.Addr())
}
