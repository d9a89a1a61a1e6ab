package grpcx_test

import (
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/telemetry"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

const (
	callers = 64
	turn    = 100 * time.Millisecond
)

// counts answers with the head count that it got.
type counts struct {
	activitiesv1.UnimplementedHeadCountServiceServer
}

func (counts) CreateHeadCount(
	_ context.Context, req *activitiesv1.CreateHeadCountRequest,
) (*activitiesv1.HeadCount, error) {
	return req.GetHeadCount(), nil
}

// contender is one of the ways to be called that are compared, with what it reached in each of its turns.
type contender struct {
	name       string
	call       func(context.Context) error
	rates, cpu []float64 // calls a second; microseconds of the processors a call, of both sides
}

// BenchmarkStack compares an echo behind all layers of a server with one of bare gRPC, turn by turn, each called over TCP from
// 64 goroutines by a client of bare gRPC; and the former called by a client with all its layers. Each iteration is a turn of
// all: -benchtime=30x.
func BenchmarkStack(b *testing.B) {
	address, token := layered(b)
	bare, plain := bareServer(b), grpc.WithTransportCredentials(insecure.NewCredentials())
	contenders := []*contender{
		{name: "bare", call: calling(dial(b, bare, plain))},
		{name: "server", call: calling(dial(b, address, plain, grpc.WithPerRPCCredentials(token)))},
		{name: "both", call: calling(layeredClient(b, address, token))},
	}
	for b.Loop() {
		for _, c := range contenders {
			c.take(b)
		}
		slices.Reverse(contenders)
	}
	slices.SortFunc(contenders, func(x, y *contender) int { return slices.Index(names, x.name) - slices.Index(names, y.name) })
	for _, c := range contenders {
		b.ReportMetric(middle(c.rates), c.name+"-calls/s")
		b.ReportMetric(middle(c.cpu), c.name+"-cpu-µs")
		b.ReportMetric(middle(c.rates)/middle(contenders[0].rates), c.name+"/bare")
	}
}

var names = []string{"bare", "server", "both"}

// layered serves an echo as programs do, with one trace in a hundred sampled, and answers its address and a token.
func layered(b *testing.B) (string, grpcx.Bearer) {
	tel := sampled(b)
	r := newRig(b, func(cfg *grpcx.ServerConfig) {
		cfg.Log, cfg.Telemetry, cfg.Meter, cfg.Clock = tel.Log, tel.ServerCalls(), tel.Meter, clock.System()
		cfg.Limits = limits.Defaults()
		cfg.Limits.Rate, cfg.Limits.Burst = 1_000_000, 1_000_000 // of one caller, who is all of them here
	})
	activitiesv1.RegisterHeadCountServiceServer(r, counts{})
	address := r.listen(b)
	token, err := r.issuer.Token(devissuer.Claims{Subject: "anna", Roles: []string{"importer"}})
	require.NoError(b, err)
	return address, grpcx.Bearer(token)
}

func sampled(b *testing.B) *telemetry.Telemetry {
	b.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	b.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.01")
	tel, err := telemetry.New(b.Context(), telemetry.Options{
		Service: "bench", LogWriter: io.Discard, Readers: []sdkmetric.Reader{sdkmetric.NewManualReader()},
		Spans: []sdktrace.SpanProcessor{sdktrace.NewSimpleSpanProcessor(tracetest.NewNoopExporter())},
	})
	require.NoError(b, err)
	return tel
}

func bareServer(b *testing.B) string {
	server := grpc.NewServer()
	activitiesv1.RegisterHeadCountServiceServer(server, counts{})
	listener, err := (&net.ListenConfig{}).Listen(b.Context(), "tcp", "127.0.0.1:0")
	require.NoError(b, err)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	b.Cleanup(func() {
		server.Stop()
		require.NoError(b, <-served)
	})
	return listener.Addr().String()
}

func dial(b *testing.B, address string, options ...grpc.DialOption) *grpc.ClientConn {
	conn, err := grpc.NewClient(address, options...)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, conn.Close()) })
	return conn
}

func layeredClient(b *testing.B, address string, token grpcx.Bearer) *grpc.ClientConn {
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{Telemetry: sampled(b).ClientCalls(), Credentials: token})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, conn.Close()) })
	return conn
}

func calling(conn *grpc.ClientConn) func(context.Context) error {
	client, count := activitiesv1.NewHeadCountServiceClient(conn), goodCount()
	return func(ctx context.Context) error {
		_, err := client.CreateHeadCount(ctx, count)
		return err
	}
}

// take has all callers call for the length of a turn.
func (c *contender) take(b *testing.B) {
	until, cancel := context.WithTimeout(b.Context(), turn)
	defer cancel()
	began, worked := clock.System().Now(), processors(b)
	var calling sync.WaitGroup
	made := make([]int, callers)
	for i := range callers {
		calling.Go(func() {
			for until.Err() == nil {
				if err := c.call(context.Background()); err != nil {
					b.Error(c.name, err)
					return
				}
				made[i]++
			}
		})
	}
	calling.Wait()
	total := 0
	for _, n := range made {
		total += n
	}
	c.rates = append(c.rates, float64(total)/clock.System().Now().Sub(began).Seconds())
	c.cpu = append(c.cpu, float64((processors(b)-worked).Microseconds())/float64(total))
}

// processors answers what this process took of the processors so far.
func processors(b *testing.B) time.Duration {
	var use syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &use))
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

func middle(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
