package grpcx_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/grpcx"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

const positionsMethod = "/meedoen.events.v1.PositionService/GetPositions"

// failing answers a rig whose GetPositions fails with err.
func failing(t *testing.T, err error) *rig {
	t.Helper()
	return serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		return nil, err
	}}, nil)
}

func TestFaultReachesTheCallerWithoutItsCause(t *testing.T) {
	for kind, code := range map[fault.Kind]codes.Code{
		fault.NotFound:           codes.NotFound,
		fault.Aborted:            codes.Aborted,
		fault.FailedPrecondition: codes.FailedPrecondition,
	} {
		gone := fault.New(kind, "CAKE_GONE", "The cake is gone.").With("cake", "apple")
		r := failing(t, fmt.Errorf("get: %w", gone.Because(errors.New("row 7 of crumbs"))))

		err := getPositions(r.as(t), r.conn)

		info := requireFault(t, err, code, "CAKE_GONE")
		require.Equal(t, map[string]string{"cake": "apple"}, info.GetMetadata())
		require.Equal(t, "The cake is gone.", status.Convert(err).Message())
		line := r.onlyLine(t, positionsMethod)
		require.Equal(t, "INFO", line["level"])
		require.Contains(t, line["error"], "row 7 of crumbs")
	}
}

func TestOtherErrorReachesTheLogAndNotTheCaller(t *testing.T) {
	r := failing(t, errors.New("disk 3 is full"))

	err := getPositions(r.as(t), r.conn)

	info := requireFault(t, err, codes.Internal, "INTERNAL")
	require.NotContains(t, fmt.Sprint(status.Convert(err).Proto()), "disk")
	line := r.onlyLine(t, positionsMethod)
	require.Equal(t, "ERROR", line["level"])
	require.Equal(t, "disk 3 is full", line["error"])
	require.Len(t, line["trace_id"], 32)
	require.Equal(t, line["trace_id"], info.GetMetadata()["trace_id"], "the caller can name the line in the log")
}

func TestPanicFailsOneCallAndLeavesItsStack(t *testing.T) {
	panics := true
	r := serving(t, handlers{positions: func(context.Context) (*eventsv1.GetPositionsResponse, error) {
		if panics {
			panic("out of flour")
		}
		return &eventsv1.GetPositionsResponse{}, nil
	}}, nil)

	requireFault(t, getPositions(r.as(t), r.conn), codes.Internal, "INTERNAL")
	line := r.onlyLine(t, positionsMethod)
	require.Equal(t, "ERROR", line["level"])
	require.Equal(t, "panic: out of flour", line["error"])
	require.Contains(t, line["stack"], "finish_test.go")

	panics = false
	require.NoError(t, getPositions(r.as(t), r.conn))
}

func TestStatusOfAnotherServiceIsOurOwnFailure(t *testing.T) {
	for _, code := range []codes.Code{codes.PermissionDenied, codes.NotFound, codes.InvalidArgument} {
		r := failing(t, status.Error(code, "the other service's words"))
		err := getPositions(r.as(t), r.conn)
		requireFault(t, err, codes.Internal, "INTERNAL")
		require.NotContains(t, err.Error(), "words")
	}
}

func TestMethodNobodyWroteYetIsUnimplemented(t *testing.T) {
	r := failing(t, status.Error(codes.Unimplemented, "method GetPositions not implemented"))

	require.Equal(t, codes.Unimplemented, status.Code(getPositions(r.as(t), r.conn)))
}

func TestCallWithoutDeadlineGetsOneAndALongerOneIsCapped(t *testing.T) {
	var left time.Duration
	r := serving(t, handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		deadline, ok := ctx.Deadline()
		if !ok {
			return nil, errors.New("no deadline")
		}
		left = time.Until(deadline)
		return &eventsv1.GetPositionsResponse{}, nil
	}}, func(cfg *grpcx.ServerConfig) { cfg.MaxDeadline = 10 * time.Second })
	within := func(timeout time.Duration) context.Context {
		ctx, cancel := context.WithTimeout(r.as(t), timeout)
		t.Cleanup(cancel)
		return ctx
	}
	conn := r.plain(t)
	tests := map[string]struct {
		ctx context.Context
		max time.Duration
	}{
		"none":    {r.as(t), 10 * time.Second},
		"longer":  {within(time.Hour), 10 * time.Second},
		"shorter": {within(5 * time.Second), 5 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, getPositions(tt.ctx, conn))
			require.LessOrEqual(t, left, tt.max)
			require.Positive(t, left)
		})
	}
}

func TestDriverErrorAfterTheDeadlineIsTheDeadline(t *testing.T) {
	r := serving(t, handlers{positions: func(ctx context.Context) (*eventsv1.GetPositionsResponse, error) {
		<-ctx.Done()
		return nil, errors.New("query interrupted")
	}}, func(cfg *grpcx.ServerConfig) { cfg.MaxDeadline = time.Millisecond })

	err := getPositions(r.as(t), r.conn)

	requireFault(t, err, codes.DeadlineExceeded, "DEADLINE_EXCEEDED")
	require.Contains(t, r.onlyLine(t, positionsMethod)["error"], "query interrupted")
}

func TestGoodCallIsLoggedQuietlyAndASlowOneIsNot(t *testing.T) {
	for level, took := range map[string]time.Duration{"DEBUG": time.Second, "INFO": time.Second + 1} {
		clk := &steps{now: noon(), step: took}
		r := serving(t, handlers{}, func(cfg *grpcx.ServerConfig) { cfg.Clock = clk })

		require.NoError(t, getPositions(r.as(t, "cook"), r.conn))

		line := r.onlyLine(t, positionsMethod)
		delete(line, "time")
		delete(line, "trace_id")
		delete(line, "span_id")
		require.Equal(t, map[string]any{
			"level": level, "msg": "gRPC call", "method": positionsMethod, "code": "OK", "duration": float64(took),
			"service": "test",
		}, line, "nothing in it is about a person")
	}
}

// steps is a clock that goes on by step each time it is asked.
type steps struct {
	now  time.Time
	step time.Duration
}

var _ clock.Clock = (*steps)(nil)

func (s *steps) Now() time.Time {
	s.now = s.now.Add(s.step)
	return s.now
}

// onlyLine answers the one line about method.
func (r *rig) onlyLine(t *testing.T, method string) map[string]any {
	t.Helper()
	lines := r.log.of(t, method)
	require.Len(t, lines, 1)
	return lines[0]
}
