package telemetry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	metricpb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/telemetry"
)

// withoutVariables takes the machine's own OTEL variables away for one test.
func withoutVariables(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "OTEL_") {
			t.Setenv(name, "")
		}
	}
}

// open answers telemetry whose spans a test can read as soon as they end.
func open(t *testing.T, o telemetry.Options) (*telemetry.Telemetry, *tracetest.InMemoryExporter) {
	t.Helper()
	spans := tracetest.NewInMemoryExporter()
	o.Spans = append(o.Spans, sdktrace.NewSimpleSpanProcessor(spans))
	if o.LogWriter == nil {
		o.LogWriter = io.Discard
	}
	tel, err := telemetry.New(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.WithoutCancel(t.Context()))) })
	return tel, spans
}

func attributes(list []attribute.KeyValue) map[string]string {
	byKey := map[string]string{}
	for _, a := range list {
		byKey[string(a.Key)] = a.Value.String()
	}
	return byKey
}

func TestResourceSaysWhichModuleItIs(t *testing.T) {
	withoutVariables(t)
	t.Setenv("OTEL_SERVICE_NAME", "the-whole-process")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
	tel, spans := open(t, telemetry.Options{Service: "one", Version: "1.2.3"})
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	span.End()
	got := attributes(spans.GetSpans()[0].Resource.Attributes())
	require.Equal(t, "one", got["service.name"])
	require.Equal(t, "meedoen", got["service.namespace"])
	require.Equal(t, "1.2.3", got["service.version"])
	require.Equal(t, "test", got["deployment.environment.name"])
	require.NotEmpty(t, got["service.instance.id"])
}

func TestNamespaceCanBeAnother(t *testing.T) {
	withoutVariables(t)
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "service.namespace=proef")
	tel, spans := open(t, telemetry.Options{Service: "one"})
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	span.End()
	require.Equal(t, "proef", attributes(spans.GetSpans()[0].Resource.Attributes())["service.namespace"])
}

func TestSamplerIsTheVariables(t *testing.T) {
	withoutVariables(t)
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	tel, spans := open(t, telemetry.Options{Service: "one"})
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	span.End()
	require.Empty(t, spans.GetSpans())
	require.True(t, span.SpanContext().IsValid(), "a span that is not sampled still has ids")
}

func TestLogLineHasTheIdsOfItsSpan(t *testing.T) {
	withoutVariables(t)
	var out bytes.Buffer
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: "one", LogWriter: &out})
	require.NoError(t, err)
	ctx, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	log := tel.Log.With("more", 1)
	log.InfoContext(ctx, "inside")
	log.InfoContext(t.Context(), "outside")
	log.DebugContext(ctx, "too little to tell")

	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 2)
	var inside, outside map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &inside))
	require.NoError(t, json.Unmarshal([]byte(lines[1]), &outside))
	require.Equal(t, "one", inside["service"])
	require.Equal(t, "inside", inside["msg"])
	require.EqualValues(t, 1, inside["more"])
	require.Equal(t, span.SpanContext().TraceID().String(), inside["trace_id"])
	require.Equal(t, span.SpanContext().SpanID().String(), inside["span_id"])
	require.NotContains(t, outside, "trace_id")
}

func TestLogForATerminal(t *testing.T) {
	withoutVariables(t)
	var out bytes.Buffer
	tel, _ := open(t, telemetry.Options{Service: "one", LogWriter: &out, LogText: true, LogLevel: slog.LevelDebug})
	ctx, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	tel.Log.WithGroup("g").DebugContext(ctx, "hello")
	id := span.SpanContext().TraceID().String()
	require.Contains(t, out.String(), "level=DEBUG msg=hello service=one g.trace_id="+id)
}

// collector is an OTLP collector that keeps what it is sent.
func collector(t *testing.T) (
	url string, traces chan *tracepb.ExportTraceServiceRequest, metrics chan *metricpb.ExportMetricsServiceRequest,
) {
	t.Helper()
	traces = make(chan *tracepb.ExportTraceServiceRequest, 10)
	metrics = make(chan *metricpb.ExportMetricsServiceRequest, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/v1/traces":
			sent := &tracepb.ExportTraceServiceRequest{}
			_ = proto.Unmarshal(body, sent)
			traces <- sent
		case "/v1/metrics":
			sent := &metricpb.ExportMetricsServiceRequest{}
			_ = proto.Unmarshal(body, sent)
			metrics <- sent
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, traces, metrics
}

func record(t *testing.T) {
	t.Helper()
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: "one", LogWriter: io.Discard})
	require.NoError(t, err)
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	span.End()
	count, err := tel.Meter.Meter("x").Int64Counter("things")
	require.NoError(t, err)
	count.Add(t.Context(), 1)
	require.NoError(t, tel.Shutdown(t.Context()))
}

func TestShutdownSendsWhatIsLeft(t *testing.T) {
	withoutVariables(t)
	url, traces, metrics := collector(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
	record(t)
	require.Equal(t, "work", (<-traces).ResourceSpans[0].ScopeSpans[0].Spans[0].Name)
	require.Equal(t, "things", (<-metrics).ResourceMetrics[0].ScopeMetrics[0].Metrics[0].Name)
}

func TestNothingIsExportedUnasked(t *testing.T) {
	tests := map[string]map[string]string{
		"no exporter and no endpoint": {},
		"exporter none":               {"OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "none", "endpoint": "yes"},
		"disabled":                    {"OTEL_SDK_DISABLED": "true", "endpoint": "yes"},
	}
	for name, variables := range tests {
		t.Run(name, func(t *testing.T) {
			withoutVariables(t)
			url, traces, metrics := collector(t)
			for name, value := range variables {
				if name == "endpoint" {
					name, value = "OTEL_EXPORTER_OTLP_ENDPOINT", url
				}
				t.Setenv(name, value)
			}
			record(t)
			require.Empty(t, traces)
			require.Empty(t, metrics)
		})
	}
}

func TestOneSignalAlone(t *testing.T) {
	withoutVariables(t)
	url, traces, metrics := collector(t)
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", url+"/v1/traces")
	record(t)
	require.Len(t, traces, 1)
	require.Empty(t, metrics)
}

func TestShutdownEndsWithItsContext(t *testing.T) {
	withoutVariables(t)
	release := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(hanging.Close)
	t.Cleanup(func() { close(release) })
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", hanging.URL)
	tel, err := telemetry.New(t.Context(), telemetry.Options{Service: "one", LogWriter: io.Discard})
	require.NoError(t, err)
	_, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	span.End()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, tel.Shutdown(ctx), context.Canceled)
}

func TestUnknownExporterIsAnError(t *testing.T) {
	for _, variable := range []string{"OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER"} {
		t.Run(variable, func(t *testing.T) {
			withoutVariables(t)
			t.Setenv(variable, "telegraph")
			_, err := telemetry.New(t.Context(), telemetry.Options{Service: "one", LogWriter: io.Discard})
			require.ErrorContains(t, err, variable+"=telegraph")
		})
	}
}

func TestServiceAndLogWriterAreRequired(t *testing.T) {
	for _, o := range []telemetry.Options{{LogWriter: io.Discard}, {Service: "one"}} {
		_, err := telemetry.New(t.Context(), o)
		require.ErrorContains(t, err, "a service and a log writer are required")
	}
}
