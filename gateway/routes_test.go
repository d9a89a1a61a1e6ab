package gateway_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
)

// described is a route as openapi.json describes it.
type described struct {
	method, path string // a path with values for its variables
	parameters   []string
	hasBody      bool
	responses    map[string]any
}

// describedRoutes reads every route from the description that the gateway publishes.
func describedRoutes(t *testing.T, s *suite) []described {
	t.Helper()
	var doc struct {
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			Parameters  []struct{ Name, In string }
			RequestBody any
			Responses   map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(s.do(t, http.MethodGet, "/v1/openapi.json", "").body, &doc))
	placeholder := regexp.MustCompile(`\{[A-Za-z]+\}`)
	var all []described
	for path, item := range doc.Paths {
		for method, o := range item {
			r := described{
				method: strings.ToUpper(method), hasBody: o.RequestBody != nil, responses: o.Responses,
				path: doc.Servers[0].URL + placeholder.ReplaceAllString(strings.ReplaceAll(path, "{year}", "2022"), "a"),
			}
			require.NotContains(t, r.path, "{")
			for _, p := range o.Parameters {
				r.parameters = append(r.parameters, p.Name)
			}
			all = append(all, r)
		}
	}
	require.GreaterOrEqual(t, len(all), 17)
	return all
}

func (r described) body() string {
	if r.hasBody {
		return "{}"
	}
	return ""
}

func (r described) name() string { return r.method + " " + r.path }

// requireCommonHeaders checks what every answer of the API carries.
func requireCommonHeaders(t *testing.T, r reply) {
	t.Helper()
	want := map[string]string{
		"API-Version":               "1.0.0",
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
	require.Empty(t, r.Header.Get("Grpc-Metadata-X-Internal"), "a header of a service got out")
	require.Empty(t, r.Header.Get("X-Internal"), "a header of a service got out")
}

func TestEveryRouteMeetsTheRules(t *testing.T) {
	s := start(t, func(c *gateway.Config) { c.BodyLimit = 100 })
	for _, r := range describedRoutes(t, s) {
		t.Run(r.name(), func(t *testing.T) {
			t.Run("it is served as described", func(t *testing.T) {
				got := s.do(t, r.method, r.path, r.body())
				requireCommonHeaders(t, got)
				require.Contains(t, r.responses, strings.Fields(got.Status)[0])
				require.Less(t, got.StatusCode, 300, "%s", got.body)
				require.Equal(t, "application/json", got.Header.Get("Content-Type"))
				require.Equal(t, got.StatusCode == http.StatusCreated, got.Header.Get("Location") != "")
			})
			t.Run("a trailing slash is another path", func(t *testing.T) {
				got := s.do(t, r.method, r.path+"/", r.body())
				require.Equal(t, http.StatusNotFound, got.StatusCode)
				require.Equal(t, "PATH_UNKNOWN", got.problem(t).Reason)
				requireCommonHeaders(t, got)
			})
			t.Run("other methods get 405 with those there are", func(t *testing.T) {
				for _, method := range []string{"PUT", "TRACE", "QUERY"} {
					got := s.do(t, method, r.path, "", "X-HTTP-Method-Override", r.method)
					require.Equal(t, http.StatusMethodNotAllowed, got.StatusCode)
					require.Equal(t, "METHOD_NOT_ALLOWED", got.problem(t).Reason)
					require.Contains(t, got.Header.Get("Allow"), r.method)
					requireCommonHeaders(t, got)
				}
			})
			t.Run("OPTIONS names the methods", func(t *testing.T) {
				got := s.do(t, http.MethodOptions, r.path, "")
				require.Equal(t, http.StatusNoContent, got.StatusCode)
				require.Contains(t, strings.Split(got.Header.Get("Allow"), ", "), r.method)
				requireCommonHeaders(t, got)
			})
			t.Run("unknown query keys are refused", func(t *testing.T) {
				got := s.do(t, r.method, r.path+"?page_size=1&nonsense=2", r.body())
				p := got.problem(t)
				require.Equal(t, http.StatusBadRequest, p.Status)
				require.Len(t, p.Errors, 2)
				require.Equal(t, "nonsense", p.Errors[0].Field)
				require.Equal(t, "page_size", p.Errors[1].Field)
				for _, e := range p.Errors {
					require.Equal(t, "query", e.In)
					require.Equal(t, "QUERY_KEY_UNKNOWN", e.Reason)
				}
				requireCommonHeaders(t, got)
			})
			t.Run("a caller that takes no JSON gets 406", func(t *testing.T) {
				got := s.do(t, r.method, r.path, r.body(), "Accept", "application/xml, text/html;q=0.9")
				require.Equal(t, http.StatusNotAcceptable, got.StatusCode)
				require.Equal(t, "NOT_ACCEPTABLE", got.problem(t).Reason)
				requireCommonHeaders(t, got)
			})
			if r.method == http.MethodGet {
				t.Run("HEAD is GET without content", func(t *testing.T) {
					got := s.do(t, http.MethodHead, r.path, "")
					require.Equal(t, http.StatusOK, got.StatusCode)
					require.Equal(t, "application/json", got.Header.Get("Content-Type"))
					require.Empty(t, got.body)
					requireCommonHeaders(t, got)
				})
				return
			}
			t.Run("a body that is not JSON by its type gets 415", func(t *testing.T) {
				for _, contentType := range []string{
					"text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=latin1",
				} {
					got := s.do(t, r.method, r.path, "{}", "Content-Type", contentType)
					require.Equal(t, http.StatusUnsupportedMediaType, got.StatusCode, contentType)
					require.Equal(t, "MEDIA_TYPE_UNSUPPORTED", got.problem(t).Reason)
					requireCommonHeaders(t, got)
				}
			})
			t.Run("a body over the limit gets 413", func(t *testing.T) {
				got := s.do(t, r.method, r.path, "{"+strings.Repeat(" ", 99)+"}")
				require.Equal(t, http.StatusRequestEntityTooLarge, got.StatusCode)
				require.Equal(t, "BODY_TOO_LARGE", got.problem(t).Reason)
				requireCommonHeaders(t, got)
			})
			t.Run("unknown fields are refused", func(t *testing.T) {
				p := s.do(t, r.method, r.path, `{"nonsense": 1, "more": {"x": []}}`).problem(t)
				require.Equal(t, http.StatusBadRequest, p.Status)
				require.Equal(t, []violation{
					{"body", "nonsense", "FIELD_UNKNOWN", "There is no such field."},
					{"body", "more", "FIELD_UNKNOWN", "There is no such field."},
				}, p.Errors)
			})
		})
	}
}

func TestPathsOutsideTheAPIOfTheSameVersionAreUnknown(t *testing.T) {
	s := start(t)
	for _, path := range []string{
		"/v1", "/v1/", "/v1//locations", "/v1/locations/a/b", "/v1/../v1/locations", "/v1/locations/%2F",
	} {
		got := s.do(t, http.MethodGet, path, "")
		require.Equal(t, http.StatusNotFound, got.StatusCode, path)
		require.Equal(t, "PATH_UNKNOWN", got.problem(t).Reason)
		requireCommonHeaders(t, got)
	}
}
