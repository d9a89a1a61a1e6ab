package gateway_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// verbs are what a path of a service that was made for gRPC is likely to hold.
var verbs = regexp.MustCompile(`^(get|list|create|update|delete|remove|add|set|search|find|cancel|close|open|publish|withdraw|` +
	`correct|import|export|merge|move|start|stop|run|send|register|assign|approve|reject)$`)

// names answers the segments of a route that are no variables, without the version.
func (r route) names() []string {
	var names []string
	for _, s := range strings.Split(strings.TrimPrefix(r.pattern, "/v1/"), "/") {
		if !strings.HasPrefix(s, "{") {
			names = append(names, s)
		}
	}
	return names
}

func nouns(t *testing.T, _ *rig, r route) {
	for _, name := range r.names() {
		require.NotRegexp(t, verbs, name)
		require.NotContains(t, name, ":")
	}
}

// plurals looks at what has members in the path, or can be added to. English has few plurals without an s.
func plurals(t *testing.T, _ *rig, r route) {
	plural := regexp.MustCompile(`(s|people|children)$`)
	segments := strings.Split(r.pattern, "/")
	for i, s := range segments[2:] {
		last := i+2 == len(segments)-1
		hasMembers := !last && strings.HasPrefix(segments[i+3], "{") || last && r.method == http.MethodPost
		if hasMembers && !strings.HasPrefix(s, "{") {
			require.Regexp(t, plural, s)
		}
	}
}

func kebabCase(t *testing.T, s *rig, r route) {
	if r.rpc == nil {
		return
	}
	for _, name := range r.names() {
		require.Regexp(t, `^[a-z0-9]+(-[a-z0-9]+)*$`, name)
	}
	first := "/v1/" + r.names()[0]
	shouted := strings.Replace(r.path, first, "/v1/"+strings.ToUpper(r.names()[0]), 1)
	require.Equal(t, http.StatusNotFound, s.send(t, r, shouted).StatusCode)
}

func camelCaseKeys(t *testing.T, s *rig, r route) {
	refuse := refusal{
		what: "a key in snake case", method: r.method, path: r.path + "?page_size=1", body: r.content(), headers: r.headers(),
		status: http.StatusBadRequest, reason: "REQUEST_INVALID",
	}
	refused(t, s, refuse)
	if r.rpc == nil || r.bodyField == "*" {
		return
	}
	for i := range r.rpc.Input().Fields().Len() {
		f := r.rpc.Input().Fields().Get(i)
		require.Regexp(t, `^[a-z]+([A-Z][a-z0-9]*)*$`, f.JSONName())
		if strings.Contains(string(f.Name()), "_") && string(f.Name()) != r.bodyField {
			refuse.path = r.path + "?" + string(f.Name()) + "=1"
			refused(t, s, refuse)
		}
	}
}

// nesting finds a child whose parent has no name in the path.
func nesting(t *testing.T, _ *rig, r route) {
	named := false
	for segment := range strings.SplitSeq(strings.TrimPrefix(r.pattern, "/v1/"), "/") {
		isVariable := strings.HasPrefix(segment, "{")
		require.True(t, named || !isVariable, r.pattern)
		named = !isVariable
	}
}

// sensitive is what a log of addresses must not hold about a person.
var sensitive = regexp.MustCompile(`bsn|birth|e?mail|phone|address|postal|postcode|iban|surname|gender|` +
	`(first|last|given|family|full|person)_name|^(q|name|names)$`)

func nothingSensitive(t *testing.T, _ *rig, r route) {
	if r.rpc == nil || r.bodyField == "*" {
		return
	}
	for i := range r.rpc.Input().Fields().Len() {
		if f := r.rpc.Input().Fields().Get(i); string(f.Name()) != r.bodyField {
			require.NotRegexp(t, sensitive, string(f.Name()), "it would stand in a URL")
		}
	}
}

func noGeometry(t *testing.T, _ *rig, r route) {
	if r.rpc == nil {
		return
	}
	coordinates := regexp.MustCompile(`^(latitude|longitude|geometry|coordinates?|bbox|crs)$`)
	for _, m := range []protoreflect.MessageDescriptor{r.rpc.Input(), r.rpc.Output()} {
		require.False(t, holds(m, func(f protoreflect.FieldDescriptor) bool { return coordinates.MatchString(string(f.Name())) }),
			"%s has a place on the map: follow ADR-GEO", m.FullName())
	}
}
