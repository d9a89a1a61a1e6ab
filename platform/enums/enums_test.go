package enums_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	metricsv1 "go.opentelemetry.io/proto/otlp/metrics/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/deschoor/meedoen/platform/enums"
)

func TestEveryValueHasAWordThatLeadsBack(t *testing.T) {
	for number, name := range tracev1.Span_SpanKind_name {
		kind := tracev1.Span_SpanKind(number)
		require.Equal(t, kind, enums.Value[tracev1.Span_SpanKind](enums.Text(kind)), name)
	}
	require.Equal(t, "internal", enums.Text(tracev1.Span_SPAN_KIND_INTERNAL))
	require.Equal(t, "cumulative", enums.Text(metricsv1.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE))
}

func TestNoValueIsNoWord(t *testing.T) {
	require.Empty(t, enums.Text(tracev1.Span_SPAN_KIND_UNSPECIFIED))
	require.Empty(t, enums.Text(tracev1.Span_SpanKind(99)), "a value that is not defined, of a newer client")
}

func TestWordThatTheEnumDoesNotHaveIsNoValue(t *testing.T) {
	for _, word := range []string{"", "unspecified", "nothing", "span_kind_internal", "internal "} {
		require.Equal(t, tracev1.Span_SPAN_KIND_UNSPECIFIED, enums.Value[tracev1.Span_SpanKind](word), word)
	}
}
