package gateway_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/deschoor/meedoen/gateway/internal/openapi"
	"github.com/deschoor/meedoen/platform/fault"
)

// answers says something of every answer there is to r: its success, and everything the gateway refuses.
func answers(t *testing.T, s *rig, r route, right func(*testing.T, reply)) {
	t.Helper()
	right(t, s.send(t, r, r.path))
	right(t, s.do(t, http.MethodOptions, r.path, ""))
	for _, f := range refusals(r) {
		right(t, refused(t, s, f))
	}
}

func hidesImplementation(t *testing.T, s *rig, r route) {
	leaks := regexp.MustCompile(`(?i)grpc|protobuf|protojson|strconv|golang|goroutine|\bpq:|hunter2|meedoen\.[a-z]+\.v1`)
	if r.rpc != nil {
		s.err = errors.New("pq: password of host db-3 is hunter2")
		got := s.send(t, r, r.path)
		require.Equal(t, "INTERNAL", got.problem(t).Reason)
		require.NotRegexp(t, leaks, string(got.body))
		s.err = nil
	}
	answers(t, s, r, func(t *testing.T, got reply) {
		if got.StatusCode >= 400 {
			require.NotRegexp(t, leaks, string(got.body))
		}
		for name := range got.Header {
			require.NotRegexp(t, `(?i)^(server|x-powered-by|x-internal|grpc-.*)$`, name)
		}
	})
}

func instantsInJSON(t *testing.T, s *rig, r route) {
	if r.rpc == nil {
		return
	}
	s.answer = filled(r.rpc.Output())
	got := s.send(t, r, r.path)
	if got.StatusCode == http.StatusNoContent {
		return
	}
	if holds(r.rpc.Output(), isInstant) {
		require.Contains(t, string(got.body), `"`+noon+`"`)
	}
	require.NotRegexp(t, `"seconds"|[0-9]T[0-9:.]+[+-]`, string(got.body))
}

// offsetsInBodies sends everything that a body can hold, its instants in the time of the Netherlands.
func offsetsInBodies(t *testing.T, s *rig, r route) {
	if r.bodyField == "" || r.takesFile() {
		return
	}
	want := filled(r.body())
	body, err := protojson.Marshal(want)
	require.NoError(t, err)
	local := strings.ReplaceAll(string(body), noon, "2022-05-01T12:00:00+02:00")
	got := s.do(t, r.method, r.path, local)
	require.Less(t, got.StatusCode, 300, "%s", got.body)
	request := s.request.ProtoReflect()
	if r.bodyField != "*" {
		request = request.Get(r.rpc.Input().Fields().ByName(protoreflect.Name(r.bodyField))).Message()
	}
	// What stands in the path counts there.
	for _, segment := range strings.Split(r.pattern, "/") {
		if strings.HasPrefix(segment, "{") {
			parts := strings.Split(strings.Trim(segment, "{}"), ".")
			name := protoreflect.Name(parts[len(parts)-1])
			if f := request.Descriptor().Fields().ByName(name); f != nil && (r.bodyField == "*" || len(parts) > 1) {
				want.ProtoReflect().Set(f, request.Get(f))
			}
		}
	}
	require.True(t, proto.Equal(want, request.Interface()), "sent %s, arrived as %s", local, request.Interface())
}

func datesWithoutTime(t *testing.T, _ *rig, r route) {
	if r.rpc == nil {
		return
	}
	dated := func(f protoreflect.FieldDescriptor) bool {
		return regexp.MustCompile(`(^|_)date$`).MatchString(string(f.Name())) && f.Kind() != protoreflect.StringKind
	}
	require.False(t, holds(r.rpc.Input(), dated))
	require.False(t, holds(r.rpc.Output(), dated))
}

func successes(t *testing.T, s *rig, r route) {
	got := s.send(t, r, r.path)
	require.Less(t, got.StatusCode, 300, "%s", got.body)
	require.Equal(t, r.method == http.MethodDelete, got.StatusCode == http.StatusNoContent)
	require.Equal(t, got.StatusCode == http.StatusCreated, got.Header.Get("Location") != "")
	if got.StatusCode != http.StatusNoContent {
		require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	}
	if r.rpc != nil {
		require.Contains(t, operationOf(t, s.doc, r)["responses"], strings.Fields(got.Status)[0])
	}
}

func problems(t *testing.T, s *rig, r route) {
	for _, f := range refusals(r) {
		refused(t, s, f)
	}
	if r.rpc == nil {
		return
	}
	for _, kind := range []fault.Kind{
		fault.Invalid, fault.Unauthenticated, fault.PermissionDenied, fault.NotFound, fault.AlreadyExists, fault.Aborted,
		fault.FailedPrecondition, fault.Exhausted, fault.Unavailable, fault.DeadlineExceeded,
	} {
		s.err = fault.New(kind, "SOME_REASON", "It is so.")
		require.Equal(t, "SOME_REASON", s.send(t, r, r.path).problem(t).Reason)
	}
}

func allErrors(t *testing.T, s *rig, r route) {
	p := s.send(t, r, r.path+"?nonsense=1&more=2").problem(t)
	require.Len(t, p.Errors, 2)
	if r.bodyField != "" && !r.takesFile() {
		p := s.do(t, r.method, r.path, `{"nonsense": 1, "more": {"x": []}}`).problem(t)
		require.Equal(t, []violation{
			{"body", "nonsense", "FIELD_UNKNOWN", "There is no such field."},
			{"body", "more", "FIELD_UNKNOWN", "There is no such field."},
		}, p.Errors)
	}
}

func versionHeader(t *testing.T, s *rig, r route) {
	version, err := openapi.Version()
	require.NoError(t, err)
	answers(t, s, r, func(t *testing.T, got reply) { require.Equal(t, version, got.Header.Get("API-Version")) })
}

func securityHeaders(t *testing.T, s *rig, r route) { answers(t, s, r, requireCommonHeaders) }

func notKept(t *testing.T, s *rig, r route) {
	answers(t, s, r, func(t *testing.T, got reply) {
		require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
		require.Empty(t, got.Header.Get("ETag"))
	})
}

func stateless(t *testing.T, s *rig, r route) {
	answers(t, s, r, func(t *testing.T, got reply) { require.Empty(t, got.Header.Values("Set-Cookie")) })
	with := s.send(t, r, r.path, "Cookie", "meedoen-session=x")
	without := s.send(t, r, r.path)
	require.Equal(t, without.StatusCode, with.StatusCode)
	require.Equal(t, string(without.body), string(with.body))
}

// requireCommonHeaders checks what every answer of the API carries.
func requireCommonHeaders(t *testing.T, r reply) {
	t.Helper()
	want := map[string]string{
		"Cache-Control":             "no-store",
		"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
		"Feature-Policy":            "'none'",
		"Referrer-Policy":           "no-referrer",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		"X-Content-Type-Options":    "nosniff",
		"X-Frame-Options":           "DENY",
	}
	for name, value := range want {
		require.Equal(t, value, r.Header.Get(name), name)
	}
	require.Regexp(t, `^\d+\.\d+\.\d+$`, r.Header.Get("API-Version"))
	require.Empty(t, r.Header.Get("X-Internal"), "a header of a service got out")
	if len(r.body) > 0 {
		require.True(t, json.Valid(r.body))
	}
}
