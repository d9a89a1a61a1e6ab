package manifests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// nobody is the user of the images.
const nobody = 65532

// pods answers the templates of all pods, by kind and name.
func (s *Set) pods() map[string]corev1.PodTemplateSpec {
	pods := map[string]corev1.PodTemplateSpec{}
	for name, d := range s.Deployments {
		pods["Deployment "+name] = d.Spec.Template
	}
	for name, j := range s.Jobs {
		pods["Job "+name] = j.Spec.Template
	}
	return pods
}

// Pods says which pods may do more than they need, or take more.
func Pods(s *Set) (problems []string) {
	pods := s.pods()
	for _, name := range slices.Sorted(maps.Keys(pods)) {
		for _, p := range slices.Concat(podProblems(pods[name].Spec), containerProblems(pods[name].Spec)) {
			problems = append(problems, name+": "+p)
		}
	}
	return problems
}

// rule is something that must hold, and what is said where it does not.
type rule struct {
	holds bool
	text  string
}

func broken(rules ...rule) (problems []string) {
	for _, r := range rules {
		if !r.holds {
			problems = append(problems, r.text)
		}
	}
	return problems
}

func podProblems(pod corev1.PodSpec) []string {
	c := pod.SecurityContext
	if c == nil {
		c = &corev1.PodSecurityContext{}
	}
	return broken(
		rule{is(c.RunAsNonRoot, true) && is(c.RunAsUser, nobody) && is(c.RunAsGroup, nobody), "runs as another than 65532"},
		rule{is(c.FSGroup, nobody), "cannot read its secrets without fsGroup"},
		rule{c.SeccompProfile != nil && c.SeccompProfile.Type == corev1.SeccompProfileTypeRuntimeDefault, "has no seccomp profile"},
		rule{is(pod.AutomountServiceAccountToken, false), "gets a token for the cluster itself"},
		rule{is(pod.EnableServiceLinks, false), "gets variables of Services, which may be unknown settings"},
		rule{!pod.HostNetwork && !pod.HostPID && !pod.HostIPC, "shares what is the node's"},
		rule{len(pod.InitContainers) == 0 && len(pod.Containers) == 1, "has more than one container"},
		rule{!slices.ContainsFunc(pod.Volumes, isMore), "mounts more than settings and secrets"},
	)
}

func containerProblems(pod corev1.PodSpec) (problems []string) {
	for _, container := range pod.Containers {
		c := container.SecurityContext
		if c == nil || c.Capabilities == nil {
			problems = append(problems, "has capabilities")
			continue
		}
		problems = append(problems, broken(
			rule{slices.Equal(c.Capabilities.Drop, []corev1.Capability{"ALL"}) && len(c.Capabilities.Add) == 0, "has capabilities"},
			rule{is(c.ReadOnlyRootFilesystem, true), "may write to its image"},
			rule{is(c.AllowPrivilegeEscalation, false) && !is(c.Privileged, true), "may get more rights"},
			rule{tagged(container.Image), "has an image without a version: " + container.Image},
		)...)
		for _, resource := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
			request, limit := container.Resources.Requests[resource], container.Resources.Limits[resource]
			if request.IsZero() || limit.IsZero() || request.Cmp(limit) > 0 {
				problems = append(problems, fmt.Sprintf("asks for no %s, or has no limit of it", resource))
			}
		}
	}
	return problems
}

func isMore(v corev1.Volume) bool { return v.Projected == nil }

// is says whether a field that may be missing has a value.
func is[T comparable](field *T, value T) bool { return field != nil && *field == value }

// tagged says whether an image has a version that stays what it is.
func tagged(image string) bool {
	_, tag, found := strings.Cut(image[strings.LastIndex(image, "/")+1:], ":")
	return found && tag != "" && tag != "latest"
}
