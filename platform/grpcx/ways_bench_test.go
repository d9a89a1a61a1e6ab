package grpcx_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/grpcx"
)

// BenchmarkWays compares the ways to a server in the same process, through all its layers: a pipe in memory, TCP, and none. They take
// turns in each iteration, so what it reports of each, by its name, was measured at the same time; ns/op is nothing.
func BenchmarkWays(b *testing.B) {
	r := newRig(b, func(cfg *grpcx.ServerConfig) { cfg.Log, cfg.Telemetry = slog.New(slog.DiscardHandler), nil })
	handlers{}.register(r)
	pipe := bufconn.Listen(1 << 20)
	served := make(chan error, 1)
	go func() { served <- r.Serve(pipe) }()
	r.serve(b, grpcx.ClientConfig{})
	piped, err := grpc.NewClient("passthrough:///pipe", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return pipe.DialContext(ctx) }))
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, piped.Close()) })
	names := []string{"pipe", "tcp", "local"}
	ways := []grpc.ClientConnInterface{piped, r.conn, r.near}
	ctx := r.as(b, "importer")
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprint("callers=", callers), func(b *testing.B) {
			took, used := make([]time.Duration, len(ways)), make([]time.Duration, len(ways))
			const calls = 1024
			for turn := 0; b.Loop(); turn++ {
				for place := range ways {
					i := (place + turn) % len(ways)
					began, before := clock.System().Now(), cpu(b)
					callAll(ctx, b, ways[i], callers, calls)
					took[i] += clock.System().Now().Sub(began)
					used[i] += cpu(b) - before
				}
			}
			for i, name := range names {
				n := float64(b.N * calls)
				b.ReportMetric(float64(took[i].Microseconds())/n, name+"-µs/call")
				b.ReportMetric(float64(used[i].Microseconds())/n, name+"-cpu-µs/call")
			}
		})
	}
}

// callAll makes so many calls, from so many callers.
func callAll(ctx context.Context, b *testing.B, conn grpc.ClientConnInterface, callers, calls int) {
	var working sync.WaitGroup
	var left atomic.Int64
	left.Store(int64(calls))
	for range callers {
		working.Go(func() {
			for left.Add(-1) >= 0 {
				if err := createCount(ctx, conn); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
}

// cpu answers how long this process has used the processors.
func cpu(b *testing.B) time.Duration {
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
