package grpcx

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/auth/devissuer"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/telemetry"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// BenchmarkLayers measures what a server does with a call beside gRPC and its handler, all of it and the dearest parts of it.
func BenchmarkLayers(b *testing.B) {
	b.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	b.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.01")
	tel, err := telemetry.New(b.Context(), telemetry.Options{
		Service: "bench", LogWriter: io.Discard, Readers: []sdkmetric.Reader{sdkmetric.NewManualReader()},
	})
	require.NoError(b, err)
	s, token := benchServer(b, tel)
	ctx := metadata.NewIncomingContext(
		peer.NewContext(b.Context(), &peer.Peer{Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}}),
		metadata.MD{
			":authority": {"localhost"}, "authorization": {"Bearer " + token}, "content-type": {"application/grpc"},
			"grpc-accept-encoding": {"gzip"}, "user-agent": {"grpc-go/1.85.0"},
		})
	req := benchRequest()
	info := &grpc.UnaryServerInfo{FullMethod: activitiesv1.HeadCountService_CreateHeadCount_FullMethodName}
	handle := func(_ context.Context, req any) (any, error) { return req, nil }
	for name, part := range map[string]func() error{
		"all":       func() error { _, err := s.unary(ctx, req, info, handle); return err },
		"validate":  func() error { return validate(s.validator, req) },
		"rules":     func() error { return s.validator.Validate(req) },
		"texts":     func() error { unstorable(req); return nil },
		"admit":     func() error { _, err := s.admit(ctx, s.access[info.FullMethod]); return err },
		"limits":    func() error { leave, err := s.bounds.enter(ctx, false); leave(); return err },
		"telemetry": func() error { c, o := s.cfg.Telemetry.Begin(ctx, info.FullMethod); o.End(c, 1, nil, nil); return nil },
		"deadline":  func() error { _, cancel := s.bounded(ctx); cancel(); return nil },
		"clock":     func() error { s.cfg.Clock.Now(); return nil },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := part(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchServer answers a server of head counts that is ready to serve, and a token of a caller that it lets in.
func benchServer(b *testing.B, tel *telemetry.Telemetry) (*Server, string) {
	clk := clock.System()
	issuer, err := devissuer.Open(b.TempDir(), clk)
	require.NoError(b, err)
	verifier, err := auth.NewVerifier(auth.Config{}, clk, issuer.Issuer())
	require.NoError(b, err)
	bounds := limits.Defaults()
	bounds.Rate, bounds.Burst = 100_000_000, 100_000_000
	s := NewServer(ServerConfig{
		Verifier: verifier, Log: slog.New(slog.NewJSONHandler(io.Discard, nil)), Telemetry: tel.ServerCalls(), Limits: bounds,
	})
	activitiesv1.RegisterHeadCountServiceServer(s, activitiesv1.UnimplementedHeadCountServiceServer{})
	require.NoError(b, s.Check())
	token, err := issuer.Token(devissuer.Claims{Subject: "anna", Roles: []string{"importer"}})
	require.NoError(b, err)
	return s, token
}

func benchRequest() *activitiesv1.CreateHeadCountRequest {
	return &activitiesv1.CreateHeadCountRequest{
		RequestId: "0190b6a5-7d3c-7e57-8a5e-0d0e7b1c2d3e",
		HeadCount: &activitiesv1.HeadCount{
			LocationId: "0190b6a5-7d3c-7e57-8a5e-0d0e7b1c2d3f", ProgrammeId: "0190b6a5-7d3c-7e57-8a5e-0d0e7b1c2d40",
			Date: "2022-06-01", Count: 3, PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING,
			Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		},
	}
}
