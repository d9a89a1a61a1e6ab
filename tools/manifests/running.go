package manifests

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// stopping is how long a program may take to stop, in seconds: ten to drain, ten to end, five for the last spans.
const stopping = 25

// Running says which Deployments cannot be rolled out, moved or scaled without failing calls.
func Running(s *Set) (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Deployments)) {
		d := s.Deployments[name]
		for _, p := range slices.Concat(rolloutProblems(d), probeProblems(d), s.spreadProblems(d), s.scaleProblems(d)) {
			problems = append(problems, "Deployment "+name+": "+p)
		}
	}
	return problems
}

func rolloutProblems(d *appsv1.Deployment) []string {
	u, pod := d.Spec.Strategy.RollingUpdate, d.Spec.Template.Spec
	needed := int64(stopping)
	if hook := pod.Containers[0].Lifecycle; hook != nil && hook.PreStop != nil && hook.PreStop.Sleep != nil {
		needed += hook.PreStop.Sleep.Seconds
	}
	return broken(
		rule{
			u != nil && is(u.MaxUnavailable, intstr.FromInt32(0)) && is(u.MaxSurge, intstr.FromInt32(1)),
			"loses an instance in a rollout",
		},
		rule{d.Spec.MinReadySeconds > 0, "replaces the next instance before anybody found the last"},
		rule{pod.TerminationGracePeriodSeconds != nil && *pod.TerminationGracePeriodSeconds > needed, "is killed before it stopped"},
	)
}

// probeProblems wants to hear whether it lives in another way than whether it can work: who has lost a database is no better for
// being killed.
func probeProblems(d *appsv1.Deployment) (problems []string) {
	c := d.Spec.Template.Spec.Containers[0]
	kinds := map[string]*corev1.Probe{"startup": c.StartupProbe, "liveness": c.LivenessProbe, "readiness": c.ReadinessProbe}
	asks := map[string]string{}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		ask, ok := asked(kinds[kind], c.Ports)
		if !ok {
			problems = append(problems, "has no probe of "+kind+" at a port that it opens")
		}
		asks[kind] = ask
	}
	if asks["liveness"] == asks["readiness"] {
		problems = append(problems, "is killed when it is not ready")
	}
	return problems
}

// asked answers what a probe asks for.
func asked(p *corev1.Probe, ports []corev1.ContainerPort) (ask string, ok bool) {
	switch {
	case p == nil:
		return "", false
	case p.GRPC != nil && p.GRPC.Service != nil:
		return *p.GRPC.Service, opens(ports, fmt.Sprint(p.GRPC.Port))
	case p.GRPC != nil:
		return "", opens(ports, fmt.Sprint(p.GRPC.Port))
	case p.HTTPGet != nil:
		return p.HTTPGet.Path, opens(ports, p.HTTPGet.Port.String())
	case p.Exec != nil:
		return strings.Join(p.Exec.Command, " "), true
	}
	return "", false
}

func opens(ports []corev1.ContainerPort, port string) bool {
	return slices.ContainsFunc(ports, func(p corev1.ContainerPort) bool {
		return p.Name == port || fmt.Sprint(p.ContainerPort) == port
	})
}

func (s *Set) spreadProblems(d *appsv1.Deployment) (problems []string) {
	if len(d.Spec.Template.Spec.TopologySpreadConstraints) == 0 {
		problems = append(problems, "may stand on one node")
	}
	for _, spread := range d.Spec.Template.Spec.TopologySpreadConstraints {
		if !selects(spread.LabelSelector, d.Spec.Template.Labels) {
			problems = append(problems, "spreads other pods than its own")
		}
	}
	if !selects(d.Spec.Selector, d.Spec.Template.Labels) {
		problems = append(problems, "does not select its own pods")
	}
	for name, j := range s.Jobs {
		if selects(d.Spec.Selector, j.Spec.Template.Labels) {
			problems = append(problems, "takes the pods of Job "+name+" for its own")
		}
	}
	return problems
}

// scaleProblems wants one budget for the pods, which lets one of them go, and replicas said once.
func (s *Set) scaleProblems(d *appsv1.Deployment) (problems []string) {
	budgets := 0
	for _, b := range s.Budgets {
		if selects(b.Spec.Selector, d.Spec.Template.Labels) {
			budgets++
			if b.Spec.MaxUnavailable == nil || b.Spec.MaxUnavailable.IntValue() != 1 || b.Spec.MinAvailable != nil {
				problems = append(problems, "lets no instance go, or more than one, when a node is emptied")
			}
		}
	}
	scalers := 0
	for _, h := range s.Scalers {
		if h.Spec.ScaleTargetRef.Kind != "Deployment" || h.Spec.ScaleTargetRef.Name != d.Name {
			continue
		}
		scalers++
		if h.Spec.MinReplicas == nil || *h.Spec.MinReplicas < 2 || h.Spec.MaxReplicas <= *h.Spec.MinReplicas {
			problems = append(problems, "is scaled from less than two, or to no more than that")
		}
	}
	return append(problems, broken(
		rule{budgets == 1, fmt.Sprintf("has %d budgets of disruptions", budgets)},
		rule{scalers <= 1 && (scalers == 1) == (d.Spec.Replicas == nil), "is told how many instances there are twice, or not at all"},
	)...)
}

// selects says whether a selector, which must say something, matches labels.
func selects(selector *metav1.LabelSelector, of map[string]string) bool {
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && !compiled.Empty() && compiled.Matches(labels.Set(of))
}
