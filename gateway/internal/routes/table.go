// Package routes knows every route of the REST API from the contract itself: the google.api.http options of the
// services. The rules of the gateway are checked against it, so that they hold for a new method the day its proto names
// it.
package routes

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Table holds the routes.
type Table struct{ routes []*Route }

// New reads the routes of services. A path, query key or body of a form the gateway cannot check is an error, and so
// are a stream and two routes that one request could mean.
func New(services ...protoreflect.ServiceDescriptor) (*Table, error) {
	t := &Table{}
	for _, s := range services {
		for i := range s.Methods().Len() {
			if err := t.addMethod(s.Methods().Get(i)); err != nil {
				return nil, fmt.Errorf("%s: %w", s.Methods().Get(i).FullName(), err)
			}
		}
	}
	for _, r := range t.routes {
		if err := t.locate(r); err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.Method, r.Pattern, err)
		}
	}
	return t, nil
}

// Publish adds a path that the gateway itself answers: a GET without parameters that anyone may read from any origin.
func (t *Table) Publish(path string) error {
	return t.add(&Route{Method: http.MethodGet, Pattern: path, public: true})
}

func (t *Table) addMethod(m protoreflect.MethodDescriptor) error {
	rule, ok := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	if !ok || rule == nil {
		return nil
	}
	if m.IsStreamingClient() || m.IsStreamingServer() {
		return errors.New("a stream has no place in the REST API")
	}
	for _, r := range append([]*annotations.HttpRule{rule}, rule.GetAdditionalBindings()...) {
		route, err := newRoute(m, r)
		if err != nil {
			return err
		}
		if err := t.add(route); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) add(r *Route) error {
	r.segments = strings.Split(r.Pattern, "/")
	for _, other := range t.routes {
		if r.Method == other.Method && overlap(r.segments, other.segments) {
			return fmt.Errorf("%s %s cannot be told from %s", r.Method, r.Pattern, other.Pattern)
		}
	}
	t.routes = append(t.routes, r)
	return nil
}

// Match is what a request means.
type Match struct {
	// Route is the route of method and path, nil where there is none.
	Route *Route
	// Allow holds the methods the path has, for the header of that name; empty where the path is unknown.
	Allow []string
	// Path is the path as it was asked for.
	Path string
	// Public paths may be read from any origin.
	Public bool
	// Vars are the values in the path, by the path of their field in the request message.
	Vars map[string]string
}

// Match answers what method and path mean. HEAD has the route of GET (RFC 9110 §9.3.2). A path with a trailing slash is
// another path, and an unknown one (ADR /core/no-trailing-slash).
func (t *Table) Match(method, path string) Match {
	m := Match{Path: path}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	segments := strings.Split(path, "/")
	for _, r := range t.routes {
		vars, ok := r.match(segments)
		if !ok {
			continue
		}
		m.Public = m.Public || r.public
		m.Allow = append(m.Allow, r.Method)
		if r.Method == http.MethodGet {
			m.Allow = append(m.Allow, http.MethodHead)
		}
		if r.Method == method {
			m.Route, m.Vars = r, vars
		}
	}
	if len(m.Allow) > 0 {
		m.Allow = append(m.Allow, http.MethodOptions)
		slices.Sort(m.Allow)
	}
	return m
}

func overlap(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !isVar(a[i]) && !isVar(b[i]) {
			return false
		}
	}
	return true
}

func isVar(segment string) bool { return strings.HasPrefix(segment, "{") }
