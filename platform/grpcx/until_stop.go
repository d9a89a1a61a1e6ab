package grpcx

import "context"

type stoppingKey struct{}

// UntilStop answers the context of a stream that is meant to stay open: it ends also when the server begins to stop, and its
// cause is then UNAVAILABLE (SERVER_STOPPING), which is the answer to the caller. Without it the stream would hold up the server
// until it is cut off. Cancel it.
func UntilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	until, cancel := context.WithCancelCause(ctx)
	stopping, ok := ctx.Value(stoppingKey{}).(context.Context)
	if !ok {
		return until, func() { cancel(nil) }
	}
	forget := context.AfterFunc(stopping, func() { cancel(context.Cause(stopping)) })
	return until, func() {
		forget()
		cancel(nil)
	}
}
