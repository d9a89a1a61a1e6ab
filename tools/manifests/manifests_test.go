package manifests_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/deschoor/meedoen/tools/manifests"
)

const root = "../../deploy/kubernetes"

func services() []string {
	return []string{"activities", "volunteers", "debtcounselling", "support", "reporting"}
}

func environments() []string { return []string{"test", "production"} }

// outside are what the README tells how to make. What an environment has, its services need besides.
func outside() manifests.Outside {
	names := manifests.Outside{
		"ConfigMap meedoen-cluster-keys", "ConfigMap meedoen-ca",
		"Secret privacy", "Secret gateway", "Secret gateway-tls", "Secret gateway-ingress-tls",
	}
	for _, service := range services() {
		for _, suffix := range []string{"", "-migration", "-nats", "-tls"} {
			names = append(names, "Secret "+service+suffix)
		}
	}
	return names
}

func environment() manifests.Outside {
	return append(outside(), "ConfigMap meedoen", "ConfigMap meedoen-events", "ConfigMap meedoen-telemetry")
}

func render(t *testing.T, dir string) *manifests.Set {
	t.Helper()
	s, err := manifests.Render(filepath.Join(root, dir))
	require.NoError(t, err)
	return s
}

// TestEveryKustomizationHolds: those of components are rendered in the others.
func TestEveryKustomizationHolds(t *testing.T) {
	files, err := filepath.Glob(root + "/*/*/kustomization.yaml")
	require.NoError(t, err)
	more, err := filepath.Glob(root + "/*/*/*/kustomization.yaml")
	require.NoError(t, err)
	rendered := 0
	for _, file := range append(files, more...) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		dir, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		if strings.Contains(string(text), "kind: Component") || dir == "components/version" {
			continue
		}
		rendered++
		t.Run(dir, func(t *testing.T) {
			s := render(t, dir)
			names := environment()
			if slices.Contains(environments(), filepath.Base(dir)) {
				names = outside()
			}
			require.Empty(t, manifests.Pods(s))
			require.Empty(t, manifests.Running(s))
			require.Empty(t, manifests.Names(s, names))
		})
	}
	require.Equal(t, 7+2*8, rendered, "the environment, five services and the gateway; and these with the whole, in each environment")
}

func TestEnvironmentIsClosedButForWhatIsCalled(t *testing.T) {
	for _, name := range environments() {
		s := render(t, "overlays/"+name)
		require.Empty(t, manifests.Network(s), name)
		require.Len(t, s.Deployments, 6)
		require.Len(t, s.Jobs, 5)
		for _, namespace := range s.Namespaces {
			require.Equal(t, "restricted", namespace.Labels["pod-security.kubernetes.io/enforce"])
		}
		require.Len(t, s.Namespaces, 1)
	}
}

// TestEachTeamDeploysItsServiceAlone: what one folder makes, no other does.
func TestEachTeamDeploysItsServiceAlone(t *testing.T) {
	for _, environment := range environments() {
		for _, name := range append(services(), "gateway") {
			s := render(t, "overlays/"+environment+"/"+name)
			require.Len(t, s.Deployments, 1)
			require.Contains(t, s.Deployments, name)
			for config := range s.ConfigMaps {
				require.True(t, strings.HasPrefix(config, name+"-"), config)
			}
			for policy := range s.Policies {
				require.Contains(t, policy, name)
			}
		}
	}
}

func TestReadmeTellsHowToMakeWhatStandsOutside(t *testing.T) {
	text, err := os.ReadFile(root + "/README.md")
	require.NoError(t, err)
	for _, object := range environment() {
		_, name, _ := strings.Cut(object, " ")
		for _, service := range services() {
			name = strings.Replace(name, service, "SERVICE", 1)
		}
		require.Contains(t, string(text), "`"+name+"`")
	}
}

// TestWithTLSProgramsAreAskedByThemselves: the kubelet asks over gRPC without TLS.
func TestWithTLSProgramsAreAskedByThemselves(t *testing.T) {
	for _, name := range append(services(), "gateway") {
		dir := t.TempDir()
		up, err := filepath.Rel(dir, absolute(t, root))
		require.NoError(t, err)
		text := "resources: [" + up + "/base/" + name + "]\ncomponents: [" + up + "/components/tls]\n"
		require.NoError(t, os.WriteFile(dir+"/kustomization.yaml", []byte(text), 0o600))
		s, err := manifests.Render(dir)
		require.NoError(t, err)
		require.Empty(t, manifests.Pods(s))
		require.Empty(t, manifests.Running(s))
		require.Empty(t, manifests.Names(s, environment()))
		c := s.Deployments[name].Spec.Template.Spec.Containers[0]
		require.NotEmpty(t, s.Settings(c)["MEEDOEN_TLS_CA"])
		if name == "gateway" {
			require.NotNil(t, c.LivenessProbe.HTTPGet)
			continue
		}
		require.Equal(t, []string{"/" + name, "health", "--live"}, c.StartupProbe.Exec.Command)
		require.Equal(t, []string{"/" + name, "health", "--live"}, c.LivenessProbe.Exec.Command)
		require.Equal(t, []string{"/" + name, "health"}, c.ReadinessProbe.Exec.Command)
	}
}

func absolute(t *testing.T, path string) string {
	found, err := filepath.Abs(path)
	require.NoError(t, err)
	return found
}

