package routes

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// location is how the URL of what a POST created follows from the path of the request.
type location struct {
	set bool
	up  int                          // segments to take off the end of the path
	id  protoreflect.FieldDescriptor // of the answer, to put behind it; nil for none
}

// locate finds where one reads what a POST created: at its own id below the path, else in the list at the path, else in
// the resource above it. A POST without any of these creates no one resource.
func (t *Table) locate(r *Route) error {
	if r.Method != http.MethodPost {
		return nil
	}
	own := append(slices.Clone(r.segments), "{}")
	for _, get := range t.routes {
		if get.Method == http.MethodGet && overlap(get.segments, own) {
			name := strings.Trim(get.segments[len(get.segments)-1], "{}")
			id := r.answer.Fields().ByName(protoreflect.Name(name))
			if id == nil {
				return fmt.Errorf("%s holds no %s to find it by", r.answer.FullName(), name)
			}
			r.location = location{set: true, id: id}
			return nil
		}
	}
	for up := range 2 {
		for _, get := range t.routes {
			if get.Method == http.MethodGet && overlap(get.segments, r.segments[:len(r.segments)-up]) {
				r.location = location{set: true, up: up}
				return nil
			}
		}
	}
	return nil
}

// Status answers the HTTP status of success, given the answer: 201 with a URL where a POST created a resource
// (RFC 9110 §15.3.2), 204 where a DELETE left nothing to say, and 200 otherwise.
func (m Match) Status(answer proto.Message) (status int, location string) {
	switch {
	case m.Route.Method == http.MethodDelete:
		return http.StatusNoContent, ""
	case !m.Route.location.set:
		return http.StatusOK, ""
	}
	l, path := m.Route.location, m.Path
	if len(m.Vars) > 0 || l.up > 0 { // otherwise it is the pattern, of which nothing needs care
		segments := strings.Split(path, "/")
		segments = segments[:len(segments)-l.up]
		for i, s := range segments {
			segments[i] = url.PathEscape(s)
		}
		path = strings.Join(segments, "/")
	}
	if l.id == nil {
		return http.StatusCreated, path
	}
	return http.StatusCreated, path + "/" + url.PathEscape(answer.ProtoReflect().Get(l.id).String())
}
