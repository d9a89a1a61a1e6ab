// Package manifests says what is wrong with deploy/kubernetes, without a cluster: it renders every kustomization as kubectl
// does, reads the result with the types of Kubernetes, and holds it against rules of ours.
package manifests

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Set is what a kustomization renders to: the objects of each kind by their names.
type Set struct {
	Accounts    map[string]*corev1.ServiceAccount
	Budgets     map[string]*policyv1.PodDisruptionBudget
	ConfigMaps  map[string]*corev1.ConfigMap
	Deployments map[string]*appsv1.Deployment
	Ingresses   map[string]*networkingv1.Ingress
	Jobs        map[string]*batchv1.Job
	Namespaces  map[string]*corev1.Namespace
	Policies    map[string]*networkingv1.NetworkPolicy
	Scalers     map[string]*autoscalingv2.HorizontalPodAutoscaler
	Services    map[string]*corev1.Service

	objects []runtime.Object
}

// Render renders the kustomization in a folder. The error says what kustomize refuses, an object of a kind that is not ours to
// deploy (a Secret is none), or a field that Kubernetes does not know.
func Render(dir string) (*Set, error) {
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	decoder, err := strict()
	if err != nil {
		return nil, err
	}
	s := newSet()
	for _, resource := range rendered.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		object, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", resource.CurId(), err)
		}
		if err := s.add(object); err != nil {
			return nil, fmt.Errorf("%s: %w", resource.CurId(), err)
		}
	}
	return s, nil
}

// strict answers what reads objects, and refuses fields that their kind has not.
func strict() (runtime.Decoder, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme,
		policyv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return nil, err
		}
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer(), nil
}

func newSet() *Set {
	return &Set{
		Accounts: map[string]*corev1.ServiceAccount{}, Budgets: map[string]*policyv1.PodDisruptionBudget{},
		ConfigMaps: map[string]*corev1.ConfigMap{}, Deployments: map[string]*appsv1.Deployment{},
		Ingresses: map[string]*networkingv1.Ingress{}, Jobs: map[string]*batchv1.Job{},
		Namespaces: map[string]*corev1.Namespace{}, Policies: map[string]*networkingv1.NetworkPolicy{},
		Scalers: map[string]*autoscalingv2.HorizontalPodAutoscaler{}, Services: map[string]*corev1.Service{},
	}
}

// Copy answers the same objects, to be changed.
func (s *Set) Copy() (*Set, error) {
	other := newSet()
	for _, object := range s.objects {
		if err := other.add(object.DeepCopyObject()); err != nil {
			return nil, err
		}
	}
	return other, nil
}

func (s *Set) add(object runtime.Object) error {
	s.objects = append(s.objects, object)
	switch o := object.(type) {
	case *corev1.ServiceAccount:
		s.Accounts[o.Name] = o
	case *policyv1.PodDisruptionBudget:
		s.Budgets[o.Name] = o
	case *corev1.ConfigMap:
		s.ConfigMaps[o.Name] = o
	case *appsv1.Deployment:
		s.Deployments[o.Name] = o
	case *networkingv1.Ingress:
		s.Ingresses[o.Name] = o
	case *batchv1.Job:
		s.Jobs[o.Name] = o
	case *corev1.Namespace:
		s.Namespaces[o.Name] = o
	case *networkingv1.NetworkPolicy:
		s.Policies[o.Name] = o
	case *autoscalingv2.HorizontalPodAutoscaler:
		s.Scalers[o.Name] = o
	case *corev1.Service:
		s.Services[o.Name] = o
	default:
		return fmt.Errorf("a %T is not deployed from here", object)
	}
	return nil
}
