package manifests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Outside are what the objects need and nobody deploys from here, by kind and name, as the README tells how to make them:
// secrets, which are never in git, and what the cluster says of itself.
type Outside []string

// Has says whether an object stands outside.
func (o Outside) Has(kind, name string) bool { return slices.Contains(o, kind+" "+name) }

// Names says which names lead nowhere.
func Names(s *Set, outside Outside) (problems []string) {
	report := func(where, kind, name string) {
		problems = append(problems, fmt.Sprintf("%s: there is no %s %s", where, kind, name))
	}
	pods := s.pods()
	for _, where := range slices.Sorted(maps.Keys(pods)) {
		for _, ref := range references(pods[where].Spec) {
			kind, name, _ := strings.Cut(ref, " ")
			there := outside.Has(kind, name)
			if kind == "ConfigMap" {
				there = there || s.ConfigMaps[name] != nil
			}
			if !there {
				report(where, kind, name)
			}
		}
		if account := pods[where].Spec.ServiceAccountName; account != "" && s.Accounts[account] == nil {
			report(where, "ServiceAccount", account)
		}
		problems = append(problems, pathProblems(where, pods[where].Spec.Containers[0])...)
	}
	for name, scaler := range s.Scalers {
		if s.Deployments[scaler.Spec.ScaleTargetRef.Name] == nil {
			report("HorizontalPodAutoscaler "+name, "Deployment", scaler.Spec.ScaleTargetRef.Name)
		}
	}
	problems = append(problems, s.doors(outside)...)
	return append(problems, s.releases()...)
}

// references answers the ConfigMaps and Secrets of a pod.
func references(pod corev1.PodSpec) (names []string) {
	for _, v := range pod.Volumes {
		if v.Projected == nil {
			continue
		}
		for _, source := range v.Projected.Sources {
			if source.ConfigMap != nil {
				names = append(names, "ConfigMap "+source.ConfigMap.Name)
			}
			if source.Secret != nil {
				names = append(names, "Secret "+source.Secret.Name)
			}
		}
	}
	for _, c := range pod.Containers {
		for _, from := range c.EnvFrom {
			if from.ConfigMapRef != nil {
				names = append(names, "ConfigMap "+from.ConfigMapRef.Name)
			}
			if from.SecretRef != nil {
				names = append(names, "Secret "+from.SecretRef.Name)
			}
		}
	}
	return names
}

// secretValue finds what may only stand in a file: an address with a password, or a long key.
var secretValue = regexp.MustCompile(`://[^/@\s]+:[^/@\s]+@|[A-Za-z0-9+/]{40,}={0,2}|PRIVATE KEY`)

// pathProblems says which files of the settings are mounted nowhere.
func pathProblems(where string, c corev1.Container) (problems []string) {
	for _, env := range c.Env {
		if !strings.HasPrefix(env.Name, "MEEDOEN_") {
			continue
		}
		if secretValue.MatchString(env.Value) {
			problems = append(problems, where+": "+env.Name+" looks like a secret")
		}
		mounted := slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
			return m.ReadOnly && strings.HasPrefix(env.Value, m.MountPath+"/")
		})
		if strings.HasPrefix(env.Value, "/") && !mounted {
			problems = append(problems, where+": "+env.Name+" names a file that is not mounted")
		}
	}
	return problems
}

// doors says which Services and Ingresses lead to no pod.
func (s *Set) doors(outside Outside) (problems []string) {
	for _, name := range slices.Sorted(maps.Keys(s.Services)) {
		for _, port := range s.Services[name].Spec.Ports {
			if s.Behind(name, port.Port) == nil {
				problems = append(problems, fmt.Sprintf("Service %s: nobody opens what is behind port %d", name, port.Port))
			}
		}
	}
	for name, ingress := range s.Ingresses {
		for _, tls := range ingress.Spec.TLS {
			if !outside.Has("Secret", tls.SecretName) {
				problems = append(problems, "Ingress "+name+": there is no Secret "+tls.SecretName)
			}
		}
		for _, r := range ingress.Spec.Rules {
			for _, path := range r.HTTP.Paths {
				to := path.Backend.Service
				service := s.Services[to.Name]
				if service == nil || !slices.ContainsFunc(service.Spec.Ports, func(p corev1.ServicePort) bool {
					return p.Name == to.Port.Name
				}) {
					problems = append(problems, fmt.Sprintf("Ingress %s: there is no Service %s with port %s", name, to.Name, to.Port.Name))
				}
			}
		}
	}
	return problems
}

// releases says which Job is not named after the version of its image, which has to be that of the Deployment: Kubernetes changes
// no Job, so each version needs one.
func (s *Set) releases() (problems []string) {
	for name, job := range s.Jobs {
		image := job.Spec.Template.Spec.Containers[0].Image
		service := job.Labels["app.kubernetes.io/name"]
		version := image[strings.LastIndex(image, ":")+1:]
		if job.Namespace != "" && name != service+"-migration."+version {
			problems = append(problems, "Job "+name+": is not named after the version "+version)
		}
		if d := s.Deployments[service]; d == nil || d.Spec.Template.Spec.Containers[0].Image != image {
			problems = append(problems, "Job "+name+": migrates for another version than runs")
		}
	}
	return problems
}
