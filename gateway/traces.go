package gateway

import (
	"context"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/deschoor/meedoen/gateway/internal/traces"
	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/program"
)

// Traces keeps the newest spans of the suite in memory, for the page /admin/traces. It is made before all telemetry, so
// that it can be given to it.
type Traces struct {
	store *traces.Store
	clock clock.Clock
}

// NewTraces answers an empty Traces.
func NewTraces(clk clock.Clock) *Traces {
	return &Traces{store: traces.NewStore(traces.Limits{}), clock: clk}
}

// Processor answers what brings in the spans of this process, for telemetry.Options.Spans of each of its modules.
func (t *Traces) Processor() sdktrace.SpanProcessor { return t.store.Processor() }

// Serve has a process take the spans of other processes, over OTLP and its line, where cfg says so: of whoever has a token
// with the role telemetry. The server has no telemetry of its own.
func (t *Traces) Serve(ctx context.Context, h *program.Host, verifier *auth.Verifier, cfg Config) error {
	if cfg.Traces.Listen == "" {
		return nil
	}
	listener, err := h.Listen(ctx, "gateway.traces.listen", cfg.Traces.Listen)
	if err != nil {
		return err
	}
	h.Serve(app.On("traces", traces.NewReceiver(t.store, verifier, h.Telemetry().Log, t.clock), h.Line().Listener(listener)))
	return nil
}
