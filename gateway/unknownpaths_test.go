package gateway_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

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