// TestWhatIsWrongIsFound breaks what is good, one thing at a time.
func TestWhatIsWrongIsFound(t *testing.T) {
	good := render(t, "overlays/production")
	pod := func(s *manifests.Set) *corev1.PodSpec { return &s.Deployments["support"].Spec.Template.Spec }
	container := func(s *manifests.Set) *corev1.Container { return &pod(s).Containers[0] }
	for want, change := range map[string]func(*manifests.Set){
		"runs as another":             func(s *manifests.Set) { pod(s).SecurityContext.RunAsUser = nil },
		"no seccomp":                  func(s *manifests.Set) { pod(s).SecurityContext.SeccompProfile = nil },
		"token for the cluster":       func(s *manifests.Set) { pod(s).AutomountServiceAccountToken = nil },
		"variables of Services":       func(s *manifests.Set) { pod(s).EnableServiceLinks = nil },
		"has capabilities":            func(s *manifests.Set) { container(s).SecurityContext.Capabilities = nil },
		"may write to its image":      func(s *manifests.Set) { container(s).SecurityContext.ReadOnlyRootFilesystem = nil },
		"without a version":           func(s *manifests.Set) { container(s).Image = "registry:5000/support" },
		"no limit":                    func(s *manifests.Set) { delete(container(s).Resources.Limits, "memory") },
		"killed before":               func(s *manifests.Set) { *pod(s).TerminationGracePeriodSeconds = 25 },
		"no probe of startup":         func(s *manifests.Set) { container(s).StartupProbe = nil },
		"killed when it is not ready": func(s *manifests.Set) { container(s).LivenessProbe = container(s).ReadinessProbe },
		"on one node":                 func(s *manifests.Set) { pod(s).TopologySpreadConstraints = nil },
		"0 budgets":                   func(s *manifests.Set) { delete(s.Budgets, "support") },
		"twice, or not at all":        func(s *manifests.Set) { delete(s.Scalers, "support") },
		"loses an instance":           func(s *manifests.Set) { s.Deployments["support"].Spec.Strategy.RollingUpdate = nil },
		"the pods of Job": func(s *manifests.Set) {
			s.Jobs["support-migration.0.1.0"].Spec.Template.Labels = s.Deployments["support"].Spec.Template.Labels
		},
		"no Secret privacy-else":     func(s *manifests.Set) { pod(s).Volumes[2].Projected.Sources[1].Secret.Name = "privacy-else" },
		"no ConfigMap meedoen":       func(s *manifests.Set) { delete(s.ConfigMaps, "meedoen") },
		"no ServiceAccount":          func(s *manifests.Set) { delete(s.Accounts, "support") },
		"looks like a secret":        func(s *manifests.Set) { container(s).Env[0].Value = "nats://me:secret@nats:4222" },
		"that is not mounted":        func(s *manifests.Set) { container(s).VolumeMounts[0].MountPath = "/elsewhere" },
		"nobody opens":               func(s *manifests.Set) { container(s).Ports[0].Name = "other" },
		"another version than runs":  func(s *manifests.Set) { container(s).Image = "support:0.2.0" },
		"closes the namespace":       func(s *manifests.Set) { delete(s.Policies, "default-deny") },
		"support: true; it may call": func(s *manifests.Set) { s.Policies["gateway"].Spec.Egress = nil },
		"that may be called: false":  func(s *manifests.Set) { s.Policies["support"].Spec.Ingress = nil },
		"reporting calls port 9090 of support: false": func(s *manifests.Set) {
			s.Policies["support"].Spec.Ingress[0].From = nil
			s.Policies["to-dns"].Spec.Egress[0].To = nil
			s.Policies["to-dns"].Spec.Egress[0].Ports = nil
		},
		"port 5432 outside: true": func(s *manifests.Set) { delete(s.Policies, "to-postgres") },
		"port 4222 outside: false": func(s *manifests.Set) {
			s.Jobs["support-migration.0.1.0"].Spec.Template.Labels["meedoen/needs-nats"] = "true"
		},
		"leads to no Service":    func(s *manifests.Set) { delete(s.Services, "activities") },
		"its proxy may not call": func(s *manifests.Set) { delete(s.Policies, "gateway") },
	} {
		t.Run(want, func(t *testing.T) {
			s, err := good.Copy()
			require.NoError(t, err)
			change(s)
			found := slices.Concat(manifests.Pods(s), manifests.Running(s), manifests.Names(s, outside()), manifests.Network(s))
			require.True(t, slices.ContainsFunc(found, func(p string) bool { return strings.Contains(p, want) }), "%q", found)
		})
	}
}

func TestFieldThatKubernetesDoesNotKnowIsRefused(t *testing.T) {
	for want, object := range map[string]string{
		"unknown field":            "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selectr: {a: b}}\n",
		"is not deployed from":     "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
		"no kind \"Deploymen\" is": "apiVersion: apps/v1\nkind: Deploymen\nmetadata: {name: a}\n",
	} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(dir+"/object.yaml", []byte(object), 0o600))
		require.NoError(t, os.WriteFile(dir+"/kustomization.yaml", []byte("resources: [object.yaml]\n"), 0o600))
		_, err := manifests.Render(dir)
		require.ErrorContains(t, err, want)
	}
}
