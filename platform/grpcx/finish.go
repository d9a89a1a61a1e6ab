package grpcx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/fault"
)

// maxErrorText bounds, in bytes, what one call leaves in the log: a request can break thousands of rules.
const maxErrorText = 4 << 10

// finish ends a call: it writes the call's line in the log and answers err as the caller may see it, nil for OK. The line
// carries what the answer must not, the cause of an internal error, and gets the trace id from ctx. It never says who called,
// for the log is no register of people.
func (s *Server) finish(
	ctx context.Context, method string, duration time.Duration, slow bool, err error,
) *status.Status {
	if err == nil && !s.cfg.Log.Enabled(ctx, levelOf(codes.OK, slow)) {
		return nil // as nearly all calls end, and a line that nobody reads is not worth making
	}
	err = ended(ctx, err)
	answer := s.statusOf(method, err, traceOf(ctx))
	attrs := []slog.Attr{
		slog.String("method", method), slog.String("code", answer.Code().String()), slog.Duration("duration", duration),
	}
	if err != nil {
		text := err.Error()
		attrs = append(attrs, slog.String("error", strings.ToValidUTF8(text[:min(len(text), maxErrorText)], "")))
	}
	var p *panicked
	if errors.As(err, &p) {
		attrs = append(attrs, slog.String("stack", string(p.stack)))
	}
	s.cfg.Log.LogAttrs(ctx, levelOf(answer.Code(), slow), "gRPC call", attrs...)
	return answer
}

// levelOf answers how loud the line of a call is. A caller that went away is no error, and a stream that is watched
// ends no other way.
func levelOf(code codes.Code, slow bool) slog.Level {
	switch {
	case code == codes.Internal:
		return slog.LevelError
	case slow || (code != codes.OK && code != codes.Canceled):
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

func traceOf(ctx context.Context) string {
	span := trace.SpanContextFromContext(ctx)
	if !span.HasTraceID() {
		return ""
	}
	return span.TraceID().String()
}

// ended answers err with the end of ctx where that is what lies behind it: drivers put a cancelled query into words of
// their own. A fault or a panic speaks for itself.
func ended(ctx context.Context, err error) error {
	var f *fault.Error
	var p *panicked
	if err == nil || ctx.Err() == nil || errors.As(err, &f) || errors.As(err, &p) {
		return err
	}
	return fmt.Errorf("%w: %w", ctx.Err(), err)
}

// statusOf answers err as it may leave the process. Beyond faults, a status keeps its code where it comes from gRPC
// itself: from its own services, or for what happened to the call and not inside it. Any other status is the answer of
// a service that this one called; to the caller that is a failure of ours, unless the handler makes a fault of it.
func (s *Server) statusOf(method string, err error, traceID string) *status.Status {
	if err == nil {
		return nil
	}
	if own, ok := err.(interface{ GRPCStatus() *status.Status }); ok {
		answer := own.GRPCStatus()
		switch answer.Code() {
		case codes.Unimplemented, codes.ResourceExhausted, codes.Canceled, codes.DeadlineExceeded:
			return answer
		}
		if s.access[method].Exempt != "" {
			return answer
		}
	}
	return fault.Status(err, traceID)
}
