package rules_test

import (
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/rules"
)

// observed is what one way to observe requests made of them.
type observed struct {
	tracer *sdktrace.TracerProvider
	meter  *sdkmetric.MeterProvider
	spans  *tracetest.InMemoryExporter
	reader *sdkmetric.ManualReader
}

func observe(options ...sdktrace.TracerProviderOption) *observed {
	o := &observed{spans: tracetest.NewInMemoryExporter(), reader: sdkmetric.NewManualReader()}
	o.tracer = sdktrace.NewTracerProvider(append(options, sdktrace.WithSyncer(o.spans))...)
	o.meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(o.reader))
	return o
}

// metrics answers what was measured, without the values of durations.
func (o *observed) metrics(t *testing.T) []metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, o.reader.Collect(t.Context(), &all))
	require.Len(t, all.ScopeMetrics, 1)
	metrics := all.ScopeMetrics[0].Metrics
	slices.SortFunc(metrics, func(a, b metricdata.Metrics) int { return cmp.Compare(a.Name, b.Name) })
	return metrics
}

// served is a handler with a bit of everything: statuses, sizes, patterns that are known only later, what is said twice.
func served(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/known":
		r.Pattern = "/v1/{id}"
	case "/page":
		r.Pattern = "GET example.org/page/"
	}
	switch r.URL.Path {
	case "/fails":
		w.WriteHeader(http.StatusInternalServerError)
		w.WriteHeader(http.StatusOK)
	case "/hint":
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusCreated)
	case "/wrong":
		w.WriteHeader(http.StatusNotFound)
	case "/nothing":
	default:
		content, _ := io.ReadAll(r.Body)
		_, _ = w.Write(content)
		_, _ = io.WriteString(w, "and more")
		w.(http.Flusher).Flush()
	}
}

func requests() []*http.Request {
	ask := func(method, path, body string) *http.Request {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host, r.RemoteAddr = "", "" // as behind CallerHeaders
		return r
	}
	traced := ask(http.MethodPost, "/known", "x")
	traced.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	secure := httptest.NewRequest(http.MethodGet, "https://h/known", nil)
	secure.Host, secure.RemoteAddr = "", ""
	newer := ask(http.MethodPut, "/page", "abc")
	newer.Proto, newer.ProtoMajor, newer.ProtoMinor = "HTTP/2.0", 2, 0
	return []*http.Request{
		ask(http.MethodGet, "/known", ""), ask(http.MethodPost, "/known", "body"), ask(http.MethodPost, "/known", "longer body"),
		ask(http.MethodGet, "/fails", ""), ask(http.MethodGet, "/wrong", ""), ask(http.MethodDelete, "/nothing", ""),
		ask(http.MethodGet, "/hint", ""), ask("BREW", "/page", ""), traced, secure, newer,
	}
}

// TestRequestsAreObservedAsOtelhttpDoes: dashboards, alerts and whoever reads traces know those names.
func TestRequestsAreObservedAsOtelhttpDoes(t *testing.T) {
	ours, theirs := observe(), observe()
	reference := otelhttp.NewMiddleware("", otelhttp.WithTracerProvider(theirs.tracer), otelhttp.WithMeterProvider(theirs.meter),
		otelhttp.WithPropagators(propagation.TraceContext{}))
	for _, r := range requests() {
		body, _ := io.ReadAll(r.Body)
		for _, rule := range []rules.Rule{rules.Trace(ours.tracer, ours.meter), reference} {
			again := r.Clone(t.Context())
			again.Body = io.NopCloser(strings.NewReader(string(body)))
			rule(http.HandlerFunc(served)).ServeHTTP(httptest.NewRecorder(), again)
		}
	}
	got, want := ours.spans.GetSpans(), theirs.spans.GetSpans()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Name, got[i].Name)
		require.Equal(t, want[i].SpanKind, got[i].SpanKind)
		require.Equal(t, want[i].Status, got[i].Status, got[i].Name)
		require.Equal(t, want[i].Parent, got[i].Parent, got[i].Name)
		require.Equal(t, attribute.NewSet(want[i].Attributes...), attribute.NewSet(got[i].Attributes...), got[i].Name)
	}
	measured, expected := ours.metrics(t), theirs.metrics(t)
	require.Len(t, measured, 3)
	for i, m := range measured {
		metricdatatest.AssertEqual(t, expected[i], m, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreExemplars(),
			metricdatatest.IgnoreValue())
	}
	requireSizes(t, measured[0], expected[0])
	requireSizes(t, measured[2], expected[2])
}

// requireSizes compares what was counted.
func requireSizes(t *testing.T, got, want metricdata.Metrics) {
	t.Helper()
	sums := func(m metricdata.Metrics) map[attribute.Distinct]int64 {
		all := map[attribute.Distinct]int64{}
		for _, p := range m.Data.(metricdata.Histogram[int64]).DataPoints {
			all[p.Attributes.Equivalent()] = p.Sum*1000 + int64(p.Count)
		}
		return all
	}
	require.Equal(t, sums(want), sums(got), got.Name)
}

func TestARequestThatIsNotSampledHasATraceAllTheSame(t *testing.T) {
	o := observe(sdktrace.WithSampler(sdktrace.NeverSample()))
	var within trace.SpanContext
	handler := rules.Trace(o.tracer, o.meter)(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		within = trace.SpanContextFromContext(r.Context())
	}))
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	require.True(t, within.IsValid())
	require.False(t, within.IsSampled())
	require.Empty(t, o.spans.GetSpans())
	require.Len(t, o.metrics(t), 3)
}

func TestASpanEndsWhereTheAnswerIsAborted(t *testing.T) {
	o := observe()
	handler := rules.Trace(o.tracer, o.meter)(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	require.PanicsWithValue(t, http.ErrAbortHandler, func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
	})
	require.Len(t, o.spans.GetSpans(), 1)
	require.Equal(t, codes.Unset, o.spans.GetSpans()[0].Status.Code)
}
