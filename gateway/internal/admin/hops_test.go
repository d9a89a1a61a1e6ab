package admin

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/platform/telemetry"
)

func TestTraceShowsTheWayOfItsEvents(t *testing.T) {
	v := view(headCount()...)
	require.Equal(t, []hop{{
		Type: "activities.head-count-saved", From: chip{"activities", 1}, Waited: "900 µs", Took: "1,5 ms",
		Arrivals: []arrival{{Service: chip{"reporting", 3}, Lag: "200 µs", Took: "4,7 ms"}},
	}}, v.Hops)
	require.Empty(t, v.Log)
	require.Empty(t, view(headCount()[:8]...).Hops, "nothing was published")

	spans := headCount()[:9]
	spans = append(spans, kind(trace.SpanKindConsumer, span(20, 9, "reporting", setAside+"nl.welzijn.activities.head-count-saved.v1", 9000, 10)))
	require.True(t, view(spans...).Hops[0].Arrivals[0].SetAside)
	d := read(t, filled(), "/admin/traces/"+traceID(1).String())
	require.Contains(t, d.With("class", "hops").Text(), "200 µs onderweg, verwerkt in 4,7 ms")
}

func TestTraceShowsWhatWasLogged(t *testing.T) {
	first, second := span(1, 0, "gateway", "call", 0, 100), span(2, 1, "shop", "answer", 10, 50)
	line := func(s *traces.Span, level slog.Level, text string, more ...attribute.KeyValue) {
		s.Events = append(s.Events, traces.Event{Time: s.Start, Name: telemetry.LogEvent, Attributes: append([]attribute.KeyValue{
			attribute.String(telemetry.LogSeverity, level.String()), attribute.String(telemetry.LogMessage, text),
		}, more...)})
	}
	line(second, slog.LevelWarn, "too <late>", attribute.String("log.code", "ABORTED"))
	line(first, slog.LevelInfo, "begun")
	v := view(first, second)
	require.Len(t, v.Log, 2)
	require.Equal(t, "begun", v.Log[0].Message)
	require.False(t, v.Log[0].Fault)
	require.Equal(t, logLine{
		After: "10 µs", Service: chip{"shop", 2}, Severity: "WARN", Fault: true, Message: "too <late>",
		Attributes: []pair{{"code", "ABORTED"}},
	}, v.Log[1])
}

func TestTraceLinksToJaegerWhereThatIsKnown(t *testing.T) {
	d := newDesk(t, nil, func(o *Options) { o.Jaeger = "http://jaeger.example:16686/" })
	page := d.read("/admin/traces/" + traceID(1).String())
	require.NotEmpty(t, page.With("href", "http://jaeger.example:16686/trace/"+traceID(1).String()).Text())
	require.NotContains(t, newDesk(t, nil).read("/admin/traces/"+traceID(1).String()).First("main").Text(), "Jaeger")
}
