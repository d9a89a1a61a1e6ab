package grpcx_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	otelcodes "go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/telemetry"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// watched is the telemetry of a module whose spans and metrics a test reads.
type watched struct {
	*telemetry.Telemetry
	spans  *tracetest.InMemoryExporter
	reader *sdkmetric.ManualReader
}

func watch(t *testing.T, service string) watched {
	t.Helper()
	w := watched{spans: tracetest.NewInMemoryExporter(), reader: sdkmetric.NewManualReader()}
	tel, err := telemetry.New(t.Context(), telemetry.Options{
		Service: service, LogWriter: io.Discard,
		Spans:   []sdktrace.SpanProcessor{sdktrace.NewSimpleSpanProcessor(w.spans)},
		Readers: []sdkmetric.Reader{w.reader},
	})
	require.NoError(t, err)
	w.Telemetry = tel
	return w
}

// names answers the spans that ended, each as its kind and name.
func (w watched) names() (names []string) {
	for _, s := range w.spans.GetSpans() {
		names = append(names, s.SpanKind.String()+" "+s.Name)
	}
	return names
}

// points answers what was measured of calls.
func (w watched) points(t *testing.T) (points []metricdata.HistogramDataPoint[float64]) {
	t.Helper()
	var all metricdata.ResourceMetrics
	require.NoError(t, w.reader.Collect(t.Context(), &all))
	for _, scope := range all.ScopeMetrics {
		points = append(points, scope.Metrics[0].Data.(metricdata.Histogram[float64]).DataPoints...)
	}
	return points
}

// answered answers how many calls were measured, by the code of the answer.
func (w watched) answered(t *testing.T) map[string]int {
	t.Helper()
	byCode := map[string]int{}
	for _, point := range w.points(t) {
		code, _ := point.Attributes.Value("rpc.response.status_code")
		byCode[code.AsString()] += int(point.Count)
	}
	return byCode
}

// measured answers the attributes of what was measured in text.
func (w watched) measured(t *testing.T) (texts []string) {
	t.Helper()
	for _, point := range w.points(t) {
		texts = append(texts, point.Attributes.Encoded(attribute.DefaultEncoder()))
	}
	return texts
}

// about answers the attributes of a span in text.
func about(s tracetest.SpanStub) string {
	set := attribute.NewSet(s.Attributes...)
	return set.Encoded(attribute.DefaultEncoder())
}

// between answers a rig whose server is watched by one telemetry and its client by another.
func between(t *testing.T, h handlers) (r *rig, server, client watched) {
	t.Helper()
	server, client = watch(t, "server"), watch(t, "client")
	r = newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
	h.register(r)
	return r.serve(t, grpcx.ClientConfig{Telemetry: client.ClientCalls()}), server, client
}

func TestEachServiceOfOneServerHasItsOwnTelemetry(t *testing.T) {
	caller, first, second, process := watch(t, "caller"), watch(t, "first"), watch(t, "second"), watch(t, "process")
	r := newRig(t, func(cfg *grpcx.ServerConfig) {
		cfg.Telemetry = telemetry.RouteCalls(map[string]*telemetry.Calls{
			"meedoen.activities.v1.HeadCountService": first.ServerCalls(),
			"meedoen.events.v1.PositionService":      second.ServerCalls(),
		}, process.ServerCalls())
	})
	handlers{}.register(r)
	r.serve(t, grpcx.ClientConfig{Telemetry: caller.ClientCalls()})

	require.NoError(t, createCount(r.as(t, "importer"), r.conn))
	require.NoError(t, getPositions(r.as(t), r.conn))
	require.NoError(t, getAccount(t.Context(), r.conn))

	require.Equal(t, []string{"server meedoen.activities.v1.HeadCountService/CreateHeadCount"}, first.names())
	require.Equal(t, []string{"server meedoen.events.v1.PositionService/GetPositions"}, second.names())
	require.Equal(t, []string{"server meedoen.reporting.v1.AccountService/GetAccount"}, process.names())
	made := caller.spans.GetSpans()
	require.Len(t, made, 3)
	for i, w := range []watched{first, second, process} {
		got := w.spans.GetSpans()[0]
		require.Equal(t, made[i].SpanContext.SpanID(), got.Parent.SpanID())
		require.Equal(t, made[i].SpanContext.TraceID(), got.SpanContext.TraceID())
		require.Equal(t, map[string]int{"OK": 1}, w.answered(t))
	}
	require.Equal(t, map[string]int{"OK": 3}, caller.answered(t))
}

