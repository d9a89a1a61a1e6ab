package telemetry_test

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/telemetry"
)

const bake = "/kitchen.v1.Oven/Bake"

// measured answers telemetry, and the only metric it has so far.
func measured(t *testing.T) (*telemetry.Telemetry, func() metricdata.Metrics) {
	t.Helper()
	withoutVariables(t)
	reader := sdkmetric.NewManualReader()
	tel, _ := open(t, telemetry.Options{Service: "one", Readers: []sdkmetric.Reader{reader}})
	return tel, func() metricdata.Metrics {
		var all metricdata.ResourceMetrics
		require.NoError(t, reader.Collect(t.Context(), &all))
		require.Len(t, all.ScopeMetrics, 1)
		require.Len(t, all.ScopeMetrics[0].Metrics, 1)
		return all.ScopeMetrics[0].Metrics[0]
	}
}

// points answers what was measured, by the attributes it has.
func points(m metricdata.Metrics) map[string]metricdata.HistogramDataPoint[float64] {
	byText := map[string]metricdata.HistogramDataPoint[float64]{}
	for _, point := range m.Data.(metricdata.Histogram[float64]).DataPoints {
		byText[point.Attributes.Encoded(attribute.DefaultEncoder())] = point
	}
	return byText
}

// call makes a call that takes a second.
func call(ctx context.Context, c *telemetry.Calls, code codes.Code, server net.Addr) {
	ctx, observed := c.Begin(ctx, bake)
	observed.End(ctx, time.Second, status.New(code, "no"), server)
}

func TestDurationOfACallAtTheServer(t *testing.T) {
	tel, collect := measured(t)
	call(t.Context(), tel.ServerCalls(), codes.OK, nil)
	call(t.Context(), tel.ServerCalls(), codes.NotFound, nil)
	call(t.Context(), tel.ServerCalls(), codes.Internal, nil)
	call(t.Context(), tel.ServerCalls(), codes.Internal, nil)
	call(t.Context(), tel.ServerCalls(), 99, nil)

	m := collect()
	require.Equal(t, "rpc.server.call.duration", m.Name)
	require.Equal(t, "s", m.Unit)
	require.Equal(t, "Measures the duration of an incoming Remote Procedure Call (RPC).", m.Description)
	const about = "rpc.method=kitchen.v1.Oven/Bake,rpc.response.status_code="
	counts := map[string]uint64{}
	for text, point := range points(m) {
		counts[text] = point.Count
		require.Equal(t, float64(point.Count), point.Sum)
		require.Equal(t, []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}, point.Bounds)
	}
	require.Equal(t, map[string]uint64{
		about + "OK,rpc.system.name=grpc": 1, about + "NOT_FOUND,rpc.system.name=grpc": 1,
		"error.type=INTERNAL," + about + "INTERNAL,rpc.system.name=grpc": 2,
		about + "99,rpc.system.name=grpc":                                1,
	}, counts, "what a caller did wrong is no error of the server")
}

func TestDurationOfACallAtTheClient(t *testing.T) {
	tel, collect := measured(t)
	server := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9090}
	call(t.Context(), tel.ClientCalls(), codes.OK, server)
	call(t.Context(), tel.ClientCalls(), codes.OK, server)
	call(t.Context(), tel.ClientCalls(), codes.Unavailable, nil)

	m := collect()
	require.Equal(t, "rpc.client.call.duration", m.Name)
	require.Equal(t, "Measures the duration of an outgoing Remote Procedure Call (RPC).", m.Description)
	of := points(m)
	require.Len(t, of, 2)
	require.EqualValues(t, 2, of["rpc.method=kitchen.v1.Oven/Bake,rpc.response.status_code=OK,rpc.system.name=grpc,"+
		"server.address=127.0.0.1,server.port=9090"].Count)
	require.EqualValues(t, 1, of["error.type=UNAVAILABLE,rpc.method=kitchen.v1.Oven/Bake,"+
		"rpc.response.status_code=UNAVAILABLE,rpc.system.name=grpc"].Count)
}

func TestServersThatCameAndWentAreStillToldApart(t *testing.T) {
	tel, collect := measured(t)
	for range 2 {
		for port := range 150 {
			call(t.Context(), tel.ClientCalls(), codes.OK, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1000 + port})
		}
	}
	of := points(collect())
	require.Len(t, of, 150)
	for _, point := range of {
		require.EqualValues(t, 2, point.Count)
	}
}

func TestClockThatIsSetBackTakesNothingFromTheSum(t *testing.T) {
	tel, collect := measured(t)
	ctx, observed := tel.ServerCalls().Begin(t.Context(), bake)
	observed.End(ctx, -time.Hour, nil, nil)
	for _, point := range points(collect()) {
		require.EqualValues(t, 1, point.Count)
		require.Zero(t, point.Sum)
	}
}

func TestNobodyObservesTheCallsOfNoTelemetry(t *testing.T) {
	var none *telemetry.Calls
	ctx, observed := none.Begin(t.Context(), bake)
	require.Equal(t, t.Context(), ctx)
	require.False(t, observed.Observed())
	observed.End(ctx, time.Second, nil, nil)
}

// TestManyMethodsAreLearntAtOnce: a method is remembered at its first call, while others are called.
func TestManyMethodsAreLearntAtOnce(t *testing.T) {
	tel, collect := measured(t)
	done := make(chan bool)
	for range 4 {
		go func() {
			for i := range 100 {
				ctx, observed := tel.ServerCalls().Begin(t.Context(), fmt.Sprint("/kitchen.v1.Oven/Bake", i))
				observed.End(ctx, time.Second, nil, nil)
			}
			done <- true
		}()
	}
	for range 4 {
		<-done
	}
	of := points(collect())
	require.Len(t, of, 100)
	for _, point := range of {
		require.EqualValues(t, 4, point.Count)
	}
}

func BenchmarkCall(b *testing.B) {
	for _, sampler := range []string{"always_off", "always_on"} {
		b.Run(sampler, func(b *testing.B) {
			b.Setenv("OTEL_TRACES_SAMPLER", sampler)
			tel, err := telemetry.New(b.Context(), telemetry.Options{
				Service: "one", LogWriter: b.Output(), Readers: []sdkmetric.Reader{sdkmetric.NewManualReader()},
			})
			require.NoError(b, err)
			b.ReportAllocs()
			for b.Loop() {
				ctx, observed := tel.ServerCalls().Begin(b.Context(), bake)
				observed.End(ctx, time.Millisecond, nil, nil)
			}
		})
	}
}
