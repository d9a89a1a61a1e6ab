package routes

import (
	"fmt"
	"net/http"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Route is one method of the REST API.
type Route struct {
	// Method is the HTTP method.
	Method string
	// Pattern is the path with its variables, as the contract has it: "/v1/locations/{location.id}".
	Pattern string
	// Service is the service that answers it, empty where the gateway itself does.
	Service protoreflect.FullName
	// Query holds the fields that are given as query keys, by key.
	Query map[string]protoreflect.FieldDescriptor
	// Vars holds the fields that are given in the path, by the path of the field in the request message.
	Vars map[string]protoreflect.FieldDescriptor
	// Body is the message that the body holds, nil where there is none.
	Body protoreflect.MessageDescriptor

	public    bool
	bodyField string // proto name of the field the body fills, "*" for the whole message
	answer    protoreflect.MessageDescriptor
	segments  []string
	vars      []string // the paths of the fields in segments, empty where a segment is none
	location  location
}

// TakesFile says that the body is a file as it is, and not JSON.
func (r *Route) TakesFile() bool { return r.Body != nil && r.Body.FullName() == "google.api.HttpBody" }

func newRoute(m protoreflect.MethodDescriptor, rule *annotations.HttpRule) (*Route, error) {
	input := m.Input()
	method, pattern, err := verb(rule)
	if err != nil {
		return nil, err
	}
	r := &Route{
		Method: method, Pattern: pattern, Service: m.Parent().FullName(), bodyField: rule.GetBody(), answer: m.Output(),
		Query: map[string]protoreflect.FieldDescriptor{}, Vars: map[string]protoreflect.FieldDescriptor{},
	}
	for _, segment := range strings.Split(pattern, "/") {
		if !isVar(segment) {
			continue
		}
		path := strings.Trim(segment, "{}")
		f, err := fieldAt(input, path)
		if err != nil {
			return nil, err
		}
		if !checkable(f) || f.IsList() || f.Message() != nil {
			return nil, fmt.Errorf("the gateway cannot read %s of kind %s from a path", path, f.Kind())
		}
		r.Vars[path] = f
	}
	switch r.bodyField {
	case "":
	case "*":
		r.Body = input
	default:
		f, err := fieldAt(input, r.bodyField)
		if err != nil || f.Message() == nil || f.IsList() {
			return nil, fmt.Errorf("the body %q is no message", r.bodyField)
		}
		r.Body = f.Message()
	}
	return r, r.readQuery(input)
}

func verb(rule *annotations.HttpRule) (method, pattern string, err error) {
	switch p := rule.GetPattern().(type) {
	case *annotations.HttpRule_Get:
		return http.MethodGet, p.Get, nil
	case *annotations.HttpRule_Post:
		return http.MethodPost, p.Post, nil
	case *annotations.HttpRule_Put:
		return http.MethodPut, p.Put, nil
	case *annotations.HttpRule_Patch:
		return http.MethodPatch, p.Patch, nil
	case *annotations.HttpRule_Delete:
		return http.MethodDelete, p.Delete, nil
	}
	return "", "", fmt.Errorf("unsupported HTTP method in %v", rule)
}

// fieldAt answers the field at a dotted path of proto names.
func fieldAt(message protoreflect.MessageDescriptor, path string) (protoreflect.FieldDescriptor, error) {
	var field protoreflect.FieldDescriptor
	for _, name := range strings.Split(path, ".") {
		if message != nil {
			field = message.Fields().ByName(protoreflect.Name(name))
		}
		if message == nil || field == nil {
			return nil, fmt.Errorf("there is no field %q", path)
		}
		message = field.Message()
	}
	return field, nil
}

// readQuery takes every field that is neither in the path nor in the body as a query key, as google.api.http says.
func (r *Route) readQuery(input protoreflect.MessageDescriptor) error {
	if r.bodyField == "*" {
		return nil
	}
	for i := range input.Fields().Len() {
		f := input.Fields().Get(i)
		if _, inPath := r.Vars[string(f.Name())]; inPath || string(f.Name()) == r.bodyField {
			continue
		}
		if !checkable(f) || IsMask(f) && r.Body == nil {
			return fmt.Errorf("the gateway cannot read the query key %s of kind %s", f.Name(), f.Kind())
		}
		r.Query[f.JSONName()] = f
	}
	return nil
}

// fits says whether a path has the segments of the route.
func (r *Route) fits(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, want := range r.segments {
		if r.vars[i] == "" && segments[i] != want || r.vars[i] != "" && segments[i] == "" {
			return false
		}
	}
	return true
}

// values answers the values in a path that fits, by the path of their field.
func (r *Route) values(segments []string) map[string]string {
	var values map[string]string
	for i, name := range r.vars {
		if name == "" {
			continue
		}
		if values == nil {
			values = make(map[string]string, 1)
		}
		values[name] = segments[i]
	}
	return values
}
