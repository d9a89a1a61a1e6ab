package manifests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Call is that a program calls a port of another.
type Call struct {
	From, To string
	Port     int32 // of the pod that is called
}

// Calls answers which program calls which by its settings. The problems are addresses that lead nowhere.
func (s *Set) Calls() (calls []Call, problems []string) {
	for _, from := range slices.Sorted(maps.Keys(s.Deployments)) {
		for setting, value := range s.Settings(s.Deployments[from].Spec.Template.Spec.Containers[0]) {
			found := address.FindStringSubmatch(value)
			if found == nil {
				continue
			}
			port, err := strconv.ParseInt(found[2], 10, 32)
			to := s.Behind(found[1], int32(port))
			if err != nil || to == nil {
				problems = append(problems, fmt.Sprintf("Deployment %s: %s leads to no Service: %s", from, setting, value))
				continue
			}
			calls = append(calls, *to)
			calls[len(calls)-1].From = from
		}
	}
	return calls, problems
}

// address is one of a Service in the same namespace.
var address = regexp.MustCompile(`^(?:dns:///)?([a-z][a-z0-9-]*):([0-9]+)$`)

// Settings answers the variables of a container that stand in the manifests themselves. Of two the last holds.
func (s *Set) Settings(c corev1.Container) map[string]string {
	settings := map[string]string{}
	for _, from := range c.EnvFrom {
		if from.ConfigMapRef != nil && s.ConfigMaps[from.ConfigMapRef.Name] != nil {
			maps.Copy(settings, s.ConfigMaps[from.ConfigMapRef.Name].Data)
		}
	}
	for _, env := range c.Env {
		if env.ValueFrom == nil {
			settings[env.Name] = env.Value
		}
	}
	return settings
}

// Behind answers the program and the port behind a port of a Service; nil where there is none.
func (s *Set) Behind(service string, port int32) *Call {
	found := s.Services[service]
	if found == nil {
		return nil
	}
	for _, p := range found.Spec.Ports {
		for name, d := range s.Deployments {
			if p.Port != port || !selects(&metav1.LabelSelector{MatchLabels: found.Spec.Selector}, d.Spec.Template.Labels) {
				continue
			}
			if opened := portOf(d, p.TargetPort); opened != 0 {
				return &Call{To: name, Port: opened}
			}
		}
	}
	return nil
}

// portOf answers the number of a port of the pods; 0 where they open none of that name.
func portOf(d *appsv1.Deployment, port intstr.IntOrString) int32 {
	for _, p := range d.Spec.Template.Spec.Containers[0].Ports {
		if p.Name == port.StrVal || p.ContainerPort == port.IntVal {
			return p.ContainerPort
		}
	}
	return 0
}

// Network says who cannot call whom it must, who can call whom it must not, and what is open. It is for a whole environment.
func Network(s *Set) (problems []string) {
	closed := s.Policies["default-deny"]
	if closed == nil || len(closed.Spec.PodSelector.MatchLabels)+len(closed.Spec.PodSelector.MatchExpressions) > 0 ||
		len(closed.Spec.PolicyTypes) != 2 || len(closed.Spec.Ingress)+len(closed.Spec.Egress) > 0 {
		problems = append(problems, "no NetworkPolicy default-deny closes the namespace")
	}
	calls, unknown := s.Calls()
	problems = append(problems, unknown...)
	for _, from := range slices.Sorted(maps.Keys(s.Deployments)) {
		for _, to := range slices.Sorted(maps.Keys(s.Deployments)) {
			for _, port := range s.Deployments[to].Spec.Template.Spec.Containers[0].Ports {
				call := Call{from, to, port.ContainerPort}
				must := slices.Contains(calls, call)
				out, in := s.mayCall(call), s.mayBeCalled(call)
				if must != (out && in) {
					problems = append(problems, fmt.Sprintf("%s calls port %d of %s: %t; it may call: %t, that may be called: %t",
						from, call.Port, to, must, out, in))
				}
			}
		}
	}
	for name, ingress := range s.Ingresses {
		for _, r := range ingress.Spec.Rules {
			for _, path := range r.HTTP.Paths {
				if !s.mayEnter(path.Backend.Service) {
					problems = append(problems, "Ingress "+name+": its proxy may not call "+path.Backend.Service.Name)
				}
			}
		}
	}
	return append(problems, s.engineProblems()...)
}

