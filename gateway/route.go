package gateway

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
)

// Route answers one connection to services that run apart, given the connection to each by its name: a call goes to the
// service whose package its method stands in, meedoen.<name>.v1. What every service answers for itself is asked of all:
// positions are those of all services, and health is good while one service can be called, for then there is something
// that the gateway can do.
func Route(services map[string]grpc.ClientConnInterface) grpc.ClientConnInterface {
	return route(services)
}

type route map[string]grpc.ClientConnInterface

// Invoke makes a call.
func (r route) Invoke(ctx context.Context, method string, request, answer any, options ...grpc.CallOption) error {
	switch method {
	case eventsv1.PositionService_GetPositions_FullMethodName:
		return r.positions(ctx, request, answer.(*eventsv1.GetPositionsResponse), options)
	case healthv1.Health_Check_FullMethodName:
		return r.health(ctx, request, answer.(*healthv1.HealthCheckResponse), options)
	}
	conn, err := r.to(method)
	if err != nil {
		return err
	}
	return conn.Invoke(ctx, method, request, answer, options...)
}

// NewStream opens a stream.
func (r route) NewStream(
	ctx context.Context, desc *grpc.StreamDesc, method string, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	conn, err := r.to(method)
	if err != nil {
		return nil, err
	}
	return conn.NewStream(ctx, desc, method, options...)
}

// to answers the connection to the service that method belongs to: "/meedoen.activities.v1.LocationService/GetLocation".
func (r route) to(method string) (grpc.ClientConnInterface, error) {
	parts := strings.SplitN(strings.TrimPrefix(method, "/"), ".", 3)
	if len(parts) == 3 && parts[0] == "meedoen" {
		if conn, known := r[parts[1]]; known {
			return conn, nil
		}
	}
	return nil, status.Errorf(codes.Unimplemented, "no service is known for %s", method)
}

// positions asks every service at once. The position of one that does not answer is not known, so neither is the whole.
func (r route) positions(
	ctx context.Context, request any, answer *eventsv1.GetPositionsResponse, options []grpc.CallOption,
) error {
	names := slices.Sorted(maps.Keys(r))
	parts := make([]eventsv1.GetPositionsResponse, len(names))
	group, ctx := errgroup.WithContext(ctx)
	for i, name := range names {
		group.Go(func() error {
			return r[name].Invoke(ctx, eventsv1.PositionService_GetPositions_FullMethodName, request, &parts[i], options...)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i := range parts {
		proto.Merge(answer, &parts[i])
	}
	return nil
}

func (r route) health(
	ctx context.Context, request any, answer *healthv1.HealthCheckResponse, options []grpc.CallOption,
) error {
	serving := make(chan error, len(r))
	for name, conn := range r {
		go func() {
			var one healthv1.HealthCheckResponse
			err := conn.Invoke(ctx, healthv1.Health_Check_FullMethodName, request, &one, options...)
			if err == nil && one.GetStatus() != healthv1.HealthCheckResponse_SERVING {
				err = fmt.Errorf("%s is %s", name, one.GetStatus())
			}
			serving <- err
		}()
	}
	answer.Status = healthv1.HealthCheckResponse_SERVING
	var errs []error
	for range r {
		err := <-serving
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return status.Error(codes.Unavailable, errors.Join(errs...).Error())
}
