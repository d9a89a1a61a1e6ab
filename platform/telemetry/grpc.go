package telemetry

import (
	"context"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/grpc/stats"

	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// ServerStats answers the handler that traces and measures the calls a gRPC server gets, but for health checks and those of who
// looks how the process is, which come every few seconds and say nothing.
func (t *Telemetry) ServerStats() stats.Handler { return otelgrpc.NewServerHandler(t.grpcOptions()...) }

// ClientStats answers the handler that traces and measures the calls a gRPC client makes.
func (t *Telemetry) ClientStats() stats.Handler { return otelgrpc.NewClientHandler(t.grpcOptions()...) }

// grpcOptions propagate the W3C trace context and no baggage: that goes in clear to whoever is called.
func (t *Telemetry) grpcOptions() []otelgrpc.Option {
	return []otelgrpc.Option{
		otelgrpc.WithTracerProvider(t.Tracer),
		otelgrpc.WithMeterProvider(t.Meter),
		otelgrpc.WithPropagators(propagation.TraceContext{}),
		otelgrpc.WithFilter(filters.None(filters.HealthCheck(), looking())),
	}
}

// looking says that somebody looks how the process is, as the pages of admins do every few seconds: like a health check that says
// nothing, and it would drive out what they look for. What they change is traced.
func looking() otelgrpc.Filter {
	return filters.Any(
		filters.FullMethodName(operationsv1.OperationService_GetProcessStatus_FullMethodName),
		filters.FullMethodName(operationsv1.OperationService_ListDeadLetters_FullMethodName),
		filters.FullMethodName(operationsv1.OperationService_GetDeadLetter_FullMethodName),
	)
}

// RouteStats answers the handler of a server that hosts several modules: each call goes to the handler of its gRPC
// service, by full name such as "grpc.health.v1.Health", and any other to fallback. A call to a service that is not
// there leaves no span: gRPC never tells its handler that it ended.
func RouteStats(byService map[string]stats.Handler, fallback stats.Handler) stats.Handler {
	return &route{byService: byService, Handler: fallback}
}

// route leaves what happens to connections to the fallback: they belong to no service.
type route struct {
	stats.Handler
	byService map[string]stats.Handler
}

type routeKey struct{}

// TagRPC chooses the handler of a call and remembers it in the call's context.
func (r *route) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	service, _, _ := strings.Cut(strings.TrimPrefix(info.FullMethodName, "/"), "/")
	handler, ok := r.byService[service]
	if !ok {
		handler = r.Handler
	}
	return handler.TagRPC(context.WithValue(ctx, routeKey{}, handler), info)
}

// HandleRPC passes an event on to the handler of its call.
func (r *route) HandleRPC(ctx context.Context, event stats.RPCStats) {
	if handler, ok := ctx.Value(routeKey{}).(stats.Handler); ok {
		handler.HandleRPC(ctx, event)
	}
}
