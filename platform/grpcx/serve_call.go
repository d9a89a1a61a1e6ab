package grpcx

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
)

// unary is the way of one call: a deadline, then call, then the answer and its line in the log.
func (s *Server) unary(
	ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (any, error) {
	start := s.cfg.Clock.Now()
	ctx, observed := s.cfg.Telemetry.Begin(ctx, info.FullMethod)
	ctx, cancel := s.bounded(ctx)
	defer cancel()
	resp, err := s.call(ctx, req, info.FullMethod, handler)
	duration := s.cfg.Clock.Now().Sub(start)
	answer := s.finish(ctx, info.FullMethod, duration, duration > s.cfg.Slow, err)
	observed.End(ctx, duration, answer, nil)
	return resp, answer.Err()
}

// bounded answers ctx with a deadline: that of the caller, or ours where that is later or there is none. What ends with an earlier
// one gets no second timer; gRPC ends it with the call.
func (s *Server) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= s.cfg.MaxDeadline {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, s.cfg.MaxDeadline)
}

// call lets the caller in, checks the request and hands it to its handler.
func (s *Server) call(ctx context.Context, req any, method string, handler grpc.UnaryHandler) (resp any, err error) {
	defer recovered(&err)
	rule, err := s.rule(method)
	if err != nil {
		return nil, err
	}
	if rule.Exempt != "" {
		return handler(ctx, req)
	}
	if ctx, err = s.admit(ctx, rule); err != nil {
		return nil, err
	}
	leave, err := s.bounds.enter(ctx, false)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := validate(s.validator, req); err != nil {
		return nil, err
	}
	if rule.Activity != "" {
		return logged(ctx, req, rule, handler)
	}
	return handler(ctx, req)
}

// logged answers what handler does, but for an answer with personal data that nobody entered into the processing log: that
// does not leave.
func logged(ctx context.Context, req any, rule AccessRule, handler grpc.UnaryHandler) (any, error) {
	ctx, call := processinglog.Begin(ctx, rule.Method, rule.Activity)
	resp, err := handler(ctx, req)
	if err == nil && !call.Logged() {
		return nil, fmt.Errorf("%s processed personal data without a line in the processing log", rule.Method)
	}
	return resp, err
}

// stream is the way of one stream. It has no deadline but its caller's, for a stream may be meant to stay open.
func (s *Server) stream(
	srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler,
) error {
	start := s.cfg.Clock.Now()
	ctx, observed := s.cfg.Telemetry.Begin(stream.Context(), info.FullMethod)
	err := s.callStream(srv, &traced{stream, ctx}, info.FullMethod, handler)
	duration := s.cfg.Clock.Now().Sub(start)
	answer := s.finish(ctx, info.FullMethod, duration, false, err)
	observed.End(ctx, duration, answer, nil)
	return answer.Err()
}

// traced is a stream whose context has its span.
type traced struct {
	grpc.ServerStream
	ctx context.Context
}

// Context answers the context with the span.
func (t *traced) Context() context.Context { return t.ctx }

func (s *Server) callStream(srv any, stream grpc.ServerStream, method string, handler grpc.StreamHandler) (err error) {
	defer recovered(&err)
	rule, err := s.rule(method)
	if err != nil {
		return err
	}
	if rule.Exempt != "" {
		return handler(srv, stream)
	}
	ctx, err := s.admit(stream.Context(), rule)
	if err != nil {
		return err
	}
	leave, err := s.bounds.enter(ctx, true)
	if err != nil {
		return err
	}
	defer leave()
	sent := &taken{ServerStream: stream, server: s}
	defer sent.watch()()
	stream = sent
	ctx = context.WithValue(ctx, stoppingKey{}, s.stopping)
	if rule.Activity != "" {
		return loggedStream(ctx, rule, func(ctx context.Context) error {
			return handler(srv, &admitted{stream, ctx, s.validator})
		})
	}
	return handler(srv, &admitted{stream, ctx, s.validator})
}

// loggedStream is logged for a stream, whose messages have left before its end: it ends well only where they are in the
// processing log.
func loggedStream(ctx context.Context, rule AccessRule, handler func(context.Context) error) error {
	_, err := logged(ctx, nil, rule, func(ctx context.Context, _ any) (any, error) { return nil, handler(ctx) })
	return err
}

// rule answers who may call method. What is not in the table, nobody may.
func (s *Server) rule(method string) (AccessRule, error) {
	rule, ok := s.access[method]
	if !ok {
		return AccessRule{}, fault.New(fault.PermissionDenied, "METHOD_CLOSED", "Nobody may call this method.")
	}
	return rule, nil
}

// admitted is a stream whose caller was let in, and whose messages are checked as they come.
type admitted struct {
	grpc.ServerStream
	ctx       context.Context
	validator protovalidate.Validator
}

// Context answers the context with the identity of the caller.
func (a *admitted) Context() context.Context { return a.ctx }

// RecvMsg reads the next message into m and checks it.
func (a *admitted) RecvMsg(m any) error {
	if err := a.ServerStream.RecvMsg(m); err != nil {
		return err
	}
	return validate(a.validator, m)
}

func validate(validator protovalidate.Validator, msg any) error {
	message, ok := msg.(proto.Message)
	if !ok {
		return fmt.Errorf("validate: %T is not a proto message", msg)
	}
	return violations(message, validator.Validate(message))
}

// panicked is a panic of a handler, made an error so that one call fails and the process lives on.
type panicked struct {
	value any
	stack []byte
}

// Error answers what was thrown.
func (p *panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

func recovered(err *error) {
	if value := recover(); value != nil {
		*err = &panicked{value, debug.Stack()}
	}
}