// mayEnter says whether somebody of another namespace may call what is behind a Service.
func (s *Set) mayEnter(to *networkingv1.IngressServiceBackend) bool {
	for _, port := range s.Services[to.Name].Spec.Ports {
		behind := s.Behind(to.Name, port.Port)
		if port.Name != to.Port.Name || behind == nil {
			continue
		}
		pods := s.Deployments[behind.To].Spec.Template.Labels
		for _, p := range s.Policies {
			for _, r := range p.Spec.Ingress {
				outside := slices.ContainsFunc(r.From, func(p networkingv1.NetworkPolicyPeer) bool { return p.NamespaceSelector != nil })
				if outside && allows(r.Ports, behind.Port) && selectsAny(p.Spec.PodSelector, pods) {
					return true
				}
			}
		}
	}
	return false
}

// engineProblems says which pods cannot reach what is outside, or can without a need.
func (s *Set) engineProblems() (problems []string) {
	pods := s.pods()
	for _, name := range slices.Sorted(maps.Keys(pods)) {
		settings := s.Settings(pods[name].Spec.Containers[0])
		has := func(part string) bool {
			return slices.ContainsFunc(slices.Collect(maps.Keys(settings)), func(k string) bool { return strings.Contains(k, part) })
		}
		for port, needed := range map[int32]bool{
			53: true, 5432: has("_DATABASE_FILE"), 4222: has("MEEDOEN_EVENTS_URL"), 4317: has("OTEL_EXPORTER_OTLP_ENDPOINT"),
			443: has("MEEDOEN_CONFIG"),
		} {
			if may := s.mayLeave(pods[name].Labels, port); may != needed {
				problems = append(problems, fmt.Sprintf("%s needs to reach port %d outside: %t; it may: %t", name, port, needed, may))
			}
		}
	}
	return problems
}

func (s *Set) mayCall(c Call) bool {
	from, to := s.Deployments[c.From].Spec.Template.Labels, s.Deployments[c.To].Spec.Template.Labels
	return slices.ContainsFunc(s.egress(from), func(r networkingv1.NetworkPolicyEgressRule) bool {
		return names(r.To, to) && allows(r.Ports, c.Port)
	})
}

func (s *Set) mayBeCalled(c Call) bool {
	from, to := s.Deployments[c.From].Spec.Template.Labels, s.Deployments[c.To].Spec.Template.Labels
	for _, p := range s.Policies {
		if !selectsAny(p.Spec.PodSelector, to) {
			continue
		}
		for _, r := range p.Spec.Ingress {
			if names(r.From, from) && allows(r.Ports, c.Port) {
				return true
			}
		}
	}
	return false
}

// mayLeave says whether pods may call a port of something that is no pod of the namespace.
func (s *Set) mayLeave(from map[string]string, port int32) bool {
	return slices.ContainsFunc(s.egress(from), func(r networkingv1.NetworkPolicyEgressRule) bool {
		elsewhere := slices.ContainsFunc(r.To, func(p networkingv1.NetworkPolicyPeer) bool {
			return p.NamespaceSelector != nil || p.IPBlock != nil
		})
		// A range is what no single engine has: those are the webhooks, to the internet alone.
		single := slices.DeleteFunc(slices.Clone(r.Ports), func(p networkingv1.NetworkPolicyPort) bool { return p.EndPort != nil })
		return (elsewhere || len(r.To) == 0) && (allows(single, port) && len(single) > 0 || len(r.Ports) == 0)
	})
}

func (s *Set) egress(from map[string]string) (rules []networkingv1.NetworkPolicyEgressRule) {
	for _, p := range s.Policies {
		if selectsAny(p.Spec.PodSelector, from) {
			rules = append(rules, p.Spec.Egress...)
		}
	}
	return rules
}

// names says whether peers have pods of the same namespace among them; none are everybody.
func names(peers []networkingv1.NetworkPolicyPeer, pod map[string]string) bool {
	return len(peers) == 0 || slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
		return p.NamespaceSelector == nil && p.IPBlock == nil && p.PodSelector != nil && selectsAny(*p.PodSelector, pod)
	})
}

// selectsAny is selects where an empty selector means all.
func selectsAny(selector metav1.LabelSelector, of map[string]string) bool {
	return len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 || selects(&selector, of)
}

func allows(ports []networkingv1.NetworkPolicyPort, port int32) bool {
	return len(ports) == 0 || slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool {
		if p.Port == nil {
			return true
		}
		first := p.Port.IntVal
		return port == first || p.EndPort != nil && first <= port && port <= *p.EndPort
	})
}
