// Package routes knows every route of the REST API from the contract itself: the google.api.http options of the
// services. The rules of the gateway are checked against it, so that they hold for a new method the day its proto names
// it.
package routes

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Table holds the routes.
type Table struct {
	routes  []*Route
	byPlace map[place][]*Route
}

// place is what tells most paths from each other: how many segments there are, and which word the first behind the version is.
type place struct {
	length int
	word   string
}

// placeOf answers the place of a path, or of a pattern: one with a variable for that word has none.
func placeOf(segments []string) place {
	p := place{length: len(segments)}
	if len(segments) > 2 && !isVar(segments[2]) {
		p.word = segments[2]
	}
	return p
}

// near answers the routes that a path could be of.
func (t *Table) near(segments []string) iter.Seq[*Route] {
	return func(yield func(*Route) bool) {
		p := placeOf(segments)
		for _, r := range t.byPlace[p] {
			if !yield(r) {
				return
			}
		}
		if p.word == "" {
			return
		}
		for _, r := range t.byPlace[place{length: p.length}] {
			if !yield(r) {
				return
			}
		}
	}
}

// New reads the routes of services. A path, query key or body of a form the gateway cannot check is an error, and so
// are a stream and two routes that one request could mean.
func New(services ...protoreflect.ServiceDescriptor) (*Table, error) {
	t := &Table{byPlace: map[place][]*Route{}}
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
	r.vars = make([]string, len(r.segments))
	for i, s := range r.segments {
		if isVar(s) {
			r.vars[i] = strings.Trim(s, "{}")
		}
	}
	for _, other := range t.routes {
		if r.Method == other.Method && overlap(r.segments, other.segments) {
			return fmt.Errorf("%s %s cannot be told from %s", r.Method, r.Pattern, other.Pattern)
		}
	}
	t.routes = append(t.routes, r)
	p := placeOf(r.segments)
	t.byPlace[p] = append(t.byPlace[p], r)
	return nil
}

// Match is what a request means.
type Match struct {
	// Route is the route of method and path, nil where there is none.
	Route *Route
	// Path is the path as it was asked for.
	Path string
	// Known says that there is something at the path, whatever its methods.
	Known bool
	// Public paths may be read from any origin.
	Public bool
	// Vars are the values in the path, by the path of their field in the request message.
	Vars map[string]string

	table *Table
}

// Match answers what method and path mean. HEAD has the route of GET (RFC 9110 §9.3.2). A path with a trailing slash is
// another path, and an unknown one (ADR /core/no-trailing-slash).
func (t *Table) Match(method, path string) Match {
	m := Match{Path: path, table: t}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	segments := strings.Split(path, "/")
	for r := range t.near(segments) {
		if !r.fits(segments) {
			continue
		}
		m.Known = true
		m.Public = m.Public || r.public
		if r.Method == method {
			m.Route, m.Vars = r, r.values(segments)
		}
	}
	return m
}

// Allow answers the methods the path has, in order, for the header of that name; none where the path is unknown. Only who is
// refused has to know.
func (m Match) Allow() []string {
	if !m.Known {
		return nil
	}
	methods := []string{http.MethodOptions}
	segments := strings.Split(m.Path, "/")
	for r := range m.table.near(segments) {
		if !r.fits(segments) {
			continue
		}
		methods = append(methods, r.Method)
		if r.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return methods
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
