package gateway_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/deschoor/meedoen/gateway"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
)

// admins answers a gateway with the pages of admins and what makes tokens for it.
func admins(t *testing.T) (http.Handler, *devissuer.Issuer) {
	t.Helper()
	clk := clock.At(time.Date(2022, 5, 1, 12, 0, 0, 0, time.UTC))
	issuer, err := devissuer.Open(t.TempDir(), clk)
	require.NoError(t, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clk, issuer.Issuer())
	require.NoError(t, err)
	kept := gateway.NewTraces(clk)
	tracer := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(kept.Processor()))
	handler, err := gateway.New(gateway.Deps{
		Conn: &lastRequest{}, Log: slog.New(slog.DiscardHandler), Tracer: tracer, Meter: metricnoop.NewMeterProvider(),
		Traces: kept, Verifier: verifier, Clock: clk,
	}, gateway.DefaultConfig())
	require.NoError(t, err)
	return handler, issuer
}

// ask asks for a page with each of authorization as a header.
func ask(t *testing.T, handler http.Handler, path string, authorization ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header["Authorization"] = authorization
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestTracesAreForCallersWithATokenOfAnAdmin(t *testing.T) {
	handler, issuer := admins(t)
	token := func(role string) string {
		made, err := issuer.Token(devissuer.Claims{Subject: "x", Roles: []string{role}})
		require.NoError(t, err)
		return "Bearer " + made
	}
	for name, c := range map[string]struct {
		authorization []string
		status        int
		kind          string
	}{
		"admin":              {[]string{token("admin")}, http.StatusOK, "text/html; charset=utf-8"},
		"scheme in lower":    {[]string{"b" + token("admin")[1:]}, http.StatusOK, "text/html; charset=utf-8"},
		"another role":       {[]string{token("account.manager")}, http.StatusForbidden, "application/problem+json"},
		"nobody":             {nil, http.StatusUnauthorized, "application/problem+json"},
		"nonsense":           {[]string{"Bearer x"}, http.StatusUnauthorized, "application/problem+json"},
		"another scheme":     {[]string{"Basic eDp5"}, http.StatusUnauthorized, "application/problem+json"},
		"two tokens":         {[]string{token("admin"), token("admin")}, http.StatusUnauthorized, "application/problem+json"},
		"scheme and no more": {[]string{"Bearer"}, http.StatusUnauthorized, "application/problem+json"},
	} {
		for _, path := range []string{"/admin", "/admin/traces"} {
			w := ask(t, handler, path, c.authorization...)
			require.Equal(t, c.status, w.Code, name)
			require.Equal(t, c.kind, w.Header().Get("Content-Type"), name)
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"), name)
			require.Equal(t, c.status == http.StatusUnauthorized, w.Header().Get("WWW-Authenticate") == "Bearer", name)
		}
	}
}

func TestTracesShowRequestsAndNotTheirOwnPages(t *testing.T) {
	handler, issuer := admins(t)
	made, err := issuer.Token(devissuer.Claims{Subject: "x", Roles: []string{"admin"}})
	require.NoError(t, err)
	ask(t, handler, "/v1/locations")
	for range 2 {
		page := strings.ReplaceAll(ask(t, handler, "/admin/traces", "Bearer "+made).Body.String(), "<wbr>", "")
		require.Contains(t, page, "/v1/locations")
		require.NotContains(t, page, "GET /admin")
		require.Contains(t, page, "Bewaard: 1 stap sinds")
	}
}

func TestPagesOfAdminsAreThereOnlyWithTraces(t *testing.T) {
	s := start(t)
	require.Equal(t, http.StatusNotFound, s.do(t, http.MethodGet, "/admin/traces", "").StatusCode)
}
