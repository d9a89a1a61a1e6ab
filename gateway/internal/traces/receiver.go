package traces

import (
	"context"
	"fmt"
	"log/slog"

	collectorv1 "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	_ "google.golang.org/grpc/encoding/gzip" // OTEL_EXPORTER_OTLP_COMPRESSION has senders compress

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
)

// Role is what the token of a sender must have.
const Role = "telemetry"

// maxMessage is the size of the largest request, in bytes: a batch of 512 spans, of which the SDK makes one, has 0.5 MB.
const maxMessage = 4 << 20

// NewReceiver answers a server of the OTLP trace service, which takes the spans of other processes: of whoever has a
// token with Role. It has no telemetry of its own, or each batch of spans would make another.
func NewReceiver(store *Store, verifier *auth.Verifier, log *slog.Logger, clk clock.Clock) *grpcx.Server {
	server := grpcx.NewServer(grpcx.ServerConfig{
		Verifier: verifier, Log: log, Clock: clk, MaxMessage: maxMessage,
		Access: grpcx.AccessTable{{Method: collectorv1.TraceService_Export_FullMethodName, Roles: []string{Role}}},
	})
	collectorv1.RegisterTraceServiceServer(server, &receiver{store: store, clock: clk})
	server.SetServing()
	return server
}

type receiver struct {
	collectorv1.UnimplementedTraceServiceServer
	store *Store
	clock clock.Clock
}

// Export keeps the spans that can be kept. A sender must not send the others again, so that they are no error: how many
// they were, and why the first of them was refused, stands in the answer (OTLP 1, "partial success").
func (r *receiver) Export(
	_ context.Context, request *collectorv1.ExportTraceServiceRequest,
) (*collectorv1.ExportTraceServiceResponse, error) {
	spans, refused := fromOTLP(request.GetResourceSpans(), r.clock.Now())
	r.store.Add(spans...)
	answer := &collectorv1.ExportTraceServiceResponse{}
	if len(refused) > 0 {
		r.store.refuse(len(refused))
		answer.PartialSuccess = &collectorv1.ExportTracePartialSuccess{
			RejectedSpans: int64(len(refused)),
			ErrorMessage:  fmt.Sprintf("%d spans were refused, the first because %s", len(refused), refused[0]),
		}
	}
	return answer, nil
}
