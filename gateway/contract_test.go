package gateway_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// route is a route of the REST API as the protos have it.
type route struct {
	rpc           protoreflect.MethodDescriptor // nil for the description of the API itself
	method        string
	pattern, path string // as the contract has it; with a value for each variable
	bodyField     string // "" for no body
}

func (r route) name() string { return r.method + " " + r.pattern }

// body answers the message that the body is, nil for none.
func (r route) body() protoreflect.MessageDescriptor {
	switch r.bodyField {
	case "":
		return nil
	case "*":
		return r.rpc.Input()
	}
	return r.rpc.Input().Fields().ByName(protoreflect.Name(r.bodyField)).Message()
}

// content answers the least body there can be.
func (r route) content() string {
	if r.bodyField == "" {
		return ""
	}
	return "{}"
}

// takesFile says that the body is a file, which is no JSON and has no fields.
func (r route) takesFile() bool {
	return r.bodyField != "" && r.body().FullName() == "google.api.HttpBody"
}

// headers answers the headers that its body needs.
func (r route) headers() []string {
	if r.takesFile() {
		return []string{"Content-Type", "text/csv"}
	}
	return nil
}

// documented answers the path as the description has it, below its server and with JSON names.
func (r route) documented() string {
	segments := strings.Split(strings.TrimPrefix(r.pattern, "/v1"), "/")
	for i, s := range segments {
		if strings.HasPrefix(s, "{") {
			path := strings.Split(strings.Trim(s, "{}"), ".")
			segments[i] = "{" + camel(path[len(path)-1]) + "}"
		}
	}
	return strings.Join(segments, "/")
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

// contract answers every route that a proto of the suite names, whether or not the gateway was told of its service: what
// a proto promises and nobody serves is found here.
func contract(t *testing.T) []route {
	t.Helper()
	all := []route{{method: http.MethodGet, pattern: "/v1/openapi.json", path: "/v1/openapi.json"}}
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			if !strings.HasPrefix(string(f.Package()), "meedoen.") {
				break
			}
			methods := f.Services().Get(i).Methods()
			for j := range methods.Len() {
				all = append(all, routesOf(t, methods.Get(j))...)
			}
		}
		return true
	})
	require.GreaterOrEqual(t, len(all), 18)
	slices.SortFunc(all, func(a, b route) int {
		return strings.Compare(a.pattern+" "+a.method, b.pattern+" "+b.method)
	})
	return all
}

func routesOf(t *testing.T, rpc protoreflect.MethodDescriptor) []route {
	rule, _ := proto.GetExtension(rpc.Options(), annotations.E_Http).(*annotations.HttpRule)
	if rule == nil {
		return nil
	}
	var all []route
	for _, rule := range append([]*annotations.HttpRule{rule}, rule.GetAdditionalBindings()...) {
		r := route{rpc: rpc, bodyField: rule.GetBody()}
		for method, pattern := range map[string]string{
			http.MethodGet: rule.GetGet(), http.MethodPost: rule.GetPost(), http.MethodPut: rule.GetPut(),
			http.MethodPatch: rule.GetPatch(), http.MethodDelete: rule.GetDelete(),
		} {
			if pattern != "" {
				r.method, r.pattern = method, pattern
			}
		}
		segments := strings.Split(r.pattern, "/")
		for i, s := range segments {
			if strings.HasPrefix(s, "{") {
				segments[i] = sample(t, fieldAt(t, rpc.Input(), strings.Trim(s, "{}")))
			}
		}
		r.path = strings.Join(segments, "/")
		all = append(all, r)
	}
	return all
}

func fieldAt(t *testing.T, m protoreflect.MessageDescriptor, path string) protoreflect.FieldDescriptor {
	var field protoreflect.FieldDescriptor
	for name := range strings.SplitSeq(path, ".") {
		field = m.Fields().ByName(protoreflect.Name(name))
		require.NotNil(t, field, "%s of %s", path, m.FullName())
		m = field.Message()
	}
	return field
}

// sample answers a value that the path can hold for a field.
func sample(t *testing.T, f protoreflect.FieldDescriptor) string {
	switch f.Kind() {
	case protoreflect.StringKind:
		return "a"
	case protoreflect.Int32Kind:
		return "2022"
	case protoreflect.EnumKind:
		return string(f.Enum().Values().Get(1).Name())
	}
	require.Failf(t, "no sample", "a path with %s of kind %s", f.FullName(), f.Kind())
	return ""
}
