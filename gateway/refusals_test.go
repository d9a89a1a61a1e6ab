package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// bodyLimit is the largest body in the tests of the rules.
const bodyLimit = 1 << 14

// refusal is a request that the gateway refuses by itself.
type refusal struct {
	rule, what         string
	method, path, body string
	headers            []string
	status             int
	reason             string
}

// refusals answers every way in which the gateway refuses a request to r.
func refusals(r route) []refusal {
	refuse := func(rule, what string, status int, reason string) refusal {
		return refusal{
			rule: rule, what: what, method: r.method, path: r.path, body: r.content(), headers: r.headers(),
			status: status, reason: reason,
		}
	}
	slash := refuse("core/no-trailing-slash", "a slash at the end", 404, "PATH_UNKNOWN")
	slash.path += "/"
	key := refuse("core/error-handling/invalid-input", "an unknown query key", 400, "REQUEST_INVALID")
	key.path += "?nonsense=2"
	accept := refuse("content-negotiation", "a caller that takes no JSON", 406, "NOT_ACCEPTABLE")
	accept.headers = append(accept.headers, "Accept", "application/xml, text/html;q=0.9")
	all := []refusal{slash, key, accept}
	for _, method := range []string{http.MethodTrace, "QUERY"} {
		other := refuse("core/http-methods", method, 405, "METHOD_NOT_ALLOWED")
		other.method, other.body = method, ""
		all = append(all, other)
	}
	return append(all, bodyRefusals(r, refuse)...)
}

func bodyRefusals(r route, refuse func(rule, what string, status int, reason string) refusal) []refusal {
	if r.bodyField == "" {
		return nil
	}
	var all []refusal
	for _, contentType := range []string{
		"text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=latin1",
	} {
		f := refuse("content-negotiation", "a body of type "+contentType, 415, "MEDIA_TYPE_UNSUPPORTED")
		f.headers = []string{"Content-Type", contentType}
		all = append(all, f)
	}
	const invalid = "core/error-handling/invalid-input"
	missing := refuse(invalid, "no body", 400, "BODY_MISSING")
	missing.body = ""
	all = append(all, missing)
	if r.takesFile() {
		return all // what is in a file is for its service
	}
	large := refuse("content-negotiation", "a body over the limit", 413, "BODY_TOO_LARGE")
	large.body = "{" + strings.Repeat(" ", bodyLimit) + "}"
	broken := refuse(invalid, "no JSON", 400, "REQUEST_INVALID")
	broken.body = `{"a": `
	list := refuse(invalid, "no object", 400, "REQUEST_INVALID")
	list.body = `[1]`
	unknown := refuse(invalid, "an unknown field", 400, "REQUEST_INVALID")
	unknown.body = `{"nonsense": 1}`
	return append(all, large, broken, list, unknown)
}

// refused sends what is to be refused, and says that it was and that no service was asked.
func refused(t *testing.T, s *rig, f refusal) reply {
	t.Helper()
	s.method = ""
	got := s.do(t, f.method, f.path, f.body, f.headers...)
	require.Equal(t, f.status, got.StatusCode, "%s: %s", f.what, got.body)
	require.Equal(t, f.reason, got.problem(t).Reason, f.what)
	require.Empty(t, s.method, "%s reached a service", f.what)
	return got
}

// refuses says that everything is refused that a rule forbids.
func refuses(rule string) func(*testing.T, *rig, route) {
	return func(t *testing.T, s *rig, r route) {
		for _, f := range refusals(r) {
			if f.rule == rule {
				refused(t, s, f)
			}
		}
	}
}
