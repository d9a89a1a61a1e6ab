package main

import (
	"context"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// workload is something that two commits do, each with its own programs.
type workload struct {
	name, unit string
	// steady says that calls come at a rate: that rate says nothing, only how long they take.
	steady bool
	open   func(ctx context.Context, e *env, programs *programs, name string) (measure.Side, error)
}

// workloads are what commits are compared by: the whole way of a command, over gRPC and over REST; a call that only reads,
// which is made of layers; the time that calls take where there is room; a start.
func workloads() []workload {
	return []workload{
		{name: "record", unit: "calls", open: onSuite(func(_ context.Context, s *suite) (measure.Side, error) {
			return s.recorded("record", 64, 1, s.grpc.record(s.place)), nil
		})},
		{name: "record-rest", unit: "calls", open: onSuite(func(_ context.Context, s *suite) (measure.Side, error) {
			call, err := s.post()
			return s.recorded("record-rest", 64, 1, call), err
		})},
		{name: "read", unit: "calls", open: onSuite(func(ctx context.Context, s *suite) (measure.Side, error) {
			made, err := activitiesv1.NewHeadCountServiceClient(s.grpc.conn).CreateHeadCount(calling(ctx, s.headers, 0),
				&activitiesv1.CreateHeadCountRequest{HeadCount: s.place.count()})
			return closed("read", 64, s.grpc.read(made.GetId()), s.uses...), err
		})},
		{name: "steady", unit: "calls", steady: true, open: onSuite(func(_ context.Context, s *suite) (measure.Side, error) {
			return s.steady("steady", 500, s.grpc.record(s.place)), nil
		})},
		{name: "start", unit: "starts", open: starting},
	}
}

// onSuite is a workload of the suite in one process.
func onSuite(side func(context.Context, *suite) (measure.Side, error)) func(
	context.Context, *env, *programs, string) (measure.Side, error) {
	return func(ctx context.Context, e *env, programs *programs, name string) (measure.Side, error) {
		own := e.with(programs)
		s, err := startSuiteIn(ctx, own, name)
		if err != nil {
			return measure.Side{}, err
		}
		made, err := side(ctx, s)
		made.Name = name
		return made, err
	}
}

func starting(ctx context.Context, e *env, programs *programs, name string) (measure.Side, error) {
	own := e.with(programs)
	data, err := own.folder(name)
	if err != nil {
		return measure.Side{}, err
	}
	return measure.Side{Name: name, Take: func(ctx context.Context, _ duration) (measure.Turn, error) {
		return own.startOnce(ctx, data)
	}}, own.fill(ctx, data)
}
