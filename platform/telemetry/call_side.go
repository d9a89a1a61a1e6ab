package telemetry

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
)

// side is what differs between who gets a call and who makes it.
type side struct {
	received bool
	start    []trace.SpanStartOption
	failed   func(codes.Code) bool
}

// serverSide is who gets calls. That a caller asks for what there is not, or may not, is no failure of the server.
func serverSide() *side {
	return &side{
		received: true, start: []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindServer)},
		failed: func(code codes.Code) bool {
			switch code {
			case codes.Unknown, codes.DeadlineExceeded, codes.Unimplemented, codes.Internal, codes.Unavailable, codes.DataLoss:
				return true
			}
			return false
		},
	}
}

// clientSide is who makes calls, to whom any other answer than OK is a failure.
func clientSide() *side {
	return &side{
		start:  []trace.SpanStartOption{trace.WithSpanKind(trace.SpanKindClient)},
		failed: func(code codes.Code) bool { return code != codes.OK },
	}
}

// histogram answers the metric of how long calls take, in seconds, as OpenTelemetry's conventions name it. Its buckets are those
// that they advise.
func (s *side) histogram(meter metric.Meter) (metric.Float64Histogram, error) {
	buckets := metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
	if s.received {
		duration, err := rpcconv.NewServerCallDuration(meter, buckets)
		return duration.Inst(), err
	}
	duration, err := rpcconv.NewClientCallDuration(meter, buckets)
	return duration.Inst(), err
}
