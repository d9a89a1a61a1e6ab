package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// callDeadline is how long one call may take. A call without a deadline waits for ever on a line that went dead.
const callDeadline = 10 * time.Second

// pause waits between attempts: longer each time, and not as long as others wait.
type pause struct{ tried int }

func (p *pause) wait(ctx context.Context) error {
	long := min(100*time.Millisecond<<min(p.tried, 10), 5*time.Second)
	p.tried++
	timer := time.NewTimer(long/2 + rand.N(long))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// again says whether an attempt may go better later: the server or the line was away, or somebody else was first. What was
// refused stays refused, and what went wrong here, as with a file, is nothing to wait for.
func (c *client) again(err error) bool {
	s, answered := status.FromError(err)
	if !answered {
		return false
	}
	switch s.Code() {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Aborted, codes.ResourceExhausted, codes.Internal, codes.Unknown:
		return true
	case codes.Unauthenticated:
		return problemOf(err).Reason == "TOKEN_EXPIRED" && c.tokens.forget()
	}
	return false
}

// retry calls until there is an answer that stays. The request is the same each time, with the same request_id: where the first
// attempt arrived and its answer did not, the next one adds nothing and answers the same.
func retry[Req, Resp any](
	ctx context.Context, c *client, call func(context.Context, Req, ...grpc.CallOption) (Resp, error), request Req,
) (Resp, error) {
	until, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	for p := (pause{}); ; {
		attempt, cancel := context.WithTimeout(ctx, callDeadline)
		answer, err := call(attempt, request)
		cancel()
		if err == nil || !c.again(err) {
			return answer, err
		}
		report(os.Stderr, err)
		if p.wait(until) != nil {
			return answer, err
		}
	}
}
