package gateway_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/health/grpc_health_v1"

	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func (s *suite) sawTrace(id string) bool {
	for _, span := range s.spans.GetSpans() {
		if span.SpanContext.TraceID().String() == id {
			return true
		}
	}
	return false
}

func TestOneTraceRunsFromTheCallerToTheService(t *testing.T) {
	s := start(t)
	const id = "0af7651916cd43dd8448eb211c80319c"
	s.do(t, http.MethodPost, "/v1/head-counts/h/corrections", "{}", "Traceparent", "00-"+id+"-b7ad6b7169203331-01")
	// The span of the server ends after its answer was sent; closing the server waits for that.
	s.Close()
	names := map[string]bool{}
	for _, span := range s.spans.GetSpans() {
		require.Equal(t, id, span.SpanContext.TraceID().String())
		names[span.Name] = true
		for _, a := range span.Attributes {
			require.NotContains(t, []string{"client.address", "network.peer.address", "user_agent.original"}, string(a.Key))
		}
	}
	require.True(t, names["POST /v1/head-counts/{head_count_id}/corrections"], "%v", names)
	require.Contains(t, s.metadata.Get("traceparent")[0], id)
}

func TestReadinessFollowsTheServicesAndLivenessDoesNot(t *testing.T) {
	s := start(t)
	status := func(path string) int { return s.do(t, http.MethodGet, path, "").StatusCode }
	require.Equal(t, http.StatusOK, status("/healthz"))
	require.Equal(t, http.StatusOK, status("/readyz"))
	s.health.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	require.Equal(t, http.StatusOK, status("/healthz"))
	require.Equal(t, http.StatusServiceUnavailable, status("/readyz"))
	require.Equal(t, http.StatusMethodNotAllowed, s.do(t, http.MethodPost, "/readyz", "").StatusCode)
}

func TestNoOriginIsAllowedThatNobodyListed(t *testing.T) {
	got := start(t).do(t, http.MethodGet, "/v1/locations", "", "Origin", "https://site.example")
	require.Empty(t, got.Header.Get("Access-Control-Allow-Origin"))
}

func TestPagesAreServedBesideTheAPI(t *testing.T) {
	s := start(t)
	s.answer = &reportingv1.Account{Year: 2022, Published: true}
	for path, status := range map[string]int{"/": 200, "/verantwoording/2022": 200, "/elsewhere": 404} {
		got := s.do(t, http.MethodGet, path, "")
		require.Equal(t, status, got.StatusCode, path)
		require.Equal(t, "text/html; charset=utf-8", got.Header.Get("Content-Type"))
		require.Equal(t, "DENY", got.Header.Get("X-Frame-Options"))
		require.Contains(t, got.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
		require.Empty(t, got.Header.Get("API-Version"))
	}
}