func TestSpansSayWhatWasCalledWhereAndHowItEnded(t *testing.T) {
	server, client := watch(t, "server"), watch(t, "client")
	r := newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
	gone := fault.New(fault.NotFound, "CAKE_GONE", "The cake is gone.")
	handlers{
		account:   func(context.Context) (*reportingv1.Account, error) { return nil, gone },
		positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) { return nil, io.ErrUnexpectedEOF },
	}.register(r)
	address := r.listen(t)
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{Telemetry: client.ClientCalls()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })

	requireFault(t, getAccount(t.Context(), conn), codes.NotFound, "CAKE_GONE")
	requireFault(t, getPositions(r.as(t), conn), codes.Internal, "INTERNAL")

	host, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	at := ",rpc.system.name=grpc,server.address=" + host + ",server.port=" + port
	const account, positions = "meedoen.reporting.v1.AccountService/GetAccount", "meedoen.events.v1.PositionService/GetPositions"
	for _, w := range []watched{server, client} {
		spans := w.spans.GetSpans()
		require.Equal(t, "rpc.method="+account+",rpc.response.status_code=NOT_FOUND"+at, about(spans[0]))
		require.Equal(t, "rpc.method="+positions+",rpc.response.status_code=INTERNAL"+at, about(spans[1]))
		require.Equal(t, otelcodes.Error, spans[1].Status.Code)
		require.NotContains(t, spans[1].Status.Description, "EOF", "the cause is for the log")
	}
	require.Equal(t, otelcodes.Unset, server.spans.GetSpans()[0].Status.Code, "what a caller did wrong")
	require.Equal(t, sdktrace.Status{Code: otelcodes.Error, Description: "The cake is gone."}, client.spans.GetSpans()[0].Status)
}

func TestHealthChecksAreNotTraced(t *testing.T) {
	r, server, client := between(t, handlers{})
	_, err := healthv1.NewHealthClient(r.conn).Check(t.Context(), &healthv1.HealthCheckRequest{})
	require.NoError(t, err)
	require.Empty(t, append(server.names(), client.names()...))
	require.Empty(t, server.answered(t))
}

func TestLookingHowTheProcessIsLeavesNoTracesAndChangingDoes(t *testing.T) {
	server, client := watch(t, "server"), watch(t, "client")
	r := newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
	operationsv1.RegisterOperationServiceServer(r, operationsv1.UnimplementedOperationServiceServer{})
	r.serve(t, grpcx.ClientConfig{Telemetry: client.ClientCalls()})
	operation := operationsv1.NewOperationServiceClient(r.conn)
	_, err := operation.GetProcessStatus(r.as(t), &operationsv1.GetProcessStatusRequest{})
	require.Error(t, err)
	_, err = operation.ListDeadLetters(r.as(t), &operationsv1.ListDeadLettersRequest{})
	require.Error(t, err)
	_, err = operation.GetDeadLetter(r.as(t), &operationsv1.GetDeadLetterRequest{})
	require.Error(t, err)
	_, err = operation.CreateDeadLetterDrop(r.as(t), &operationsv1.CreateDeadLetterDropRequest{})
	require.Error(t, err)

	const change = "meedoen.operations.v1.OperationService/CreateDeadLetterDrop"
	require.Equal(t, []string{"server " + change}, server.names())
	require.Equal(t, []string{"client " + change}, client.names())
}

// headers answers the headers that GetPositions gets.
func headers(got *metadata.MD) handlers {
	return handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		*got, _ = metadata.FromIncomingContext(ctx)
		return &eventsv1.GetPositionsResponse{}, nil
	}}
}

