package rules_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway/internal/rules"
)

func TestAPanicIsAnsweredWithoutAWordAndLogged(t *testing.T) {
	var log strings.Builder
	handler := rules.Chain(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("hunter2") }),
		rules.Recover(slog.New(slog.NewTextHandler(&log, nil))))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.NotContains(t, w.Body.String(), "hunter2")
	require.Contains(t, log.String(), "panic=hunter2")
	require.Contains(t, log.String(), "rules_test.go")
	var p struct{ Reason string }
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	require.Equal(t, "INTERNAL", p.Reason)
}

func TestAnAbortedAnswerStaysAborted(t *testing.T) {
	handler := rules.Chain(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
		rules.Recover(slog.New(slog.DiscardHandler)))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	})
}

func TestRulesRunInTheirOrder(t *testing.T) {
	var order []string
	note := func(name string) rules.Rule {
		return func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				order = append(order, name)
				next.ServeHTTP(w, r)
			})
		}
	}
	rules.Chain(http.NotFoundHandler(), note("first"), note("second")).
		ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	require.Equal(t, []string{"first", "second"}, order)
}
