package main

import (
	"context"
	"fmt"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/clock"
	eventsv1 "github.com/deschoor/meedoen/proto/meedoen/events/v1"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

// drain waits until the figures have everything that was recorded before, and answers how long that took.
func (s *suite) drain(ctx context.Context) (time.Duration, error) {
	began := clock.System().Now()
	ctx, cancel := context.WithTimeout(calling(ctx, s.headers, 0), patience)
	defer cancel()
	var at *eventsv1.GetPositionsResponse
	if err := insist(ctx, func() (err error) {
		at, err = eventsv1.NewPositionServiceClient(s.grpc.conn).GetPositions(ctx, &eventsv1.GetPositionsRequest{})
		return err
	}); err != nil {
		return 0, err
	}
	err := insist(ctx, func() error {
		_, err := reportingv1.NewAccountServiceClient(s.reporting).GetAccount(ctx, &reportingv1.GetAccountRequest{
			Year: 2022, WaitFor: at.GetPositions(),
		})
		return err
	})
	return clock.System().Now().Sub(began), err
}

// insist calls again while the answer is that something did not come in time, until ctx ends: there may be much to be counted.
func insist(ctx context.Context, call func() error) error {
	for {
		err := call()
		if code := status.Code(err); code != codes.DeadlineExceeded && code != codes.Unavailable {
			return err
		}
		if sleep(ctx, again) != nil {
			return fmt.Errorf("not within %s: %w", patience, err)
		}
	}
}

// backlog answers how many events were recorded and not sent, and how many were sent that reporting has not counted.
func (s *suite) backlog(ctx context.Context) (unsent, uncounted float64, err error) {
	ctx = calling(ctx, s.headers, 0)
	for _, conn := range s.status {
		at, err := operationsv1.NewOperationServiceClient(conn).GetProcessStatus(ctx, &operationsv1.GetProcessStatusRequest{})
		if err != nil {
			return 0, 0, err
		}
		for _, service := range at.GetServices() {
			switch service.GetName() {
			case "activities":
				unsent += float64(service.GetOutbox().GetUnsentCount())
			case "reporting":
				uncounted += behind(service.GetStreams())
			}
		}
	}
	return unsent, uncounted, nil
}

// behind answers how many events of the stream of activities are still to be handled.
func behind(streams []*operationsv1.StreamStatus) (events float64) {
	for _, stream := range streams {
		if stream.GetService() == "activities" && stream.End != nil {
			events += float64(max(0, stream.GetEnd()-stream.GetPosition()))
		}
	}
	return events
}

// look is how often the backlog is looked at. It costs the process some statements each time.
const look = 250 * time.Millisecond

// watched looks at the backlog while work is done, and answers what is waiting on average.
func (s *suite) watched(ctx context.Context, work func() error) (unsent, uncounted float64, err error) {
	done := make(chan error, 1)
	go func() { done <- work() }()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for looks := 0.0; ; {
		select {
		case err := <-done:
			if looks > 0 {
				unsent, uncounted = unsent/looks, uncounted/looks
			}
			return unsent, uncounted, err
		case <-tick.C:
			a, b, err := s.backlog(ctx)
			if err != nil {
				return 0, 0, fmt.Errorf("ask how much is waiting: %w", err)
			}
			unsent, uncounted, looks = unsent+a, uncounted+b, looks+1
		}
	}
}
