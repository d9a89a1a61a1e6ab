package schedule

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"

	"github.com/deschoor/meedoen/platform/gauge"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// observe counts failures, and publishes how late the timer is that waits longest: 0 when all is well.
func (s *Scheduler) observe() (err error) {
	provider := s.Meter
	if provider == nil {
		provider = metricnoop.NewMeterProvider()
	}
	meter := provider.Meter("meedoen/schedule")
	s.failed, err = meter.Int64Counter("meedoen.schedule.failures",
		metric.WithDescription("Timers that could not be handled and are tried again, by kind."))
	if err != nil {
		return fmt.Errorf("observe timers: %w", err)
	}
	_, err = gauge.Set{
		Meter: s.Meter, Scope: "meedoen/schedule", Clock: s.Clock,
		Gauges: []gauge.Gauge{{
			Name: "meedoen.schedule.delay", Unit: "s", Description: "How long ago the oldest timer was due that was not handled.",
		}},
		Look: s.lookAtDelay,
	}.Observe()
	return err
}

func (s *Scheduler) lookAtDelay(ctx context.Context, put gauge.Put) error {
	now := s.Clock.Now()
	var oldest sqldb.Time
	err := s.DB.Read().QueryRowContext(ctx, `-- name: OldestTimer :one
SELECT COALESCE(MIN(due_at), 0) FROM timer WHERE due_at <= $1`, sqldb.At(now)).Scan(&oldest)
	if err != nil {
		return err
	}
	delay := 0.0
	if !oldest.IsZero() {
		delay = now.Sub(oldest.Time).Seconds()
	}
	put("meedoen.schedule.delay", delay)
	return nil
}

func (s *Scheduler) countFailure(ctx context.Context, kind string) {
	s.failed.Add(ctx, 1, metric.WithAttributes(attribute.String("kind", kind)))
}

// beginCount has the count of failures begin at 0: of one that begins at 1 nobody sees that it grew.
func (s *Scheduler) beginCount(kind string) {
	s.failed.Add(context.Background(), 0, metric.WithAttributes(attribute.String("kind", kind)))
}
