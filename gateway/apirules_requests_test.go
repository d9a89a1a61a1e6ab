package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func methods(t *testing.T, s *rig, r route) {
	var served []string
	for _, other := range s.routes {
		if other.pattern == r.pattern || other.path == r.path {
			served = append(served, other.method)
			if other.method == http.MethodGet {
				served = append(served, http.MethodHead)
			}
		}
	}
	served = append(served, http.MethodOptions)
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace,
		"QUERY", http.MethodOptions,
	} {
		got := s.do(t, method, r.path, "")
		allow := strings.Split(got.Header.Get("Allow"), ", ")
		switch {
		case method == http.MethodOptions:
			require.Equal(t, http.StatusNoContent, got.StatusCode)
			require.ElementsMatch(t, served, allow)
		case !contains(served, method):
			require.Equal(t, http.StatusMethodNotAllowed, got.StatusCode, method)
			require.ElementsMatch(t, served, allow)
		default:
			require.NotEqual(t, http.StatusMethodNotAllowed, got.StatusCode, method)
		}
		if method == http.MethodHead && r.method == http.MethodGet {
			require.Equal(t, http.StatusOK, got.StatusCode)
			require.Equal(t, "application/json", got.Header.Get("Content-Type"))
			require.Empty(t, got.body)
		}
	}
}

func contains(list []string, item string) bool {
	return strings.Contains(" "+strings.Join(list, " ")+" ", " "+item+" ")
}

// safety sends the method of r where the method of the request is another.
func safety(t *testing.T, s *rig, r route) {
	for _, header := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		refused(t, s, refusal{
			what: header, method: http.MethodTrace, path: r.path, headers: []string{header, r.method},
			status: http.StatusMethodNotAllowed, reason: "METHOD_NOT_ALLOWED",
		})
	}
	if r.rpc == nil || r.method != http.MethodGet {
		return
	}
	s.method = ""
	s.do(t, http.MethodPost, r.path, "pageSize=1", "Content-Type", "application/x-www-form-urlencoded",
		"X-HTTP-Method-Override", http.MethodGet)
	require.Empty(t, s.method, "a form became a GET")
	name := "/" + strings.ReplaceAll(string(r.rpc.FullName()), "."+string(r.rpc.Name()), "/"+string(r.rpc.Name()))
	s.do(t, http.MethodGet, r.path, `{"nonsense": 1}`)
	require.Equal(t, name, s.method, "a body of a GET has no meaning")
}

func versionInPath(t *testing.T, s *rig, r route) {
	require.True(t, strings.HasPrefix(r.pattern, "/v1/"))
	for _, other := range []string{"", "/v0", "/v2", "/V1"} {
		got := s.send(t, r, other+strings.TrimPrefix(r.path, "/v1"))
		require.NotEqual(t, "application/json", got.Header.Get("Content-Type"))
		require.GreaterOrEqual(t, got.StatusCode, 400)
	}
}

func originsAreListed(t *testing.T, s *rig, r route) {
	for origin, allowed := range map[string]string{
		"https://site.example": "https://site.example", "https://evil.example": "", "https://SITE.example": "", "null": "",
	} {
		if r.rpc == nil {
			allowed = "*"
		}
		got := s.send(t, r, r.path, "Origin", origin)
		require.Equal(t, allowed, got.Header.Get("Access-Control-Allow-Origin"), origin)
		preflight := s.do(t, http.MethodOptions, r.path, "", "Origin", origin,
			"Access-Control-Request-Method", r.method, "Access-Control-Request-Headers", "authorization,content-type")
		require.Equal(t, http.StatusNoContent, preflight.StatusCode)
		require.Equal(t, allowed, preflight.Header.Get("Access-Control-Allow-Origin"), origin)
		require.Equal(t, allowed != "", preflight.Header.Get("Access-Control-Allow-Methods") == r.method, origin)
		require.Empty(t, preflight.Header.Get("Access-Control-Allow-Credentials"))
		if r.rpc != nil {
			require.Contains(t, got.Header.Values("Vary"), "Origin")
		}
	}
}
