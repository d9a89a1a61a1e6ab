package operation

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	operationsv1 "github.com/deschoor/meedoen/proto/meedoen/operations/v1"
)

// patience is how long each part may take to say how it is: who looks wants to see what is away, and not to wait for it.
const patience = 2 * time.Second

// GetProcessStatus answers how the process and its services are, as far as they answer in time.
func (s *Server) GetProcessStatus(
	ctx context.Context, _ *operationsv1.GetProcessStatusRequest,
) (*operationsv1.ProcessStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	now := s.clock.Now()
	answer := &operationsv1.ProcessStatus{
		Name: s.process.Name, Version: s.process.Version, Host: s.process.Host, StartTime: timestamppb.New(s.process.Start),
		ReadTime: timestamppb.New(now), EventsConnected: s.events != nil && s.events.Ready(ctx) == nil,
		Services: make([]*operationsv1.ServiceStatus, len(s.services)),
	}
	unready := make([]string, len(s.parts))
	var asked sync.WaitGroup
	for i, p := range s.parts {
		asked.Go(func() {
			if p.ready(ctx) != nil {
				unready[i] = p.name
			}
		})
	}
	for i, service := range s.services {
		asked.Go(func() { answer.Services[i] = service.status(ctx, now) })
	}
	asked.Wait()
	answer.UnreadyParts = slices.DeleteFunc(unready, func(name string) bool { return name == "" })
	return answer, nil
}

// status answers how the service is. Where its database fails half-way, it is not reachable, and what was read is not told.
func (s Service) status(ctx context.Context, now time.Time) *operationsv1.ServiceStatus {
	answer := &operationsv1.ServiceStatus{Name: s.Name, DatabaseReachable: true}
	if s.read(ctx, now, answer) != nil {
		return &operationsv1.ServiceStatus{Name: s.Name}
	}
	return answer
}

func (s Service) read(ctx context.Context, now time.Time, answer *operationsv1.ServiceStatus) (err error) {
	if err = s.DB.Ready(ctx); err != nil {
		return err
	}
	if schema, err := sqldb.VersionOf(ctx, s.DB.Read()); err == nil {
		answer.Schema = &operationsv1.SchemaVersion{Platform: schema.Platform, Service: schema.Service}
	}
	if answer.Outbox, err = s.outbox(ctx, now); err != nil {
		return err
	}
	if answer.Timers, err = s.timers(ctx, now); err != nil {
		return err
	}
	for _, c := range s.Consumers {
		status, err := c.Status(ctx)
		if err != nil {
			return err
		}
		answer.Streams = append(answer.Streams, streamOf(status, now))
	}
	// Those of a stream that is no longer followed count too.
	all, err := inbox.CountDeadLetters(ctx, s.DB)
	answer.DeadLetterCount = count(all)
	return err
}

func (s Service) outbox(ctx context.Context, now time.Time) (*operationsv1.OutboxStatus, error) {
	status, err := s.Relay.Status(ctx)
	if err != nil {
		return nil, err
	}
	return &operationsv1.OutboxStatus{
		UnsentCount: status.Unsent, OldestAge: since(status.Oldest, now), LastSendTime: instant(status.LastSent),
		Active: status.Active,
	}, nil
}

func (s Service) timers(ctx context.Context, now time.Time) (*operationsv1.TimerStatus, error) {
	status, err := s.Timers.Status(ctx)
	if err != nil {
		return nil, err
	}
	return &operationsv1.TimerStatus{
		DueCount: count(status.Due), OldestDelay: since(status.Oldest, now), FailingCount: count(status.Failing),
	}, nil
}

func streamOf(s inbox.Status, now time.Time) *operationsv1.StreamStatus {
	answer := &operationsv1.StreamStatus{
		Service: s.Service, Position: s.Position, OldestAge: since(s.WaitingSince, now), EventTime: instant(s.EventAt),
		ShareCount: int32(s.Shares), ActiveShareCount: int32(s.Active), DeadLetterCount: count(s.DeadLetters),
	}
	if s.Known {
		answer.End = &s.End
	}
	return answer
}

// count answers a number of rows as the contract has it.
func count(n int64) int32 { return int32(min(n, math.MaxInt32)) }

// since answers how long ago an instant was, nothing where there is none. Clocks of two machines may differ.
func since(at, now time.Time) *durationpb.Duration {
	if at.IsZero() {
		return nil
	}
	return durationpb.New(max(0, now.Sub(at)))
}

// instant answers an instant, nothing where there is none.
func instant(at time.Time) *timestamppb.Timestamp {
	if at.IsZero() {
		return nil
	}
	return timestamppb.New(at)
}
