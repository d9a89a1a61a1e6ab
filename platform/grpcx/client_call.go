package grpcx

import (
	"context"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
)

// unary is the way of one call of a client: a deadline, the caller's token and a span, whatever happens to the call on the way.
func (c ClientConfig) unary(
	ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker,
	opts ...grpc.CallOption,
) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.Timeout)
		defer cancel()
	}
	ctx, observed := c.Telemetry.Begin(c.outgoing(ctx), method)
	if !observed.Observed() {
		return invoke(ctx, method, req, reply, conn, opts...)
	}
	var server peer.Peer
	start := clock.System().Now()
	err := invoke(ctx, method, req, reply, conn, append(slices.Clip(opts), grpc.Peer(&server))...)
	observed.End(ctx, clock.System().Now().Sub(start), status.Convert(err), server.Addr)
	return err
}

// stream is the way of one stream of a client.
func (c ClientConfig) stream(
	ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer,
	opts ...grpc.CallOption,
) (grpc.ClientStream, error) {
	ctx, observed := c.Telemetry.Begin(c.outgoing(ctx), method)
	if !observed.Observed() {
		return open(ctx, desc, conn, method, opts...)
	}
	o := &observedStream{ctx: ctx, call: observed, start: clock.System().Now(), single: !desc.ServerStreams}
	stream, err := open(ctx, desc, conn, method, append(slices.Clip(opts), grpc.Peer(&o.server))...)
	if err != nil {
		o.end(err, nil)
		return nil, err
	}
	o.ClientStream = stream
	o.forget = context.AfterFunc(ctx, func() { o.leave(status.FromContextError(ctx.Err()).Err()) })
	return o, nil
}

// outgoing answers ctx with the token of the call that is being answered, where cfg says so. A token that the caller
// of the client put there stays, for two would be refused.
func (c ClientConfig) outgoing(ctx context.Context) context.Context {
	if !c.ForwardToken {
		return ctx
	}
	if sent, _ := metadata.FromOutgoingContext(ctx); len(sent.Get(authorization)) > 0 {
		return ctx
	}
	for _, header := range metadata.ValueFromIncomingContext(ctx, authorization) {
		ctx = metadata.AppendToOutgoingContext(ctx, authorization, header)
	}
	return ctx
}
