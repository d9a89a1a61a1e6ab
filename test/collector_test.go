package test

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	tracecollectorpb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
)

// collector takes the spans of processes, as the collector of an organisation does.
type collector struct {
	tracecollectorpb.UnimplementedTraceServiceServer
	address string
	mu      sync.Mutex
	spans   []span
}

// span is one that was sent, with the service that sent it.
type span struct {
	*tracepb.Span
	service string
}

// collect answers a collector that listens until the test ends.
func collect(t *testing.T) *collector {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c := &collector{address: listener.Addr().String()}
	server := grpc.NewServer()
	tracecollectorpb.RegisterTraceServiceServer(server, c)
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	t.Cleanup(func() {
		server.Stop()
		require.NoError(t, <-done)
	})
	return c
}

// env has a process send its traces here.
func (c *collector) env() []string {
	return []string{
		"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://" + c.address, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc",
		"OTEL_BSP_SCHEDULE_DELAY=200",
	}
}

// Export keeps what was sent.
func (c *collector) Export(
	_ context.Context, sent *tracecollectorpb.ExportTraceServiceRequest,
) (*tracecollectorpb.ExportTraceServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range sent.GetResourceSpans() {
		service := ""
		for _, a := range resource.GetResource().GetAttributes() {
			if a.GetKey() == "service.name" {
				service = a.GetValue().GetStringValue()
			}
		}
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				c.spans = append(c.spans, span{Span: s, service: service})
			}
		}
	}
	return &tracecollectorpb.ExportTraceServiceResponse{}, nil
}

// trace answers what has come of a trace.
func (c *collector) trace(id []byte) (spans []span) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.spans {
		if slices.Equal(s.GetTraceId(), id) {
			spans = append(spans, s)
		}
	}
	return spans
}
