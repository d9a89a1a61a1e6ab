package telemetry_test

import (
	"context"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/baggage"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/platform/telemetry"
)

// testService answers an empty message and keeps the headers it got.
type testService struct {
	grpc_testing.UnimplementedTestServiceServer
	headers chan metadata.MD
}

func (s *testService) EmptyCall(ctx context.Context, _ *grpc_testing.Empty) (*grpc_testing.Empty, error) {
	headers, _ := metadata.FromIncomingContext(ctx)
	s.headers <- headers
	return &grpc_testing.Empty{}, nil
}

type secondService struct {
	grpc_testing.UnimplementedUnimplementedServiceServer
}

func (secondService) UnimplementedCall(context.Context, *grpc_testing.Empty) (*grpc_testing.Empty, error) {
	return nil, status.Error(codes.NotFound, "no")
}

// serve runs three services and health on one server and answers a connection to it. When stop returns, every call's
// span has ended.
func serve(t *testing.T, server, client stats.Handler) (conn *grpc.ClientConn, headers chan metadata.MD, stop func()) {
	t.Helper()
	headers = make(chan metadata.MD, 10)
	s := grpc.NewServer(grpc.StatsHandler(server))
	grpc_testing.RegisterTestServiceServer(s, &testService{headers: headers})
	grpc_testing.RegisterUnimplementedServiceServer(s, secondService{})
	grpc_testing.RegisterLoadBalancerStatsServiceServer(s, grpc_testing.UnimplementedLoadBalancerStatsServiceServer{})
	grpc_health_v1.RegisterHealthServer(s, health.NewServer())
	listener := bufconn.Listen(1 << 16)
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:///buf", grpc.WithStatsHandler(client),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	require.NoError(t, err)
	return conn, headers, func() {
		require.NoError(t, conn.Close())
		s.GracefulStop()
		require.NoError(t, <-served)
	}
}

func names(spans *tracetest.InMemoryExporter) []string {
	var list []string
	for _, s := range spans.GetSpans() {
		list = append(list, attributes(s.Resource.Attributes())["service.name"]+" "+s.SpanKind.String()+" "+s.Name)
	}
	return list
}

func TestEachServiceOfOneServerHasItsOwnTelemetry(t *testing.T) {
	withoutVariables(t)
	reader := sdkmetric.NewManualReader()
	caller, callerSpans := open(t, telemetry.Options{Service: "caller"})
	first, firstSpans := open(t, telemetry.Options{Service: "first", Readers: []sdkmetric.Reader{reader}})
	second, secondSpans := open(t, telemetry.Options{Service: "second"})
	process, processSpans := open(t, telemetry.Options{Service: "process"})
	routed := telemetry.RouteStats(map[string]stats.Handler{
		"grpc.testing.TestService":          first.ServerStats(),
		"grpc.testing.UnimplementedService": second.ServerStats(),
	}, process.ServerStats())
	conn, _, stop := serve(t, routed, caller.ClientStats())

	_, err := grpc_testing.NewTestServiceClient(conn).EmptyCall(t.Context(), &grpc_testing.Empty{})
	require.NoError(t, err)
	_, err = grpc_testing.NewUnimplementedServiceClient(conn).UnimplementedCall(t.Context(), &grpc_testing.Empty{})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = grpc_testing.NewLoadBalancerStatsServiceClient(conn).GetClientStats(
		t.Context(), &grpc_testing.LoadBalancerStatsRequest{})
	require.Equal(t, codes.Unimplemented, status.Code(err))
	stop()

	require.Equal(t, []string{"first server grpc.testing.TestService/EmptyCall"}, names(firstSpans))
	require.Equal(t, []string{"second server grpc.testing.UnimplementedService/UnimplementedCall"}, names(secondSpans))
	require.Equal(t, []string{"process server grpc.testing.LoadBalancerStatsService/GetClientStats"}, names(processSpans))
	require.Len(t, callerSpans.GetSpans(), 3)
	require.Equal(t, callerSpans.GetSpans()[0].SpanContext.SpanID(), firstSpans.GetSpans()[0].Parent.SpanID())

	var metrics metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &metrics))
	require.Equal(t, "rpc.server.call.duration", metrics.ScopeMetrics[0].Metrics[0].Name)
}

func TestHealthChecksAreNotTraced(t *testing.T) {
	withoutVariables(t)
	tel, spans := open(t, telemetry.Options{Service: "one"})
	conn, _, stop := serve(t, tel.ServerStats(), tel.ClientStats())
	_, err := grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	require.NoError(t, err)
	stop()
	require.Empty(t, spans.GetSpans())
}

func TestTraceContextIsForwardedAndBaggageIsNot(t *testing.T) {
	withoutVariables(t)
	tel, _ := open(t, telemetry.Options{Service: "one"})
	conn, headers, stop := serve(t, tel.ServerStats(), tel.ClientStats())
	defer stop()
	member, err := baggage.NewMember("who", "somebody")
	require.NoError(t, err)
	bag, err := baggage.New(member)
	require.NoError(t, err)
	ctx, span := tel.Tracer.Tracer("x").Start(baggage.ContextWithBaggage(t.Context(), bag), "work")
	defer span.End()
	_, err = grpc_testing.NewTestServiceClient(conn).EmptyCall(ctx, &grpc_testing.Empty{})
	require.NoError(t, err)
	got := <-headers
	require.Contains(t, got.Get("traceparent")[0], trace.SpanContextFromContext(ctx).TraceID().String())
	require.Empty(t, got.Get("baggage"))
}