func TestTraceContextIsForwardedAndBaggageIsNot(t *testing.T) {
	var got metadata.MD
	r, _, client := between(t, headers(&got))
	member, err := baggage.NewMember("who", "somebody")
	require.NoError(t, err)
	bag, err := baggage.New(member)
	require.NoError(t, err)
	ctx, span := client.Tracer.Tracer("x").Start(baggage.ContextWithBaggage(r.as(t), bag), "work")
	defer span.End()

	require.NoError(t, getPositions(ctx, r.conn))

	require.Len(t, got.Get("traceparent"), 1)
	require.Contains(t, got.Get("traceparent")[0], trace.SpanContextFromContext(ctx).TraceID().String())
	require.Equal(t, trace.SpanContextFromContext(ctx).SpanID(), client.spans.GetSpans()[0].Parent.SpanID())
	require.Empty(t, got.Get("baggage"))
}

func TestTraceThatWasInTheHeadersBeforeIsReplaced(t *testing.T) {
	var got metadata.MD
	r, _, client := between(t, headers(&got))
	stale := metadata.AppendToOutgoingContext(r.as(t), "tracestate", "oven=cold", "other", "stays",
		"Traceparent", "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")
	for _, conn := range r.both() {
		require.NoError(t, getPositions(stale, conn))
		require.Len(t, got.Get("traceparent"), 1)
		made := client.spans.GetSpans()
		require.Contains(t, got.Get("traceparent")[0], made[len(made)-1].SpanContext.SpanID().String())
		require.Empty(t, got.Get("tracestate"), "it was of the trace before")
		require.Equal(t, []string{"stays"}, got.Get("other"))
	}
}

func TestCallThatIsNotSampledIsNotSampledFurtherOnEither(t *testing.T) {
	var got metadata.MD
	var inside trace.SpanContext
	h := headers(&got)
	handle := h.positions
	h.positions = func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		inside = trace.SpanContextFromContext(ctx)
		return handle(ctx)
	}
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	client := watch(t, "client")
	t.Setenv("OTEL_TRACES_SAMPLER", "parentbased_always_on")
	server := watch(t, "server")
	r := newRig(t, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
	h.register(r)
	r.serve(t, grpcx.ClientConfig{Telemetry: client.ClientCalls()})

	require.NoError(t, getPositions(r.as(t), r.conn))

	sent := strings.Split(got.Get("traceparent")[0], "-")
	require.Equal(t, "00", sent[3])
	require.Equal(t, sent[1], inside.TraceID().String(), "lines in the log of both sides are found by it")
	require.NotEqual(t, sent[2], inside.SpanID().String())
	require.False(t, inside.IsSampled())
	require.Empty(t, append(server.names(), client.names()...))
	require.Equal(t, map[string]int{"OK": 1}, server.answered(t), "it is measured all the same")
	require.Equal(t, map[string]int{"OK": 1}, client.answered(t))
}

func TestSamplerOfTheServerDecidesWhereNobodyDidBefore(t *testing.T) {
	for sampler, spans := range map[string]int{"parentbased_always_on": 1, "parentbased_always_off": 0} {
		t.Setenv("OTEL_TRACES_SAMPLER", sampler)
		server := watch(t, "server")
		r := serving(t, handlers{}, func(cfg *grpcx.ServerConfig) { cfg.Telemetry = server.ServerCalls() })
		require.NoError(t, getPositions(r.as(t), r.conn))
		require.Len(t, server.spans.GetSpans(), spans)
	}
}

func TestReadThatIsTriedAgainIsOneCallOfTheClient(t *testing.T) {
	tried := 0
	r, server, client := between(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		if tried++; tried < 3 {
			return nil, fault.New(fault.Unavailable, "OVEN_COLD", "The oven is cold.")
		}
		return &eventsv1.GetPositionsResponse{}, nil
	}})

	require.NoError(t, getPositions(r.as(t), r.conn))

	require.Equal(t, map[string]int{"OK": 1, "UNAVAILABLE": 2}, server.answered(t))
	require.Equal(t, map[string]int{"OK": 1}, client.answered(t))
	for _, s := range server.spans.GetSpans() {
		require.Equal(t, client.spans.GetSpans()[0].SpanContext.SpanID(), s.Parent.SpanID())
	}
}
