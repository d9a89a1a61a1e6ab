package telemetry_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/telemetry"
)

func TestLineOfTheLogIsAnEventOfItsSpanWithoutErrors(t *testing.T) {
	withoutVariables(t)
	var out bytes.Buffer
	tel, spans := open(t, telemetry.Options{Service: "one", LogWriter: &out})
	ctx, span := tel.Tracer.Tracer("x").Start(t.Context(), "work")
	tel.Log.WarnContext(ctx, "it went wrong", "code", "ABORTED", "error", errors.New("of Anna"), "rows", 3)
	tel.Log.InfoContext(ctx, "gRPC call", "error", "of Anna", "stack", "main.go")
	tel.Log.DebugContext(ctx, "too quiet to be a line")
	span.End()
	tel.Log.WarnContext(ctx, "after its end")
	tel.Log.WarnContext(t.Context(), "outside")

	events := spans.GetSpans()[0].Events
	require.Len(t, events, 2)
	require.Equal(t, telemetry.LogEvent, events[0].Name)
	require.Equal(t, map[string]string{
		telemetry.LogSeverity: "WARN", telemetry.LogMessage: "it went wrong", "log.code": "ABORTED", "log.rows": "3",
	}, attributes(events[0].Attributes))
	require.Equal(t, map[string]string{telemetry.LogSeverity: "INFO", telemetry.LogMessage: "gRPC call"},
		attributes(events[1].Attributes))
	require.Contains(t, out.String(), "of Anna", "the log itself has it")
}
